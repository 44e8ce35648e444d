"""What happened, told to those it concerns, by webhook too."""
