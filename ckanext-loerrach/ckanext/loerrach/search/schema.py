"""The tables of the search, in a PostgreSQL schema of their own.

Not in `public`: CKAN's test fixtures drop every table there. No extension and no text search
configuration is needed, so any database that CKAN may create a schema in will do.

The tables hold nothing that the database does not say elsewhere: tables of another version are
dropped and made anew, and `ckan search-index rebuild` fills them.
"""

import logging
import threading
import weakref
from typing import Any

log = logging.getLogger(__name__)

SCHEMA = "loerrach_search"
#: goes up with every change of the tables or of what stands in them
VERSION = 5
#: one lock for all that changes the tables themselves; any number that nobody else uses
LOCK = 0x10E77AC4

# document: narrow tuples, so that filtering and counting read little. All that is long lies out of
# line (toast_tuple_target), the few columns that lists, facets and ranks need stay (STORAGE MAIN).
# The two texts that answers are made of are not compressed (STORAGE EXTERNAL): it would take a
# tenth of the time that storing a document takes, and each answer would take it back.
# word: every term that `words` has had since the index was cleared last, for patterns. Not unique:
# two writers with the same new word would wait for each other, and patterns take it once.
_TABLES = f"""
CREATE SEQUENCE {SCHEMA}.seq CACHE 20;
CREATE TABLE {SCHEMA}.document (
    index_id text COLLATE "C" PRIMARY KEY,
    seq bigint NOT NULL DEFAULT nextval('{SCHEMA}.seq'),
    digest text NOT NULL,
    id text COLLATE "C" NOT NULL,
    site_id text COLLATE "C" NOT NULL,
    name text COLLATE "C",
    entity_type text COLLATE "C",
    state text COLLATE "C",
    capacity text COLLATE "C",
    dataset_type text COLLATE "C",
    organization text COLLATE "C",
    license_id text COLLATE "C",
    title_string text COLLATE "C",
    title text,
    metadata_created timestamptz,
    metadata_modified timestamptz,
    labels text[] NOT NULL,
    tags text[] NOT NULL,
    groups text[] NOT NULL,
    res_format text[] NOT NULL,
    words tsvector NOT NULL,
    terms tsvector NOT NULL,
    fields jsonb NOT NULL,
    stored text NOT NULL,
    data_dict text,
    validated_data_dict text
) WITH (toast_tuple_target = 128, fillfactor = 90);
ALTER TABLE {SCHEMA}.document
    ALTER COLUMN name SET STORAGE MAIN, ALTER COLUMN id SET STORAGE MAIN,
    ALTER COLUMN title_string SET STORAGE MAIN, ALTER COLUMN title SET STORAGE MAIN,
    ALTER COLUMN organization SET STORAGE MAIN, ALTER COLUMN labels SET STORAGE MAIN,
    ALTER COLUMN tags SET STORAGE MAIN, ALTER COLUMN groups SET STORAGE MAIN,
    ALTER COLUMN res_format SET STORAGE MAIN,
    ALTER COLUMN words SET STORAGE MAIN, ALTER COLUMN words SET STATISTICS 500,
    ALTER COLUMN terms SET STATISTICS 500,
    ALTER COLUMN data_dict SET STORAGE EXTERNAL,
    ALTER COLUMN validated_data_dict SET STORAGE EXTERNAL;
CREATE INDEX document_id ON {SCHEMA}.document (id);
CREATE INDEX document_name ON {SCHEMA}.document (name);
CREATE INDEX document_modified ON {SCHEMA}.document (metadata_modified);
CREATE UNIQUE INDEX document_seq ON {SCHEMA}.document (seq);
CREATE INDEX document_words ON {SCHEMA}.document USING gin (words)
    WITH (fastupdate = on, gin_pending_list_limit = 512);
CREATE INDEX document_terms ON {SCHEMA}.document USING gin (terms)
    WITH (fastupdate = on, gin_pending_list_limit = 512);

CREATE TABLE {SCHEMA}.word (term text COLLATE "C" NOT NULL);
CREATE INDEX word_term ON {SCHEMA}.word (term);
CREATE TABLE {SCHEMA}.change (n bigint NOT NULL);
CREATE TABLE {SCHEMA}.pending (
    package_id text NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE {SCHEMA}.version (version int NOT NULL);
"""

_ready: "weakref.WeakSet[Any]" = weakref.WeakSet()
_guard = threading.Lock()


def ensure(engine: Any) -> None:
    """Make the tables if they are missing or of another version; once per process and engine.

    Runs on a connection of its own, so that nobody waits for the caller's transaction; several
    processes at once are safe.
    """
    if engine in _ready:
        return
    with _guard:
        if engine not in _ready:
            with engine.begin() as connection:
                install(connection)
            _ready.add(engine)


def forget(engine: Any) -> None:
    """Look again next time, for the tables may be gone."""
    _ready.discard(engine)


def install(connection: Any) -> bool:
    """Make the tables inside of a transaction; whether there was something to make."""
    if _version(connection) == VERSION:
        return False
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    if _version(connection) == VERSION:
        return False
    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
    connection.exec_driver_sql(_TABLES)
    # A start that nobody had before: counts that a process kept of older tables do not fit
    connection.exec_driver_sql(
        f"INSERT INTO {SCHEMA}.change (n) VALUES ((random() * 1e15)::bigint * 1000)"
    )
    connection.exec_driver_sql(f"INSERT INTO {SCHEMA}.version VALUES (%s)", (VERSION,))
    log.warning("The search has new, empty tables: `ckan search-index rebuild` fills them")
    return True


def _version(connection: Any) -> int | None:
    # Not to_regclass: who has waited for the lock would still not see what the other one has made
    there = "SELECT count(*) FROM pg_catalog.pg_tables WHERE (schemaname, tablename) = (%s, %s)"
    if not connection.exec_driver_sql(there, (SCHEMA, "version")).scalar():
        return None
    version = connection.exec_driver_sql(f"SELECT version FROM {SCHEMA}.version").scalar()
    return None if version is None else int(version)
