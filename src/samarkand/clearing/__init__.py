"""A book and its restrictions in, an outcome out: markets, terms, allocation, deals, check, explanation."""
