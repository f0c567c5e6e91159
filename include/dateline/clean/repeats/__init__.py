"""Lines that a source repeats: learned from what its articles begin and end with."""
