"""Drawing the credit on a picture: in the corner with the least detail, in white or black, so that it can be read.

The contrast of the text with the pixels beneath it, (lighter + 0.05) / (darker + 0.05) of relative luminance, must be
at least 4.5 (WCAG 2.2, success criterion 1.4.3). Where neither white nor black text reaches that, a plate goes beneath
it: a translucent rectangle with soft edges, only as dense as needed. An overlay is taken off again after encoding, so
that smaller renditions are made from a clean picture.

A logo keeps its colours. Its mean luminance must have a contrast of 3 (success criterion 1.4.11; 1.4.3 exempts
logotypes), else the plate goes beneath both, white or black as the logo needs. A logo without transparency has a
background of its own and needs no plate.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from PIL import Image, ImageDraw, ImageFilter

from pipelines.crop import Box, Size
from pipelines.watermark.lettering import Lettering, text_mask, typeset
from pipelines.watermark.logo import Logo, logo_at
from pipelines.watermark.luminance import contrast, luminance_of
from pipelines.watermark.style import WatermarkStyle

Corner = tuple[bool, bool]
"""Whether it is on the right, and whether at the bottom."""

CORNERS: tuple[Corner, ...] = ((True, True), (False, True), (True, False), (False, False))

MIN_TEXT_CONTRAST = 4.5
MIN_LOGO_CONTRAST = 3.0
# Added to the mean edge strength (0 to 255) of a corner that needs a plate; one without may be that much busier.
PLATE_PENALTY = 8.0
# The darkest and the lightest hundredth of the pixels are ignored: a few highlights are no reason for a plate.
OUTLIER_SHARE = 0.01

WHITE, BLACK = 255, 0
# The sRGB grey against which white and black text both reach a contrast of 4.5 (relative luminance 0.18).
PIVOT = 117


@dataclass(frozen=True)
class Overlay:
    """What was drawn: where, in which grey, on a plate of which density, and the contrast measured."""

    box: Box
    ink: int
    plate: float
    contrast: float
    warnings: tuple[str, ...]


@contextlib.contextmanager
def overlaid(image: Image.Image, credit: str, style: WatermarkStyle, corner: Corner | None = None) -> Iterator[Overlay]:
    """Draw the credit on an RGB picture for the duration of the block, and restore its pixels afterwards.

    Without a `corner`, the one with the least detail is taken.
    """
    lettering = typeset(credit, image.size, style)
    if not lettering.lines:
        yield Overlay((0, 0, 0, 0), WHITE, 0.0, 0.0, lettering.warnings)
        return
    box = _corner_box(image, lettering, corner or _calmest(image, lettering))
    clean = image.crop(box)
    yield _drawn(image, clean, lettering, style.logo if lettering.logo else None, box)
    image.paste(clean, box[:2])


def with_strip(image: Image.Image, credit: str, style: WatermarkStyle) -> tuple[Image.Image, tuple[str, ...]]:
    """A new picture, the unchanged one with a band below it that holds the credit, and warnings.

    The band is white with dark letters, or dark with white ones where the logo could not be seen on white.
    """
    lettering = typeset(credit, image.size, style, share=1.0)
    band = lettering.outer_size[1] if lettering.lines else 0
    paper, ink = (255, 255, 255), (34, 34, 34)
    if lettering.logo and _logo_contrast(style.logo, 255, 255) < MIN_LOGO_CONTRAST:
        paper, ink = ink, paper
    extended = Image.new("RGB", (image.width, image.height + band), paper)
    extended.paste(image)
    below = (0, image.height, image.width, image.height + band)
    extended.paste(ink, below, text_mask(lettering, (image.width, band), right=True))
    _paste_logo(extended, lettering, style.logo, below, right=True)
    return extended, lettering.warnings


def _paste_logo(image: Image.Image, lettering: Lettering, logo: Logo | None, box: Box, *, right: bool) -> None:
    if logo and lettering.logo:
        left, top = lettering.logo_place(box[2] - box[0], right=right)
        drawing = logo_at(logo, lettering.logo)
        image.paste(drawing, (box[0] + left, box[1] + top), drawing)


def calmest_corner(image: Image.Image, credit: str, style: WatermarkStyle) -> Corner:
    """The corner with the least detail beneath the credit, where one without a plate is preferred.

    The lower right one if corners are equal, or if the credit does not fit.
    """
    lettering = typeset(credit, image.size, style)
    return _calmest(image, lettering) if lettering.lines else CORNERS[0]


def _calmest(image: Image.Image, lettering: Lettering) -> Corner:
    return min(CORNERS, key=lambda corner: _detail(image, _corner_box(image, lettering, corner), lettering.em))


def _corner_box(image: Image.Image, lettering: Lettering, corner: Corner) -> Box:
    """The box of the lettering's outer size in that corner."""
    (width, height), (right, below) = lettering.outer_size, corner
    left, top = right * (image.width - width), below * (image.height - height)
    return left, top, left + width, top + height


