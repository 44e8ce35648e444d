"""The live book: offers, wants, and what limits trade."""
