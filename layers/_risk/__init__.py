"""Risk: buffers around places and lines, and how far lines run inside zones."""