def _detail(image: Image.Image, box: Box, em: int) -> float:
    """A region's mean edge strength at about six pixels per em, plus a penalty if the credit needs a plate there."""
    seen = image.reduce(max(1, em // 6), box)
    edges = seen.convert("L").filter(ImageFilter.FIND_EDGES)
    # The filter does not change the outermost pixels.
    histogram = edges.crop((1, 1, edges.width - 1, edges.height - 1)).histogram()
    total: int = sum(map(mul, histogram, range(256)))
    dark, light = _extremes(seen)
    plain = max(_text_contrast(WHITE, dark, light), _text_contrast(BLACK, dark, light)) >= MIN_TEXT_CONTRAST
    return total / sum(histogram) + (0 if plain else PLATE_PENALTY)


def _drawn(image: Image.Image, clean: Image.Image, lettering: Lettering, logo: Logo | None, box: Box) -> Overlay:
    left, top, right, bottom = lettering.inner_box
    inner = box[0] + left, box[1] + top, box[0] + right, box[1] + bottom
    dark, light = _extremes(image.crop(inner))
    ink = _ink(dark, light, logo)
    measured, density = _text_contrast(ink, dark, light), 0.0
    seen = _logo_contrast(logo, dark, light)
    while measured < MIN_TEXT_CONTRAST or seen < MIN_LOGO_CONTRAST:
        if density:
            image.paste(clean, box[:2])
        density = _denser(ink, dark, light, density)
        image.paste((255 - ink,) * 3, box, _plate(clean.size, lettering.feather, round(255 * density)))
        beneath = _extremes(image.crop(inner))
        measured, seen = _text_contrast(ink, *beneath), _logo_contrast(logo, *beneath)
    image.paste((ink,) * 3, box, text_mask(lettering, clean.size, right=box[0] > 0))
    _paste_logo(image, lettering, logo, box, right=box[0] > 0)
    return Overlay(box, ink, density, measured, lettering.warnings)


def _ink(dark: int, light: int, logo: Logo | None) -> int:
    """White or black, whichever has more contrast; the other if a plate is needed on which the logo would not show."""
    white, black = _text_contrast(WHITE, dark, light), _text_contrast(BLACK, dark, light)
    ink = WHITE if white >= black else BLACK
    if max(white, black) >= MIN_TEXT_CONTRAST and _logo_contrast(logo, dark, light) >= MIN_LOGO_CONTRAST:
        return ink
    plate = 255 - ink
    return ink if _logo_contrast(logo, plate, plate) >= MIN_LOGO_CONTRAST else plate


def _text_contrast(ink: int, dark: int, light: int) -> float:
    """The lowest contrast of `ink` (0 or 255) with luminances from `dark` to `light`, each 0 to 255."""
    return contrast(ink, light if ink == WHITE else dark)


def _logo_contrast(logo: Logo | None, dark: int, light: int) -> float:
    """The lowest contrast of a logo with luminances from `dark` to `light`; 21 for an opaque logo, and for none."""
    if logo is None or logo.luminance is None:
        return 21.0
    inside = dark < logo.luminance < light
    return 1.0 if inside else min(contrast(logo.luminance, dark), contrast(logo.luminance, light))


def _extremes(region: Image.Image) -> tuple[int, int]:
    """The region's lowest and highest relative luminance, 0 to 255, without the outliers at either end."""
    histogram = luminance_of(region).histogram()
    outliers = int(sum(histogram) * OUTLIER_SHARE)
    return _first_beyond(histogram, outliers), 255 - _first_beyond(histogram[::-1], outliers)


def _first_beyond(histogram: list[int], outliers: int) -> int:
    seen = 0
    for value, count in enumerate(histogram):
        seen += count
        if seen > outliers:
            return value
    return 0


def _denser(ink: int, dark: int, light: int, density: float) -> float:
    """The next density to try: at first what a uniform grey of the worst luminance needs, more over uneven ground."""
    if density:
        return min(1.0, density + 0.04)
    worst: float = 255 * ((light if ink == WHITE else dark) / 255) ** (1 / 2.4)
    missing = 1 - PIVOT / worst if ink == WHITE else (PIVOT - worst) / (255 - worst)
    unevenness = (light - dark) / 255
    return min(1.0, round(max(0.1, missing + 0.3 * unevenness), 2))


@lru_cache(maxsize=64)
def _plate(size: Size, soft: int, density: int) -> Image.Image:
    """A plate as a mask: `density` of 255 beneath the text, fading outwards. Cached, so callers must not change it."""
    plate = Image.new("L", size)
    ImageDraw.Draw(plate).rectangle((soft, soft, size[0] - soft - 1, size[1] - soft - 1), fill=density)
    return plate.filter(ImageFilter.BoxBlur(soft / 2))
