"""GBFS 1.1 to 3.0: finding the feeds of a system, and what its stations and vehicles become."""
