"""A record (a dataset as CKAN knows it) as DCAT-AP.de 3.0, and back.

One table of rows says which field is which property; it is read in both directions, so that what
is written can be read. `writing.write` and `reading.read` are the doors.
"""
