"""Datasets that name another one are serialised anew when that one comes into the feed or leaves.

A member of a series says so only while the series is public: see catalogue/mapping/beside.py. In
the same transaction as the change, like all marks of the feed. A new dataset is asked for only
where it is a series: nothing else is named before it exists, and looking takes time.
"""

from __future__ import annotations

from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

FIELDS = "ARRAY['in_series', 'has_version', 'is_version_of', 'source']"

INDEXES = """
CREATE INDEX loerrach_catalogue_uri ON package ((extras ->> 'uri'))
    WHERE extras ->> 'uri' IS NOT NULL;
CREATE INDEX loerrach_catalogue_names ON package (id) WHERE extras ?| FIELDS
"""

FUNCTIONS = """
CREATE FUNCTION loerrach_catalogue_beside(id text, uri text) RETURNS void LANGUAGE sql AS $$
    SELECT loerrach_catalogue_mark(p.id)
    FROM package p, concat_ws(' ', p.extras ->> 'in_series', p.extras ->> 'has_version',
        p.extras ->> 'is_version_of', p.extras ->> 'source') AS named
    WHERE p.extras ?| FIELDS AND p.state = 'active'
        AND (strpos(named, $1) > 0 OR strpos(named, nullif($2, '')) > 0)
$$;

CREATE FUNCTION loerrach_catalogue_known_as(state text, private boolean, type text, extras jsonb)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN loerrach_catalogue_shown(state, private, type)
        AND coalesce(extras ->> 'archived', '') = ''
        THEN concat_ws(' ', extras ->> 'kind', extras ->> 'uri') END
$$;

CREATE FUNCTION loerrach_catalogue_neighbours() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text;
    becomes text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := loerrach_catalogue_known_as(OLD.state, OLD.private, OLD.type, OLD.extras);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        becomes := loerrach_catalogue_known_as(NEW.state, NEW.private, NEW.type, NEW.extras);
    END IF;
    IF was IS NOT DISTINCT FROM becomes THEN
        RETURN NULL;
    END IF;
    IF was IS NOT NULL THEN
        PERFORM loerrach_catalogue_beside(OLD.id, OLD.extras ->> 'uri');
    END IF;
    IF becomes IS NOT NULL THEN
        PERFORM loerrach_catalogue_beside(NEW.id, NEW.extras ->> 'uri');
    END IF;
    RETURN NULL;
END $$
"""

#: event -> when
TRIGGERS = {
    "INSERT": "WHEN (NEW.extras ->> 'kind' = 'series')",
    "DELETE": "",
    "UPDATE": "WHEN ((OLD.state, OLD.private, OLD.extras)"
    " IS DISTINCT FROM (NEW.state, NEW.private, NEW.extras))",
}


def upgrade() -> None:
    for text in (INDEXES, FUNCTIONS):
        op.execute(text.replace("FIELDS", FIELDS))
    for event, when in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER loerrach_catalogue_neighbours_{event.lower()} AFTER {event} ON package"
            f" FOR EACH ROW {when} EXECUTE FUNCTION loerrach_catalogue_neighbours()"
        )


def downgrade() -> None:
    op.execute("DROP FUNCTION loerrach_catalogue_neighbours() CASCADE")
    op.execute("DROP FUNCTION loerrach_catalogue_known_as(text, boolean, text, jsonb)")
    op.execute("DROP FUNCTION loerrach_catalogue_beside(text, text)")
    op.execute("DROP INDEX loerrach_catalogue_names")
    op.execute("DROP INDEX loerrach_catalogue_uri")
