"""The pages for people: each takes a visit, reads what it needs in one go, and answers with a template or a feed."""
