"""Redundancy: where a network narrows between two sides, what a closure does, and what would widen it."""
