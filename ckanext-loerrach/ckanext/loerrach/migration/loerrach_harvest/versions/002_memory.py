"""What the engine remembers between runs: archived records, local edits, other routes, polls."""

from __future__ import annotations

from alembic import op

revision = "002"
down_revision = "001"
branch_labels = None
depends_on = None

# identifier, modified: dct:identifier and dct:modified as the source gives them
# holds: this route writes the dataset; the others only know it
# written, fields: the dataset's metadata_modified after our write, and a digest of each field
# archived_at, deleted_at: since when the dataset is archived or deleted, because the source
# no longer has it
STATE = """
    ALTER TABLE loerrach_harvest_state
        ADD COLUMN identifier text,
        ADD COLUMN modified text,
        ADD COLUMN holds boolean NOT NULL DEFAULT true,
        ADD COLUMN written timestamp,
        ADD COLUMN fields jsonb,
        ADD COLUMN archived_at timestamptz,
        ADD COLUMN deleted_at timestamptz;
    DROP INDEX loerrach_harvest_state_package_id_idx;
    CREATE UNIQUE INDEX loerrach_harvest_state_holder
        ON loerrach_harvest_state (package_id) WHERE holds;
    CREATE INDEX loerrach_harvest_state_routes ON loerrach_harvest_state (package_id);
    CREATE INDEX loerrach_harvest_state_identifier
        ON loerrach_harvest_state (identifier) WHERE identifier IS NOT NULL
"""

# asked_at: when the last poll began; answered_at: when a poll last saw the whole source
# changed_at: when a run last wrote a dataset or a table
# not_before: the source asked to be left alone until then
# since_full: polls that let the source say that nothing has changed
# about: what the validators belong to (settings and mapping); refused: digest of what was refused
# waiting: records whose archiving waits for a person; confirmed: those that a person let go
POLL = """
    CREATE TABLE loerrach_harvest_poll (
        source_id text PRIMARY KEY REFERENCES harvest_source ON DELETE CASCADE,
        asked_at timestamptz NOT NULL,
        answered_at timestamptz,
        changed_at timestamptz,
        failures integer NOT NULL DEFAULT 0,
        failure text,
        not_before timestamptz,
        since_full integer NOT NULL DEFAULT 0,
        about text NOT NULL DEFAULT '',
        validators jsonb NOT NULL DEFAULT '{}',
        refused text NOT NULL DEFAULT '',
        waiting jsonb NOT NULL DEFAULT '[]',
        confirmed jsonb NOT NULL DEFAULT '[]',
        confirmed_by text
    ) WITH (fillfactor = 50)
"""

# the report of each run that had something to show
RUN = """
    CREATE TABLE loerrach_harvest_run (
        job_id text PRIMARY KEY REFERENCES harvest_job ON DELETE CASCADE,
        report jsonb NOT NULL
    )
"""


def upgrade() -> None:
    op.execute(STATE)
    op.execute(POLL)
    op.execute(RUN)


def downgrade() -> None:
    op.execute("DROP TABLE loerrach_harvest_run")
    op.execute("DROP TABLE loerrach_harvest_poll")
    op.execute("""
        DELETE FROM loerrach_harvest_state WHERE NOT holds;
        DROP INDEX loerrach_harvest_state_holder, loerrach_harvest_state_routes;
        ALTER TABLE loerrach_harvest_state
            DROP COLUMN identifier, DROP COLUMN modified, DROP COLUMN holds, DROP COLUMN written,
            DROP COLUMN fields, DROP COLUMN archived_at, DROP COLUMN deleted_at;
        CREATE UNIQUE INDEX ON loerrach_harvest_state (package_id)
    """)
