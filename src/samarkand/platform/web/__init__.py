"""Pages: sign-in and the back office."""
