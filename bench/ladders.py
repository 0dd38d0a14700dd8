"""The files that the bench makes of each photo."""

from __future__ import annotations

from bench.contestants.protocol import Step
from config.environment import ROOT
from pipelines.recipes import Profile, load_recipes
from pipelines.watermark.style import WatermarkStyle

CREDIT = "©Landeshauptstadt Beispielstadt/Jörg Müller"
STYLE = WatermarkStyle()


def step(name: str, edge: int | None, quality: int, *, format: str = "jpeg", mark: bool = True) -> Step:  # noqa: A002 - its name everywhere
    """A step in the project's own style."""
    return Step(name, format, edge, quality, 2, mark, STYLE.size, STYLE.smallest)


FIVE = (
    step("3000", 3000, 88),
    step("1600", 1600, 82),
    step("800", 800, 80),
    step("800w", 800, 80, format="webp"),
    step("400w", 400, 78, format="webp"),
)
"""Three JPEGs and two WebPs, all with the credit; the ladder of the first measurements."""

# The bench takes the first 1, 2, 3 … of these, large files first.
MANY = (
    *FIVE[:3],
    *(step(f"{edge}", edge, 80) for edge in (640, 480, 400, 320, 240)),
)


def default_ladder() -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """The profiles of `config/renditions.toml`, and the names of those that not every peer can make."""
    profiles = load_recipes((ROOT / "config" / "renditions.toml").read_text("utf-8")).profiles
    kept = [profile for profile in profiles if _everybody_can(profile)]
    return tuple(map(_step, kept)), tuple(profile.name for profile in profiles if profile not in kept)


def _everybody_can(profile: Profile) -> bool:
    return profile.aspect is None and profile.format != "avif" and not profile.progressive


def _step(profile: Profile) -> Step:
    return Step(
        name=profile.name,
        format=profile.format,
        edge=profile.long_edge,
        quality=profile.quality,
        method=profile.method,
        mark=profile.watermark != "none",
        em=profile.style.size,
        smallest=profile.style.smallest,
    )
