"""Copies of a dossier for others: nobody's name on them, and every file linked to the sealed original."""
