"""What every stage of the house shares: settings, the clock, who acts, states, permissions."""
