"""From obligations to the flow that sets them off: debts, network, circulation, credit."""
