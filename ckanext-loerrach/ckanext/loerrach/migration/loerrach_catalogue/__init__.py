"""The tables that the feed keeps its fragments in, and the triggers that say what is stale."""
