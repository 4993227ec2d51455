"""The feed that neighbours read: fragments of datasets, kept in the database, joined per request.

Every change of a dataset marks it stale in its own transaction (triggers, see the migration
`loerrach_catalogue`); `build` serialises it anew, `page` joins what is there, `answer` speaks HTTP.
"""
