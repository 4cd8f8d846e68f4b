"""Tables and atlases, written whole or not at all."""
