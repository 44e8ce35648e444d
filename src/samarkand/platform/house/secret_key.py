"""The key that signs sessions: from the environment, else made once and kept in the house's folder."""

import os
import secrets
from pathlib import Path

from samarkand.platform.house import environment


def secret_key(folder: Path) -> str:
    """Return the signing key; where none is given or kept, make one that only this user can read."""
    if given := environment.text("SAMARKAND_SECRET_KEY"):
        return given
    kept = folder / "secret-key"
    if kept.is_file():
        return kept.read_text().strip()
    folder.mkdir(parents=True, exist_ok=True)
    made = secrets.token_urlsafe(50)
    try:
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process of the house was faster
        return kept.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(made)
    return made
