"""Words everyone shares: scales of numbers, units, places, commodities, findings. Standard library only."""
