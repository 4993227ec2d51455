"""The table that the harvest engine remembers in."""
