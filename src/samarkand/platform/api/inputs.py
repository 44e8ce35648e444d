"""The base of bodies sent to the house: a field that is not known is refused, being most often misspelt."""

from ninja import Schema
from pydantic import ConfigDict


class Input(Schema):
    """The base of every body that is sent to the house."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)
