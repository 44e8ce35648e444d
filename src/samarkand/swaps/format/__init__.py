"""The written form of want lists: lines, options, dummies, and what can be wrong with them."""
