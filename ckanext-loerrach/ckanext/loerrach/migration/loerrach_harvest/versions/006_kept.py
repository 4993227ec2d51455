"""What a harvester wants to know again at its next run: counts, the newest snapshot it has seen."""

from __future__ import annotations

from alembic import op

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE loerrach_harvest_poll ADD COLUMN kept jsonb NOT NULL DEFAULT '{}'::jsonb
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE loerrach_harvest_poll DROP COLUMN kept")
