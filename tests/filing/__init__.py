"""The filing set."""
