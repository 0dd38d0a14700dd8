"""How a credit is drawn: the operator's choices, from the recipes' `[watermark]` table."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo

from pipelines.frozen import Frozen
from pipelines.watermark.logo import Logo, read_logo


def _found_logo(given: object, info: ValidationInfo) -> object:
    if not isinstance(given, str):
        return given
    folder: Path = (info.context or {}).get("folder", Path())
    return read_logo(folder / given) if given else None


class WatermarkStyle(Frozen):
    """How the credit is drawn.

    `size` is the text's height as a share of the rendition's longer side, `smallest` its least height in pixels. A
    text given for `logo` is a path relative to the validation context's `folder`; empty or None draws no logo.
    """

    size: float = Field(default=0.018, ge=0.005, le=0.1)
    smallest: int = Field(default=12, ge=8, le=64)
    logo: Annotated[Logo | None, BeforeValidator(_found_logo)] = None
