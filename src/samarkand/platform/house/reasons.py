"""Why a database does not answer, in its own words."""


def reason_of(trouble: Exception) -> str:
    """Return the first line of what the database says; hints follow it that are not for our readers."""
    first, *_ = str(trouble).strip().splitlines() or ["it says nothing"]
    return first.strip().rstrip(".")
