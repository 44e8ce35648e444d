"""Parties: organisations, their people and roles."""
