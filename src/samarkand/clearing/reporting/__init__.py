"""The page people read: its words, its picture and its sections, one module each."""
