"""The terms of a round: discovered or listed, fair, in one unit of account; and each pool's rate."""
