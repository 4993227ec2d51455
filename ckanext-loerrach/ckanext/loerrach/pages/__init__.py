"""What the templates need to know: words, numbers, places and tables, ready to be shown."""
