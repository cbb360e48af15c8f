"""How the journal's tables came to be, one step after the other (alembic)."""
