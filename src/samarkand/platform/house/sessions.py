"""Sessions as the database keeps them: named by a hash of what the browser holds, their content sealed.

Who reads the table can enter no session with it, nor see the second factor that somebody is about to set up.
"""

import hashlib
import json
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession

from samarkand.platform.house.clock import now
from samarkand.platform.house.sealing import SealBrokenError, opened, seal

_LETTERS = 40  # as many as the table keeps: 160 bits, of a key with more


class SessionStore(db.SessionStore):
    """Django's sessions in the database, kept so that reading them does not help to enter them."""

    def exists(self, session_key: str) -> bool:
        """Tell whether there is a session of this key."""
        return super().exists(_kept_name(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row of the session as it is now."""
        row = super().create_model_instance(data)
        row.session_key = _kept_name(row.session_key)
        return row

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        # Django asks for the row by `session_key`, and forgets the key where there is none.
        rows = self.model.objects.filter(
            session_key=_kept_name(self.session_key or ""), expire_date__gt=now()
        )
        row: AbstractBaseSession | None = rows.first()
        if row is None:
            self._session_key = None
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End the session of this key, the own one where none is given."""
        if key := session_key or self.session_key:
            self.model.objects.filter(session_key=_kept_name(key)).delete()

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return the content as it is kept."""
        return seal(json.dumps(session_dict))

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """Return the content that is kept; empty where it was sealed elsewhere."""
        try:
            content: dict[str, Any] = json.loads(opened(str(session_data)))
        except SealBrokenError:
            return {}
        return content


def _kept_name(session_key: str) -> str:
    return hashlib.sha256(session_key.encode(errors="replace")).hexdigest()[:_LETTERS]
