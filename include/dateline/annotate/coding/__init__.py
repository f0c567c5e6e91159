"""Events: who did what to whom."""
