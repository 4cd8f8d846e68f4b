"""Tables as columns of bytes, small and quick to open."""
