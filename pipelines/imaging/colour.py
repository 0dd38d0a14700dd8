"""Converting colours to sRGB with littleCMS: eight bits a channel, no alpha."""

import contextlib
import io
import struct
from functools import lru_cache

from PIL import Image, ImageChops, ImageCms

from pipelines.refusal import warning

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

# Relative colorimetric intent keeps colours that sRGB can show, black point compensation keeps the shadows
# (ISO 15076-1; Adobe's default).
INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
COMPENSATE = ImageCms.Flags.BLACKPOINTCOMPENSATION

# The largest profile that fits into a JPEG (255 segments); the largest genuine ones, for printing, have about 3 MB.
MAX_PROFILE_BYTES = 255 * 65_519

# A gamma of 4.4 gives this for 128 of 255; cameras' and screens' are below 3.
NEARLY_BLACK = 60

COLOUR_SPACES = {"L": "GRAY", "RGB": "RGB ", "CMYK": "CMYK"}
OTHER_SPACES = ("Lab ", "XYZ ", "Luv ", "YCbr", "Yxy ", "HSV ", "HLS ", "CMY ")


def _tag() -> bytes:
    """The sRGB profile in every rendition; its date is fixed, so that equal input gives equal bytes."""
    profile = bytearray(SRGB.tobytes())
    struct.pack_into(">6H", profile, 24, 2026, 1, 1, 0, 0, 0)
    return bytes(profile)


SRGB_TAG = _tag()


def flatten(image: Image.Image) -> Image.Image:
    """The picture in L, RGB or CMYK: 16-bit values scaled rather than clipped, transparent parts on white."""
    if image.mode.startswith("I") or image.mode == "F":
        return _scaled(image)
    if image.has_transparency_data:
        if image.mode in ("L", "LA", "La"):
            return _grey_on_white(image)
        opaque = Image.new("RGB", image.size, "white")
        # An RGBA picture is not copied: 320 MB at 80 megapixels.
        rgba = image if image.mode == "RGBA" else image.convert("RGBA")
        opaque.paste(rgba, mask=rgba)
        return opaque
    if image.mode in COLOUR_SPACES:
        return image
    if image.mode == "LAB":
        return _applied(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    return image.convert("L" if image.mode == "1" else "RGB")


def _grey_on_white(image: Image.Image) -> Image.Image:
    """Grey stays grey, since its profile is one for grey."""
    opaque = Image.new("L", image.size, "white")
    with_alpha = image if image.mode == "LA" else image.convert("LA")
    opaque.paste(with_alpha.getchannel("L"), mask=with_alpha.getchannel("A"))
    return opaque


def _scaled(image: Image.Image) -> Image.Image:
    """Deep grey as L: white is 65535 for integers and 1.0 for floats, or the largest value where that is larger."""
    wide = image.convert("F")
    top = max(value for value in wide.getextrema() if isinstance(value, float))
    usual = 1.0 if image.mode == "F" else 65535.0
    scale = 255.0 / max(usual, top)
    return wide.point(lambda value: value * scale + 0.5).convert("L")


class Misfit(ValueError):
    """A sound profile for another kind of picture."""


def to_srgb(image: Image.Image, icc: bytes | None, implied: bytes | None = None) -> tuple[Image.Image, tuple[str, ...]]:
    """A flattened picture, which may itself be changed, in sRGB, and warnings.

    A profile that is damaged, or for another kind of picture, counts as none.

    Without a profile, `implied` (a sound RGB profile, given for grey and RGB pictures only) applies, else sRGB.
    """
    warnings: tuple[str, ...] = ()
    if icc:
        try:
            return _converted(image, icc), (warning("unknown_colours"),) if is_steep(icc) else ()
        except Misfit as misfit:
            warnings = (warning("misfit_colour_profile", str(misfit)),)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            warnings = (warning("bad_colour_profile"),)
    if implied:
        return _converted(image, implied), warnings
    if image.mode == "CMYK" and not icc:
        warnings = (warning("no_cmyk_profile"),)
    return image if image.mode == "RGB" else image.convert("RGB"), warnings


def _converted(image: Image.Image, icc: bytes) -> Image.Image:
    if image.mode == "RGB" and is_srgb(icc):
        return image
    profile = _read(icc)
    space = profile.profile.xcolor_space
    if space == COLOUR_SPACES[image.mode]:
        return _applied(image, profile)
    # Programs leave the profile of a colour picture in its grey copy, and the reverse.
    if image.mode == "L" and space == COLOUR_SPACES["RGB"]:
        return _converted(image.convert("RGB"), icc)
    if image.mode == "RGB" and space == COLOUR_SPACES["L"] and (grey := _as_grey(image)):
        return _applied(grey, profile)
    if space not in (*COLOUR_SPACES.values(), *OTHER_SPACES):
        raise ValueError("a profile for no kind of picture")
    raise Misfit(space.strip())


def _as_grey(image: Image.Image) -> Image.Image | None:
    """One channel of an RGB picture whose channels are equal."""
    red, *others = image.split()
    return red if all(ImageChops.difference(red, other).getbbox() is None for other in others) else None


def _applied(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """The picture in sRGB. An RGB picture is itself changed: a copy would take 400 MB at 100 megapixels."""
    transform = ImageCms.buildTransform(profile, SRGB, image.mode, "RGB", INTENT, COMPENSATE)
    return ImageCms.applyTransform(image, transform, inPlace=image.mode == "RGB") or image


def _read(icc: bytes) -> ImageCms.ImageCmsProfile:
    if len(icc) > MAX_PROFILE_BYTES:
        raise ValueError(f"a profile of {len(icc)} bytes")
    return ImageCms.ImageCmsProfile(io.BytesIO(icc))


@lru_cache(maxsize=16)
def is_srgb(icc: bytes) -> bool:
    """Whether a profile is for RGB and moves no colour by more than 2 of 255: cameras write sRGB in many forms.

    Measured on a grid of colours, since neither a profile's name nor its digest tells. Skipping the conversion saves
    25 ns a pixel.
    """
    grid, profile = _grid(), _read(icc)
    if profile.profile.xcolor_space != COLOUR_SPACES["RGB"]:
        return False
    difference = ImageChops.difference(grid, _applied(grid.copy(), profile))
    return difference.point(lambda value: value > 2).getbbox() is None


@lru_cache(maxsize=16)
def is_steep(icc: bytes) -> bool:
    """Whether a profile for RGB makes middle grey almost black, as none does but those for HDR."""
    profile = _read(icc)
    if profile.profile.xcolor_space != COLOUR_SPACES["RGB"]:
        return False
    grey = _applied(Image.new("RGB", (1, 1), (128, 128, 128)), profile)
    return grey.tobytes()[1] < NEARLY_BLACK


def _grid() -> Image.Image:
    steps = range(0, 256, 17)
    return Image.frombytes("RGB", (16, 256), bytes(c for r in steps for g in steps for b in steps for c in (r, g, b)))


def describe_profile(icc: bytes) -> str | None:
    """The profile's description, such as `Adobe RGB (1998)`; None where there is none that can be read."""
    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        name = ImageCms.getProfileDescription(_read(icc))
        return "".join(c for c in name if c.isprintable()).strip()[:100] or None
    return None
