"""The Umweltbundesamt's air data: positional arrays, and the tables they fill."""
