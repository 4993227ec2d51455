"""Notices of public procurement: dialects, the region that is asked for, and their table."""
