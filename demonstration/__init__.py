"""A whole household in the town, from the first page to the verified dossier."""
