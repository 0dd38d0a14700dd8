"""A HEIC may carry thumbnails, depth maps and more; we read the picture."""

from pi_heif import options

from pipelines.heif import register_heif


def test_only_the_primary_picture_is_read() -> None:
    register_heif()
    assert (options.THUMBNAILS, options.DEPTH_IMAGES, options.AUX_IMAGES) == (False, False, False)
