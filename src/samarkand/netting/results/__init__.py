"""What a set-off comes to: positions, what remains to settle, the proof, the summary."""
