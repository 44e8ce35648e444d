"""How people are made: with an address and a password, hashed."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import BaseUserManager

from samarkand.platform.house.clock import now

if TYPE_CHECKING:
    from samarkand.platform.parties.models import User


class UserManager(BaseUserManager["User"]):
    """Makes people; the address is their name to the house."""

    def create_user(self, email: str, password: str | None = None, **columns: Any) -> "User":  # noqa: ANN401
        """Return a new person; without a password nobody can sign in as them yet."""
        columns.setdefault("joined_at", now())
        user = self.model(email=self.normalize_email(email), **columns)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **columns: Any) -> "User":  # noqa: ANN401
        """Return a new person who may do everything in the back office."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **columns)
