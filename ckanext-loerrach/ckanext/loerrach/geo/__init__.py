"""Places: from any coordinate system to WGS 84, and from places to the footprint of a dataset.

Imports no ckan. geopandas, shapely and pyproj cost some 60 MB: they are imported by the functions
that need them, so that a web worker that never draws a footprint does not carry them.
"""
