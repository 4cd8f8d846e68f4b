"""Tables larger than memory: frames of dask-geopandas, their files, and those who work on them."""
