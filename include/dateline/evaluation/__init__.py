"""Scorers: how good the stages are, on files of known cases."""
