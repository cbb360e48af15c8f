"""Never twice: runs that are killed, doubled, starved and interrupted, and a town that counts."""
