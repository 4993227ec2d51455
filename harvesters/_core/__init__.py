"""What every harvester builds on: records, errors, guarded HTTP. Imports no ckan.

Import from the modules: ``record`` (what comes out), ``harvester`` (what to write), ``feed`` (what
a harvester reads from), ``http`` (the one way to the outside), ``source`` (one entry of
sources.yaml), ``fingerprint`` (what has changed), ``errors`` (what can go wrong with a feed).
"""
