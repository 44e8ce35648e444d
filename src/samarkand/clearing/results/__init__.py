"""From positions and integers back to names: the tables and the summary of an outcome."""
