"""The transport network on the day of a question: its modes, costs, gates, closures and ends, and routes."""
