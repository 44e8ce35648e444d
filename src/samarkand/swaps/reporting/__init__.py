"""The page of a want-list trade, and the sentences it shares with the terminal."""
