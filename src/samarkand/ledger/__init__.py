"""Double entry without a database: what entries say of balances, periods and interest, and the proof."""
