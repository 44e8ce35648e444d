"""Deals of few parties: rings of at most so many parties, chosen outright and proven by prices."""
