"""Places: candidates of a name, and which one is meant."""
