"""The back office: what the operator and auditors see of every stage, and what the operator does there."""
