"""Names: marked, found, brought together to entities."""
