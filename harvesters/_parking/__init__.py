"""Dialects of parking feeds: each module reads one, and gives the same Lots."""
