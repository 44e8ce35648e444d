"""Obligations in, set-off notices out: what companies owe each other, set off exactly and proven."""
