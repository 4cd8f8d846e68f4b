"""Graphs whose edges can be closed: routes, cuts, independent routes."""
