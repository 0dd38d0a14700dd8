"""HDR pictures of more than eight bits a channel, toned before eight of them are left.

Pillow keeps the upper eight. Near white a step of these is up to six of 255 in sRGB, so that a clear sky gets stripes.
libavif's decoder gives no more than eight, so AVIFs are not read here.
"""

from collections.abc import Callable, Iterator

from pi_heif.heif import open_heif
from PIL import Image, ImageFile

from pipelines.imaging.code_points import CodePoints, hdr_curve, srgb_value
from pipelines.source import Source, open_source

# All bits take six bytes a pixel beside the picture. No camera makes larger stills in HDR.
MAX_PIXELS = 50_000_000

_SHADES, _DEPTH = 4096, 16  # how many the curve is computed for, of how many bits

Halves = tuple[Image.Image, Image.Image]
"""The upper and the lower eight bits of one channel."""


def read_deep(image: Image.Image, source: Source, points: CodePoints | None) -> Image.Image | None:
    """The picture in its own primaries and sRGB's curve; None for what is no HDR in RGB, or has but eight bits."""
    is_hdr = points is not None and points.is_hdr and points.is_known
    if not is_hdr or image.mode != "RGB" or image.width * image.height > MAX_PIXELS:
        return None
    channels = list(READERS.get(image.format or "", _nothing)(source))
    return _toned(points, channels) if points and channels else None


def _nothing(_source: Source) -> Iterator[Halves]:
    return iter(())


def _of_png(source: Source) -> Iterator[Halves]:
    """Read twice: what Pillow takes for the upper byte in the wrong byte order is the lower one."""
    halves: list[tuple[Image.Image, ...]] = []
    for raw in ("RGB;16B", "RGB;16L"):
        with open_source(source) as file, Image.open(file, formats=("PNG",)) as half:
            (tile,) = half.tile
            if tile[3] != "RGB;16B":
                return
            half.tile = [ImageFile._Tile(*tile[:3], raw)]
            halves.append(half.split())
    yield from zip(*halves, strict=True)


def _of_heif(source: Source) -> Iterator[Halves]:
    with open_source(source) as file:
        found = open_heif(file, convert_hdr_to_8bit=False)
    picture = found[found.primary_index]
    if picture.mode != "RGB;16":
        return
    data, size = bytes(picture.data), picture.size
    del found, picture  # 270 MB at 45 megapixels
    for channel in range(3):
        low, high = (Image.frombytes("L", size, data[2 * channel + half :: 6]) for half in range(2))
        yield high, low


READERS: dict[str, Callable[[Source], Iterator[Halves]]] = {"PNG": _of_png, "HEIF": _of_heif}


def _toned(points: CodePoints, channels: list[Halves]) -> Image.Image:
    curve = hdr_curve(points, Image.merge("RGB", [high for high, _low in channels]))
    shades = [round(255 * srgb_value(min(max(curve(value / (_SHADES - 1)), 0.0), 1.0))) for value in range(_SHADES)]
    table = [shade for shade in shades for _ in range(2**_DEPTH // _SHADES)]
    return Image.merge("RGB", [_whole(*halves).point(table, "L") for halves in channels])


def _whole(high: Image.Image, low: Image.Image) -> Image.Image:
    """Both halves of a channel as numbers."""
    pairs = bytearray(2 * high.width * high.height)
    pairs[::2], pairs[1::2] = low.tobytes(), high.tobytes()
    return Image.frombytes("I", high.size, bytes(pairs), "raw", "I;16")
