"""The clearing ledger: accounts, entries, postings, holds, periods."""
