"""A person points once, and the next run finds the way."""
