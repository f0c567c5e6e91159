"""Line rules: what of an article's lines is text, what credit or dateline, and what goes."""
