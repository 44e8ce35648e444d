"""Running the house: serve, work, back up and restore, look after it."""
