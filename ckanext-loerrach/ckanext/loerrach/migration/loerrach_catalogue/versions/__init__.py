"""The tables of the feed, version by version."""
