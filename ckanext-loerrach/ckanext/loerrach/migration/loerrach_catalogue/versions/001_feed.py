"""Fragments of the feed, what is in it, and triggers that notice every change of a dataset.

Triggers, because no hook of CKAN sees every way a dataset changes: actions, `bulk_update_private`,
purges, the harvest engine, a repair by hand. They are part of the transaction of the change: a
dataset that is made private is out of the feed when that transaction ends, not a moment later.
"""

from __future__ import annotations

from alembic import op

revision = "001"
down_revision = None
branch_labels = None
depends_on = None

# entry: every dataset that is or was public; position is the order of the feed, for ever.
# fragment: a dataset in one view; body is NULL where it is not in that view, `reason` says why.
# stale: datasets to be serialised anew; writer lets a transaction mark a dataset once.
# change: one row a change, added up now and then; its sum is the version of the feed.
# view: views that are kept up to date, with their head and what they were made by.
TABLES = """
CREATE TABLE loerrach_catalogue_entry (
    package_id text COLLATE "C" PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    public boolean NOT NULL,
    since timestamptz NOT NULL,
    left_at timestamptz
);
CREATE TABLE loerrach_catalogue_fragment (
    package_id text COLLATE "C" NOT NULL,
    view text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    body text,
    entry text,
    terms text[],
    digest text,
    made_by text NOT NULL,
    uri text NOT NULL,
    identifier text,
    reason jsonb,
    notes jsonb,
    modified timestamptz,
    left_at timestamptz,
    due timestamptz,
    PRIMARY KEY (package_id, view)
);
CREATE UNIQUE INDEX loerrach_catalogue_fragment_order
    ON loerrach_catalogue_fragment (view, position) WHERE body IS NOT NULL;
CREATE INDEX loerrach_catalogue_fragment_due
    ON loerrach_catalogue_fragment (due) WHERE due IS NOT NULL;
CREATE TABLE loerrach_catalogue_retiring (
    resource_id text COLLATE "C" PRIMARY KEY,
    package_id text COLLATE "C" NOT NULL,
    since timestamptz NOT NULL
);
CREATE INDEX ON loerrach_catalogue_retiring (package_id);
CREATE TABLE loerrach_catalogue_stale (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    package_id text COLLATE "C" NOT NULL,
    writer xid8 NOT NULL DEFAULT pg_current_xact_id(),
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX ON loerrach_catalogue_stale (package_id);
CREATE TABLE loerrach_catalogue_change (
    n bigint NOT NULL,
    gone bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE loerrach_catalogue_view (
    view text COLLATE "C" PRIMARY KEY,
    made_by text,
    head_by text,
    head text,
    asked date NOT NULL DEFAULT current_date
)
"""

FUNCTIONS = """
CREATE FUNCTION loerrach_catalogue_mark(id text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO loerrach_catalogue_stale (package_id)
    SELECT id WHERE NOT EXISTS (
        SELECT FROM loerrach_catalogue_stale s
        WHERE s.package_id = id AND s.writer = pg_current_xact_id())
$$;

CREATE FUNCTION loerrach_catalogue_shown(state text, private boolean, type text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(state = 'active' AND NOT coalesce(private, false)
        AND coalesce(type, 'dataset') NOT IN ('harvest', 'showcase'), false)
$$;

CREATE FUNCTION loerrach_catalogue_package() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was boolean := false;
    shown boolean := false;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := loerrach_catalogue_shown(OLD.state, OLD.private, OLD.type);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        shown := loerrach_catalogue_shown(NEW.state, NEW.private, NEW.type);
    END IF;
    IF shown AND NOT was THEN
        INSERT INTO loerrach_catalogue_entry (package_id, public, since)
        VALUES (NEW.id, true, clock_timestamp())
        ON CONFLICT (package_id) DO UPDATE
        SET public = true, since = excluded.since, left_at = NULL;
    ELSIF was AND NOT shown THEN
        UPDATE loerrach_catalogue_entry SET public = false, left_at = clock_timestamp()
        WHERE package_id = OLD.id;
        UPDATE loerrach_catalogue_fragment
        SET body = NULL, entry = NULL, terms = NULL, digest = NULL, notes = NULL, reason = NULL,
            due = NULL, left_at = clock_timestamp()
        WHERE package_id = OLD.id AND body IS NOT NULL;
        INSERT INTO loerrach_catalogue_change (n, gone) VALUES (1, 1);
    END IF;
    IF shown THEN
        PERFORM loerrach_catalogue_mark(NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION loerrach_catalogue_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM loerrach_catalogue_mark(OLD.package_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM loerrach_catalogue_mark(NEW.package_id); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION loerrach_catalogue_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.table_name = 'package' THEN
        PERFORM loerrach_catalogue_mark(OLD.table_id);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.table_name = 'package' THEN
        PERFORM loerrach_catalogue_mark(NEW.table_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION loerrach_catalogue_group() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM loerrach_catalogue_mark(p.id) FROM package p WHERE p.state = 'active' AND (
        p.owner_org = NEW.id OR p.id IN (SELECT m.table_id FROM member m
            WHERE m.group_id = NEW.id AND m.table_name = 'package' AND m.state = 'active'));
    RETURN NULL;
END $$;

CREATE FUNCTION loerrach_catalogue_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM loerrach_catalogue_mark(t.package_id) FROM package_tag t WHERE t.tag_id = NEW.id;
    RETURN NULL;
END $$
"""

#: table, events, function; an update that changes nothing is none
TRIGGERS = (
    ("package", "package"),
    ("resource", "part"),
    ("package_tag", "part"),
    ("member", "member"),
)
NAMES = (("group", "group"), ("tag", "tag"))

FILL = """
INSERT INTO loerrach_catalogue_entry (package_id, public, since)
SELECT id, true, coalesce(metadata_modified, now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
FROM package WHERE loerrach_catalogue_shown(state, private, type)
ORDER BY metadata_created, id;
INSERT INTO loerrach_catalogue_change (n, gone)
VALUES ((extract(epoch FROM now()) * 1000)::bigint, 0)
"""


def upgrade() -> None:
    for text in (TABLES, FUNCTIONS):
        op.execute(text)
    for table, function in TRIGGERS:
        _trigger(table, "INSERT OR DELETE", "rows", function)
        _trigger(table, "UPDATE", "changed", function)
    for table, function in NAMES:
        _trigger(table, "UPDATE", "changed", function)
    op.execute(FILL)


def _trigger(table: str, events: str, suffix: str, function: str) -> None:
    when = "WHEN (OLD.* IS DISTINCT FROM NEW.*)" if events == "UPDATE" else ""
    op.execute(
        f'CREATE TRIGGER loerrach_catalogue_{suffix} AFTER {events} ON "{table}" '
        f"FOR EACH ROW {when} EXECUTE FUNCTION loerrach_catalogue_{function}()"
    )


def downgrade() -> None:
    for function in ("package", "part", "member", "group", "tag"):
        op.execute(f"DROP FUNCTION loerrach_catalogue_{function}() CASCADE")
    op.execute("DROP FUNCTION loerrach_catalogue_mark(text)")
    op.execute("DROP FUNCTION loerrach_catalogue_shown(text, boolean, text)")
    for table in ("view", "change", "stale", "retiring", "fragment", "entry"):
        op.execute(f"DROP TABLE loerrach_catalogue_{table}")
