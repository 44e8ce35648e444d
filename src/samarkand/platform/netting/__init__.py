"""Netting runs: what is owed is set off."""
