"""Services of the Open Geospatial Consortium: each module reads one kind of them."""
