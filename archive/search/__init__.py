"""Swedish full-text search: word forms, query expansion, ranking."""
