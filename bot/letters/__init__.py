"""Read a letter, prove whose it is, and say what it says."""
