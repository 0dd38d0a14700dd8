"""Recipes: which renditions are made of every photo, read from `config/renditions.toml`.

A rendition's key consists of its original's digest and its recipe's digest. So equal pixels share one object, and a
changed recipe never finds a file that the old one made.
"""

import hashlib
import json
import tomllib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import ErrorDetails

from pipelines.crop import Aspect, Box, cropped_size
from pipelines.frozen import Frozen
from pipelines.watermark.style import WatermarkStyle

ENGINE: int = 3
"""Raised by hand when the same recipe begins to give other pixels; it does not follow library versions."""

Format = Literal["jpeg", "webp", "avif"]
Watermark = Literal["overlay", "strip", "none"]
AspectText = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}:[1-9][0-9]{0,3}$")]
ProfileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]

EXTENSIONS: dict[Format, str] = {"jpeg": "jpg", "webp": "webp", "avif": "avif"}
# The longest side: libjpeg's limit less room for a strip; WebP's limit; what AVIF decoders accept (libavif's default).
MAX_SIDE: dict[Format, int] = {"jpeg": 60_000, "webp": 16_383, "avif": 32_768}
ENCODER_OPTIONS: dict[str, Format] = {"progressive": "jpeg", "method": "webp", "speed": "avif"}


class RecipeError(ValueError):
    """The recipes cannot be used; the message names profile and field, one fault a line."""


class Profile(Frozen):
    """One rendition's recipe. `long_edge` None keeps the photo's own size; `aspect` None shows the whole photo."""

    name: ProfileName
    format: Format
    quality: int = Field(ge=1, le=100)
    long_edge: int | None = Field(default=None, ge=16, le=16000)
    aspect: AspectText | None = None
    progressive: bool = False
    method: int = Field(default=2, ge=0, le=6)
    speed: int = Field(default=8, ge=0, le=10)
    watermark: Watermark
    style: WatermarkStyle = WatermarkStyle()
    download: bool = False

    @model_validator(mode="after")
    def _options_fit_format(self) -> Self:
        for option, owner in ENCODER_OPTIONS.items():
            if owner != self.format and getattr(self, option) != type(self).model_fields[option].default:
                raise ValueError(f"{option} belongs to {owner}, not to {self.format}")
        return self

    @property
    def ratio(self) -> Aspect | None:
        """`16:9` as (16, 9)."""
        if self.aspect is None:
            return None
        across, _colon, down = self.aspect.partition(":")
        return int(across), int(down)

    @property
    def max_edge(self) -> int:
        """The longer side of the rendition, unless the photo is smaller: the profile's, within the format's limit."""
        limit = MAX_SIDE[self.format]
        return min(self.long_edge or limit, limit)

    @property
    def extension(self) -> str:
        """The file extension: `jpg`, `webp` or `avif`."""
        return EXTENSIONS[self.format]

    @property
    def media_type(self) -> str:
        """`image/jpeg`, `image/webp` or `image/avif`."""
        return f"image/{self.format}"


class Limits(Frozen):
    """How large a stranger's file may be, how much memory and time decoding it may take, and whether HEIC is taken.

    A file that needs more than this ends the chamber's child process, never the worker. The seconds stay below Celery's
    soft time limit (40 s).
    """

    jpeg_megapixels: float = Field(default=150, gt=0, le=150)
    other_megapixels: float = Field(default=80, gt=0, le=80)
    webp_megapixels: float = Field(default=60, gt=0, le=80)
    megabytes: float = Field(default=300, gt=0)
    memory_megabytes: float = Field(default=1500, ge=200)
    seconds: float = Field(default=30, gt=0, le=30)
    heic: bool = True

    @property
    def bytes(self) -> int:
        """The largest file, in bytes."""
        return int(self.megabytes * 1_000_000)

    @property
    def memory(self) -> int:
        """The limit on the decoding child's address space, in bytes."""
        return int(self.memory_megabytes * 1_000_000)


class Recipes(Frozen):
    """All profiles in the order of the file. Exactly one is the download, which shows the whole photo."""

    profiles: tuple[Profile, ...]
    limits: Limits = Limits()
    watermark: WatermarkStyle = WatermarkStyle()

    @model_validator(mode="after")
    def _one_download(self) -> Self:
        downloads = [profile.name for profile in self.profiles if profile.download]
        if len(downloads) != 1:
            named = ", ".join(downloads) or "none"
            raise ValueError(f"exactly one profile must say download = true (now: {named})")
        if self.download.aspect:
            raise ValueError(f"profile {self.download.name}: the download shows the whole photo, so it has no aspect")
        return self

    @cached_property
    def download(self) -> Profile:
        """The profile people download."""
        return next(profile for profile in self.profiles if profile.download)

    def profile(self, name: str) -> Profile:
        """The profile of this name; KeyError when there is none."""
        for profile in self.profiles:
            if profile.name == name:
                return profile
        raise KeyError(name)


