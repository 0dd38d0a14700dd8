"""HEIC through libheif, for the picture alone."""

import pi_heif


def register_heif() -> None:
    """Let Pillow open HEIC. Thumbnails, depth maps and what else lies beside the picture are not even looked at."""
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
