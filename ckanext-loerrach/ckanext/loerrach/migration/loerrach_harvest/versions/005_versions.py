"""In which version a record was read last, by its source's word and by its digest."""

from __future__ import annotations

from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE loerrach_harvest_state
            ADD COLUMN stamp text NOT NULL DEFAULT '',
            ADD COLUMN given text NOT NULL DEFAULT ''
    """)


def downgrade() -> None:
    op.execute("ALTER TABLE loerrach_harvest_state DROP COLUMN stamp, DROP COLUMN given")
