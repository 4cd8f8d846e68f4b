"""Supply: on whom countries and products depend, and how concentrated that is."""
