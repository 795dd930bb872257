"""Turns pages of municipal sites into articles: trails, lists, extraction, and the spider that follows them."""
