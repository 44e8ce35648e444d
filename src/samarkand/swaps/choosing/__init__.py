"""Who trades: the most items or the most traders, in rings of any length or short ones, with the bound."""
