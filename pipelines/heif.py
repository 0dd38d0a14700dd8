"""HEIC through libheif: only the primary pictures."""

import pi_heif


def register_heif() -> None:
    """Let Pillow open HEIC. Thumbnails, depth maps and other auxiliary images are not read."""
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
