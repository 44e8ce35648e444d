"""Rings of debts: short ones that clear most, and any set-off taken apart into them."""
