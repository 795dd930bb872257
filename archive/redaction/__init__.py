"""Taking down: what is hidden, masked or deleted by a decision, and stays so (docs/archive.md)."""
