"""GTFS Schedule: rules of its files, reading them a row at a time, and what becomes of them."""
