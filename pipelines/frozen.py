"""The base of every validated value that rooms hand to each other."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that cannot be changed and rejects fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
