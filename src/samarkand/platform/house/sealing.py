"""What opens a door and must be known again is sealed before it is kept: encrypted, by a key of the house.

The key follows from the secret key (HKDF-SHA256, RFC 5869), so a copy of the database or a backup opens
nothing by itself. What the old keys of SAMARKAND_OLD_SECRET_KEYS sealed can still be opened; `sealed_anew`
moves it to the present one. What need not be known again is hashed, not sealed.
"""

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"samarkand: what is sealed in the database"
_KEY_BYTES = 32
SEALED = "gAAAA"
"""So begins all that Fernet seals: its version, and a time before the year 2106."""


class SealBrokenError(Exception):
    """A sealed text was changed, sealed with a key that is not known here, or never sealed."""


def seal(text: str) -> str:
    """Return the text sealed with the house's key: letters and digits that tell nothing but its length."""
    return _box().encrypt(text.encode()).decode()


def opened(sealed: str) -> str:
    """Return what was sealed with the house's key or an old one; raises SealBrokenError."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBrokenError("what is sealed cannot be opened with the keys known here") from None


def sealed_anew(sealed: str) -> str:
    """Return the same sealed with the present key; as it is where it is so already.

    Raises SealBrokenError.
    """
    if _opens(_present(), sealed):
        return sealed
    return seal(opened(sealed))


def is_sealed(text: str) -> bool:
    """Tell whether a text looks sealed, with whatever key."""
    return text.startswith(SEALED)


def _opens(box: Fernet, sealed: str) -> bool:
    try:
        box.decrypt(sealed.encode())
    except InvalidToken:
        return False
    return True


def _present() -> Fernet:
    return _fernet(settings.SECRET_KEY)


def _box() -> MultiFernet:
    return MultiFernet([_present(), *map(_fernet, settings.SECRET_KEY_FALLBACKS)])


@cache
def _fernet(secret_key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE).derive(
        secret_key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
