"""The first journal: objections, attempts, events, letters, marks, pace."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table("about", sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False))
    _objection()
    op.create_table(
        "attempt",
        sa.Column("objection_id", sa.Text, sa.ForeignKey("objection.id"), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text),
    )
    op.create_table(
        "event",
        sa.Column("objection_id", sa.Text, sa.ForeignKey("objection.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
    )
    op.create_table(
        "letter",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("message_id", sa.Text, nullable=False, index=True),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "mark",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("folder", sa.Text, primary_key=True),
        sa.Column("uidvalidity", sa.BigInteger, nullable=False),
        sa.Column("uidnext", sa.BigInteger, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_table(
        "pace", sa.Column("platform", sa.Text, primary_key=True), sa.Column("next_free", sa.Double, nullable=False)
    )


def _objection() -> None:
    op.create_table(
        "objection",
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("obstacle", sa.Text),
        sa.Column("sends", sa.Integer, nullable=False),
        sa.Column("way", sa.Text),
        sa.Column("whose_move", sa.Text, nullable=False),
        sa.Column("next", sa.Text, nullable=False),
        sa.Column("due", sa.Text),
        sa.Column("updated", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("unproven_letters", sa.Integer, nullable=False),
        sa.Column("sent_at", sa.Text),
        sa.Column("turns", sa.Text),
        sa.Column("later_state", sa.Text),
        sa.Column("later_mover", sa.Text),
        sa.Column("later_next", sa.Text),
        sa.Column("later_due", sa.Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("lease_holder", sa.Text),
        sa.Column("lease_until", sa.Text),
        sa.Column("world", sa.Text),
    )
    # Counting the states of 100,000 objections reads this index alone.
    op.create_index("objection_at_a_glance", "objection", ["state", "turns", "later_state"])
    op.create_index("objection_of_a_person", "objection", ["person", "platform"])


def downgrade() -> None:
    """The journal is never taken back: it is evidence."""
    raise NotImplementedError
