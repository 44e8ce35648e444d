"""Deals: proposed, accepted, bound; contracts and commitments."""
