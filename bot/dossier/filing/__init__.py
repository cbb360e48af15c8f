"""The filing set: the few small files that a person uploads to an authority's form (facts/evidence.md §6.4)."""
