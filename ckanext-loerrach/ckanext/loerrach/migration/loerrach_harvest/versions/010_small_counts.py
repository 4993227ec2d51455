"""Below which number counts could identify a person, and which file may be published in spite."""

from __future__ import annotations

from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # 0: nobody has set a threshold; cleared: the file of which somebody said so, as in mark
    op.execute("ALTER TABLE loerrach_deposit ADD COLUMN threshold bigint NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE loerrach_deposit ADD COLUMN cleared text NOT NULL DEFAULT ''")


def downgrade() -> None:
    op.execute("ALTER TABLE loerrach_deposit DROP COLUMN threshold")
    op.execute("ALTER TABLE loerrach_deposit DROP COLUMN cleared")
