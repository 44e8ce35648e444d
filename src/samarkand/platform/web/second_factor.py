"""Second factors as the database keeps them: sealed."""

from allauth.mfa.adapter import DefaultMFAAdapter

from samarkand.platform.house.sealing import opened, seal


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """The library's second factors; what a code is reckoned from is sealed with the house's key."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret that is kept.

        Raises SealBrokenError. No text stands in for what cannot be opened: its codes could be guessed.
        """
        return opened(encrypted_text)
