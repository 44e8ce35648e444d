"""Clearing rounds: from the open book to a published outcome."""
