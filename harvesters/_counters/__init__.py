"""Counters of bicycles and people: one module for each dialect, and what all of them make."""
