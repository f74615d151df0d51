"""A chapter as HTML."""
