"""What the engine remembers of each record of a source."""

from __future__ import annotations

from alembic import op

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE loerrach_harvest_state (
            source_id text NOT NULL REFERENCES harvest_source ON DELETE CASCADE,
            record_id text NOT NULL,
            package_id text NOT NULL CONSTRAINT loerrach_harvest_state_package
                REFERENCES package ON DELETE CASCADE DEFERRABLE,
            hash text NOT NULL,
            missing_since timestamptz,
            PRIMARY KEY (source_id, record_id)
        )
    """)
    op.execute("CREATE UNIQUE INDEX ON loerrach_harvest_state (package_id)")


def downgrade() -> None:
    op.execute("DROP TABLE loerrach_harvest_state")
