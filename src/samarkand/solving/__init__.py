"""What does the heavy computing: the door to the solvers, circulations and their proof, compiled loops."""
