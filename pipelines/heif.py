"""HEIC through libheif: only the primary pictures."""

from pi_heif.as_plugin import register_heif_opener

# The major brands that pi_heif takes (ISO 23008-12 annex B; its `_is_supported_heif`).
BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")


def register_heif() -> None:
    """Let Pillow open HEIC. Thumbnails, depth maps and other auxiliary images are not read.

    libheif starts no thread; libde265 starts one all the same.
    """
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=0)


def is_heif(head: bytes) -> bool:
    """Whether a file with these first twelve bytes would be read by libheif."""
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS
