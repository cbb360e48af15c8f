"""Flows against the town."""
