"""GENESIS, the database of the German statistical offices: its answers, and the table they fill."""
