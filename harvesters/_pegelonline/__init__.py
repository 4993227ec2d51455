"""PEGELONLINE: what a gauge and its series are, and the tables they fill."""
