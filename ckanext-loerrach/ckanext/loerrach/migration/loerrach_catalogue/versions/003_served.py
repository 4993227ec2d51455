"""Services that name the datasets they serve are serialised anew when one of these comes or goes.

As with 002_beside, but what a service names stands in a resource (dcat:servesDataset of an access
service), and a harvested service often comes before the datasets that it serves: so a new dataset
with an address of its own is looked for, too. Services that name datasets are few; they have an
index.
"""

from __future__ import annotations

from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

INDEX = """
CREATE INDEX loerrach_catalogue_services ON resource (package_id)
    WHERE extras LIKE '%serves_dataset%'
"""

FUNCTIONS = """
CREATE FUNCTION loerrach_catalogue_served(id text, name text, uri text)
RETURNS void LANGUAGE sql AS $$
    SELECT loerrach_catalogue_mark(found.package_id)
    FROM (SELECT DISTINCT r.package_id FROM resource r JOIN package p ON p.id = r.package_id
        WHERE r.extras LIKE '%serves_dataset%' AND r.state = 'active' AND p.state = 'active'
            AND (strpos(r.extras, $1) > 0 OR strpos(r.extras, $2) > 0
                OR strpos(r.extras, nullif($3, '')) > 0)) AS found
$$;

CREATE FUNCTION loerrach_catalogue_customers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text;
    becomes text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := loerrach_catalogue_known_as(OLD.state, OLD.private, OLD.type, OLD.extras)
            || OLD.name;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        becomes := loerrach_catalogue_known_as(NEW.state, NEW.private, NEW.type, NEW.extras)
            || NEW.name;
    END IF;
    IF was IS NOT DISTINCT FROM becomes THEN
        RETURN NULL;
    END IF;
    IF was IS NOT NULL THEN
        PERFORM loerrach_catalogue_served(OLD.id, OLD.name, OLD.extras ->> 'uri');
    END IF;
    IF becomes IS NOT NULL THEN
        PERFORM loerrach_catalogue_served(NEW.id, NEW.name, NEW.extras ->> 'uri');
    END IF;
    RETURN NULL;
END $$
"""

#: event -> when
TRIGGERS = {
    "INSERT": "WHEN (NEW.extras ? 'uri')",
    "DELETE": "",
    "UPDATE": "WHEN ((OLD.state, OLD.private, OLD.name, OLD.extras)"
    " IS DISTINCT FROM (NEW.state, NEW.private, NEW.name, NEW.extras))",
}


def upgrade() -> None:
    op.execute(INDEX)
    op.execute(FUNCTIONS)
    for event, when in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER loerrach_catalogue_customers_{event.lower()} AFTER {event} ON package"
            f" FOR EACH ROW {when} EXECUTE FUNCTION loerrach_catalogue_customers()"
        )


def downgrade() -> None:
    op.execute("DROP FUNCTION loerrach_catalogue_customers() CASCADE")
    op.execute("DROP FUNCTION loerrach_catalogue_served(text, text, text)")
    op.execute("DROP INDEX loerrach_catalogue_services")
