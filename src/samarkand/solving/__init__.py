"""What does the heavy computing: solvers behind one door, and loops compiled when it pays."""
