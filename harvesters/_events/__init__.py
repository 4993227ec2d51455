"""What feeds of events have in common: rows, recurrences, the horizon."""
