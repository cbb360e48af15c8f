"""Whether pages are seen for what they are."""
