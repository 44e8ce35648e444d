"""What a choice comes to: rings, reasons, the summary, and the text organisers post."""
