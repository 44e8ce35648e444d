"""The page people read: what it says, its pictures and its sections, one module each."""
