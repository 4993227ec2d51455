"""Under which names of the world a record is known, and how near its source is to its publisher."""

from __future__ import annotations

from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None

# identities: NULL until the record was read once more; nearness: see harvest/identity.py
ORIGIN = """
    ALTER TABLE loerrach_harvest_state
        ADD COLUMN identities text[],
        ADD COLUMN nearness smallint NOT NULL DEFAULT 0;
    CREATE INDEX loerrach_harvest_state_identities ON loerrach_harvest_state USING gin (identities);
    DROP INDEX loerrach_harvest_state_identifier
"""

# name: id that another portal gave a dataset of ours, under which it may come back
ECHO = """
    CREATE TABLE loerrach_harvest_echo (
        name text PRIMARY KEY,
        package_id text NOT NULL REFERENCES package ON DELETE CASCADE
    )
"""


def upgrade() -> None:
    op.execute(ORIGIN)
    op.execute(ECHO)


def downgrade() -> None:
    op.execute("DROP TABLE loerrach_harvest_echo")
    op.execute("""
        ALTER TABLE loerrach_harvest_state DROP COLUMN identities, DROP COLUMN nearness;
        CREATE INDEX loerrach_harvest_state_identifier
            ON loerrach_harvest_state (identifier) WHERE identifier IS NOT NULL
    """)
