"""The tables of a book: what parties can give and what they need, read from any shape and checked."""
