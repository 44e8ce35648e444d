"""At given terms, the most value that balances exactly, and the proof that it is the most."""
