"""Sensor.Community: what a sensor and its values are, and the tables they fill."""
