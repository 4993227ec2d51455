"""Which version of a table belongs to a dataset, and sources to be read again at once."""

from __future__ import annotations

from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None

# version: of the table that the dataset was last written with; NULL before the first time, and
# while the table is lost
# staged, staged_at: version that is on its way into the DataStore, a database of its own; NULL
# once the dataset's transaction has said that it is there
TABLE = """
    CREATE TABLE loerrach_harvest_table (
        resource_id text PRIMARY KEY,
        source_id text NOT NULL REFERENCES harvest_source ON DELETE CASCADE,
        record_id text NOT NULL,
        version text,
        staged text,
        staged_at timestamptz
    )
"""


def upgrade() -> None:
    op.execute(TABLE)
    # since when the source is to be asked without waiting, and read in full
    op.execute("ALTER TABLE loerrach_harvest_poll ADD COLUMN again_at timestamptz")


def downgrade() -> None:
    op.execute("ALTER TABLE loerrach_harvest_poll DROP COLUMN again_at")
    op.execute("DROP TABLE loerrach_harvest_table")
