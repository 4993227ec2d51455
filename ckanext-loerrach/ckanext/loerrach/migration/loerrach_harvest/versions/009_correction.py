"""What a publisher says of the files of a resource: used at each delivery."""

from __future__ import annotations

from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # a Frictionless Data Resource; NULL: everything is found in the file
    op.execute("ALTER TABLE loerrach_deposit ADD COLUMN correction jsonb")


def downgrade() -> None:
    op.execute("ALTER TABLE loerrach_deposit DROP COLUMN correction")
