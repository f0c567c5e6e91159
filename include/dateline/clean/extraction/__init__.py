"""The article's lines, from the tree of its page."""
