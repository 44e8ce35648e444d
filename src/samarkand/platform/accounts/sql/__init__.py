"""What the database itself keeps of the ledger's promises: triggers and functions, run by migrations."""
