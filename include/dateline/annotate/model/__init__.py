"""The spaCy pipeline: loaded, made fast."""
