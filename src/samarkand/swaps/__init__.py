"""Want lists in, swaps out: single items that change hands in rings, the most that can, and the proof."""
