"""Files that publishers upload or link on any dataset become tables of the DataStore.

notice    sees in the dataset's own transaction that a file is new
state     what waits, and what became of it, in PostgreSQL
fetched   the file itself
work      the job: reads, loads, and says how far it is
"""
