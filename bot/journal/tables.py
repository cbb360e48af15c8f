"""The journal's tables. How they came to be is in `bot/migrations`; a test holds the two together."""

import sqlalchemy as sa

METADATA = sa.MetaData()
HEAD = "0001"
"""The newest migration: a journal that has it is opened without importing alembic."""

ABOUT = sa.Table(
    "about", METADATA, sa.Column("key", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False)
)
OBJECTION = sa.Table(
    "objection",
    METADATA,
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
    sa.Index("objection_at_a_glance", "state", "turns", "later_state"),
    sa.Index("objection_of_a_person", "person", "platform"),
)
ATTEMPT = sa.Table(
    "attempt",
    METADATA,
    sa.Column("objection_id", sa.Text, sa.ForeignKey("objection.id"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text),
)
EVENT = sa.Table(
    "event",
    METADATA,
    sa.Column("objection_id", sa.Text, sa.ForeignKey("objection.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
)
LETTER = sa.Table(
    "letter",
    METADATA,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("message_id", sa.Text, nullable=False, index=True),
    sa.Column("at", sa.Text, nullable=False),
)
MARK = sa.Table(
    "mark",
    METADATA,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("folder", sa.Text, primary_key=True),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("uidnext", sa.BigInteger, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
)
PACE = sa.Table(
    "pace",
    METADATA,
    sa.Column("platform", sa.Text, primary_key=True),
    sa.Column("next_free", sa.Double, nullable=False),
)
