"""The files that come with the package: countries, places, the network's graphs, sources and impacts."""
