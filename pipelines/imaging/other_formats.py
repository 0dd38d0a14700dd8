"""What a file is that no reader of ours opens, so that its sender gets the right reason."""

from pipelines.imaging.containers import IMAGE_BRANDS, TIFF_HEADS
from pipelines.imaging.tiff import unread_kind
from pipelines.metadata.containers.blocks import Data
from pipelines.refusal import Refusal

# The first bytes of formats that are known but not accepted.
OTHER_PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"II\xbc", "JPEG XR"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"#?RADIANCE", "Radiance HDR"),
    (b"#?RGBE", "Radiance HDR"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x01\x00", "ICO"),
)
# HEIF with pictures coded as H.264, JPEG or JPEG 2000.
OTHER_BRANDS = (b"avci", b"avcs", b"jpeg", b"jpgs", b"j2ki", b"j2is")
OWN_MAGIC: tuple[bytes, ...] = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", *TIFF_HEADS)


def unread(data: Data) -> Refusal:
    """The right reason for a file that no reader opens."""
    head = data[:1024]
    for magic, name in OTHER_PICTURES:
        if head.startswith(magic):
            return Refusal("format_not_allowed", name)
    if head[4:8] == b"ftyp" and head[8:12] in OTHER_BRANDS:
        return Refusal("format_not_allowed", f"HEIF of brand {head[8:12].decode()}")
    if b"<svg" in head:
        return Refusal("format_not_allowed", "SVG")
    if head[:4] in TIFF_HEADS and (kind := unread_kind(data)):
        return Refusal("unusual_pixels", kind)
    own = head.startswith(OWN_MAGIC) and head[8:12] not in (b"AVI ", b"WAVE")
    if own or (head[4:8] == b"ftyp" and head[8:12] in IMAGE_BRANDS):
        return Refusal("broken", "no reader accepts its header")
    return Refusal("not_a_photo")
