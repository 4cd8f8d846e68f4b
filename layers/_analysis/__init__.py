"""What layers tell: bands, exposure, dependence, and where a network narrows."""
