"""Delivery: shipments, documents, receipts, discrepancies."""
