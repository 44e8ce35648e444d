"""The check of a want-list trade: sums and look-ups in the lists, without any solver."""
