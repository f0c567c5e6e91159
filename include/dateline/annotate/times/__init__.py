"""Time expressions."""