def load_recipes(toml_text: str, folder: Path = Path()) -> Recipes:
    """Parse and check recipes, paths being relative to `folder`; RecipeError names profile and field of each fault."""
    try:
        data = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"this is not TOML: {error}") from error
    try:
        return Recipes.model_validate(data | {"profiles": _with_names(data)}, context={"folder": folder})
    except ValidationError as error:
        faults = _faults(error, list(data.get("profiles", ())))
        raise RecipeError("\n".join(dict.fromkeys(faults))) from error


def _with_names(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables `[profiles.<name>]` as a list; each gets its name and the common watermark style."""
    tables = data.get("profiles", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise RecipeError("profiles: each profile is a table of its own, such as [profiles.800]")
    style = {"style": data["watermark"]} if "watermark" in data else {}
    return [style | table | {"name": name} for name, table in tables.items()]


def _faults(error: ValidationError, names: list[str]) -> list[str]:
    """One line per fault: `profile 800w, quality: must be less than or equal to 100 (got 300)`."""
    return [f"{_place(fault['loc'], names)}{_words(fault)}" for fault in error.errors()]


def _place(location: tuple[int | str, ...], names: list[str]) -> str:
    parts = [str(part) for part in location]
    if "style" in parts:
        parts = ["watermark", *parts[parts.index("style") + 1 :]]
    elif len(parts) > 1 and parts[0] == "profiles":
        parts = [f"profile {names[int(parts[1])]}", *parts[2:]]
    return ", ".join(parts) + ": " if parts else ""


def _words(fault: ErrorDetails) -> str:
    if fault["type"] == "missing":
        return "is missing"
    if fault["type"] == "extra_forbidden":
        return "is not known here"
    given = fault["input"]
    got = f" (got {given!r})" if isinstance(given, str | int | float) else ""
    return fault["msg"].removeprefix("Value error, ").replace("Input should", "must") + got


class RenditionOrder(Frozen):
    """One rendition to make: `digest` names its file, and `credit` is drawn if the profile has a watermark.

    `box` is the part that a profile with an aspect shows, in pixels of the picture as displayed.
    """

    profile: Profile
    digest: str
    credit: str | None
    box: Box | None = None

    @property
    def filename(self) -> str:
        """The rendition's file name: `4a1c….jpg`."""
        return f"{self.digest}.{self.profile.extension}"

    @model_validator(mode="after")
    def _box_fits_profile(self) -> Self:
        if (self.box is None) != (self.profile.aspect is None):
            raise ValueError("a box belongs to a profile with an aspect, and to no other")
        return self


@lru_cache(maxsize=4096)  # most photos of a house share profiles, credit and proportions
def recipe_digest(profile: Profile, credit: str | None, box: Box | None = None) -> str:
    """32 hex digits that change whenever this profile would give other pixels of the same original.

    Credit, font and logo count only where the profile draws them. `box` is the part that a profile with an aspect shows
    (`pipelines.crop`), so a focal point that does not move it changes nothing; ValueError where it is missing.
    """
    recipe: dict[str, object] = {
        "engine": ENGINE,
        "format": profile.format,
        "long_edge": profile.long_edge,
        "quality": profile.quality,
    }
    recipe |= {option: getattr(profile, option) for option, owner in ENCODER_OPTIONS.items() if owner == profile.format}
    if profile.ratio:
        if box is None:
            raise ValueError(f"profile {profile.name} has an aspect: what does it show?")
        recipe["crop"] = [*box, *cropped_size(box, profile.ratio, profile.long_edge)]
    if profile.watermark != "none" and credit:
        # Pillow is not imported with the settings: commands that read need no fonts.
        from pipelines.watermark.scripts import fallback_digests
        from pipelines.watermark.typeface import FONT_DIGEST

        style = profile.style.model_dump(exclude={"logo"})
        if logo := profile.style.logo:
            style["logo"] = logo.sha256
        recipe["watermark"] = [profile.watermark, style, credit, FONT_DIGEST, *fallback_digests(credit)]
    canonical = json.dumps(recipe, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


def rendition_key(original_sha256: str, digest: str, ext: str) -> str:
    """A rendition's key in the archive bucket: `renditions/9f86…/4a1c….jpg`."""
    return f"renditions/{original_sha256}/{digest}.{ext}"
