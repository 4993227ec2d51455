"""OGC SensorThings API 1.1: pages, things with their streams, and the tables they fill."""
