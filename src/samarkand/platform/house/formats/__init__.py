"""How days and moments are written on pages, a folder for each language."""
