"""Normal forms: addresses, text, dates."""
