"""Charging stations: one module for each dialect, and what all of them make."""
