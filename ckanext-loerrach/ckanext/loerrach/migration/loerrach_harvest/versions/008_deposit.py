"""Files that publishers upload or link, on their way into tables of the DataStore."""

from __future__ import annotations

from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None

# mark: which file it is; state: pending, working, done, failed; told: what was understood, or why
# not, as JSON; done, expected: rows read and rows there are
DEPOSIT = """
    CREATE TABLE loerrach_deposit (
        resource_id text PRIMARY KEY,
        mark text NOT NULL,
        state text NOT NULL,
        stage text NOT NULL DEFAULT '',
        done bigint NOT NULL DEFAULT 0,
        expected bigint NOT NULL DEFAULT 0,
        tries integer NOT NULL DEFAULT 0,
        told jsonb NOT NULL DEFAULT '{}'::jsonb,
        changed_at timestamptz NOT NULL DEFAULT now()
    )
"""


def upgrade() -> None:
    op.execute(DEPOSIT)
    op.execute(
        "CREATE INDEX ON loerrach_deposit (changed_at) WHERE state IN ('pending', 'working')"
    )


def downgrade() -> None:
    op.execute("DROP TABLE loerrach_deposit")
