"""Files of any kind, read into tables of text."""
