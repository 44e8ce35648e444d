"""What a book offers and wants, as markets and alternatives: who could trade with whom at all."""
