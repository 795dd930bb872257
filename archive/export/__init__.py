"""Ways out of the archive, in open formats."""
