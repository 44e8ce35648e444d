"""What keeps obligations and credit limits from being netted, all of it at once."""
