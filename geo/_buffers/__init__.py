"""All that lies within a distance of points, lines and areas on the ellipsoid."""
