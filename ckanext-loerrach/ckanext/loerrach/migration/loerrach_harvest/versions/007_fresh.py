"""When each source last delivered something new, and what each sensor of a series gave lately."""

from __future__ import annotations

from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

# sensor: values of the key beside the time, as JSON; title: what people call it
# present, expected: rows of the last days; NULL, as rhythm, where no rhythm is known yet
SENSORS = """
    CREATE TABLE loerrach_harvest_sensor (
        resource_id text NOT NULL,
        sensor text NOT NULL,
        source_id text NOT NULL REFERENCES harvest_source ON DELETE CASCADE,
        record_id text NOT NULL,
        title text NOT NULL,
        last_at timestamptz NOT NULL,
        present integer NOT NULL,
        expected integer,
        rhythm integer,
        PRIMARY KEY (resource_id, sensor)
    )
"""


def upgrade() -> None:
    op.execute(SENSORS)
    op.execute("CREATE INDEX ON loerrach_harvest_sensor (source_id, record_id)")
    op.execute("ALTER TABLE loerrach_harvest_poll ADD COLUMN delivered_at timestamptz")
    op.execute("UPDATE loerrach_harvest_poll SET delivered_at = changed_at")


def downgrade() -> None:
    op.execute("ALTER TABLE loerrach_harvest_poll DROP COLUMN delivered_at")
    op.execute("DROP TABLE loerrach_harvest_sensor")
