"""Brings what is sealed to the house's present key: rows of before there were seals, and of an old key.

Done at every start, so a new key needs nothing but to be set, with the old one beside it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import models, transaction

from samarkand.core.finding import Finding, Refusal
from samarkand.platform.events.models import Webhook
from samarkand.platform.house.sealing import SEALED, SealBrokenError, is_sealed, seal, sealed_anew
from samarkand.platform.operation.catalogue import finding

_IN_FACTORS = ("secret", "seed", "migrated_codes")
"""Where the library of second factors keeps what codes are reckoned from."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many rows were sealed now, and in words each one that no key known here opens."""

    sealed: int
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A column with secrets in it: how it is sealed, and how people are told of a row of it."""

    model: type[models.Model]
    column: str
    sealed: Callable[[Any], Any]
    told: Callable[[Any], str]


def seal_anew() -> Resealed:
    """Seal everything with the house's present key, and end sessions of before there were seals."""
    Session.objects.exclude(session_data__startswith=SEALED).delete()
    sealed, broken = 0, []
    for kind, row in _rows():
        try:
            sealed += _keep_sealed(kind, row)
        except SealBrokenError:
            broken.append(kind.told(row))
    return Resealed(sealed, tuple(broken))


def need_sealed() -> None:
    """Seal everything with the present key; raises Refusal (``seals_broken``) where something stays shut."""
    if broken := seal_anew().broken:
        raise Refusal(broken_finding(broken))


def forget_broken() -> tuple[str, ...]:
    """Remove the webhooks and second factors that no key known here opens; return them in words."""
    forgotten = []
    for kind, row in _rows():
        try:
            kind.sealed(getattr(row, kind.column))
        except SealBrokenError:
            forgotten.append(kind.told(row))
            row.delete()
    return tuple(forgotten)


def broken_finding(broken: tuple[str, ...]) -> Finding:
    """Return the finding that these cannot be opened."""
    first = ", ".join(broken[:3])
    message = f"{len(broken)} secrets were sealed with a key that is not known here: {first}."
    return finding("seals_broken", message, column="SAMARKAND_OLD_SECRET_KEYS")


def _rows() -> Iterator[tuple[_Kind, models.Model]]:
    for kind in _KINDS:
        for row in kind.model._default_manager.order_by("pk"):  # noqa: SLF001 (documented)
            yield kind, row


def _keep_sealed(kind: _Kind, row: models.Model) -> bool:
    """Seal a row with the present key and tell whether it was not; raises SealBrokenError."""
    if kind.sealed(getattr(row, kind.column)) == getattr(row, kind.column):
        return False
    with transaction.atomic():
        # As it stands now: somebody may be using up a code of it, or have removed it.
        current = kind.model._default_manager.select_for_update().filter(pk=row.pk).first()  # noqa: SLF001
        if current is not None:
            setattr(current, kind.column, kind.sealed(getattr(current, kind.column)))
            current.save(update_fields=[kind.column])
    return current is not None


def _sealed_text(text: str) -> str:
    return sealed_anew(text) if is_sealed(text) else seal(text)


def _sealed_factor(data: dict[str, Any]) -> dict[str, Any]:
    return {name: _sealed_part(said) if name in _IN_FACTORS else said for name, said in data.items()}


def _sealed_part(said: Any) -> Any:  # noqa: ANN401 (a text, or a list of them)
    return [_sealed_text(one) for one in said] if isinstance(said, list) else _sealed_text(said)


_KINDS = (
    _Kind(Webhook, "secret", _sealed_text, lambda webhook: f"the webhook {webhook.url}"),
    _Kind(Authenticator, "data", _sealed_factor, lambda factor: f"a second factor of {factor.user}"),
)
