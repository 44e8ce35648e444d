"""The proof of a ledger, a module a question; each works its answer out from entries and postings alone."""
