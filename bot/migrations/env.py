"""What alembic runs: on the journal's own connection, inside the transaction that opened it."""

from alembic import context

from bot.journal.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
# No transaction is begun here: the caller's own makes two programs that open a new journal come one after the other.
context.run_migrations()
