"""Why the machine refuses a file, and what it warns of: stable keys, each with a sentence for people.

    Refusal             the file itself is at fault, so trying again changes nothing
        key             one of REASONS; stored in the record, translated by the desk
        detail          what was found, for the operator; never shown alone

A photo with a warning is developed all the same, and the desk shows the warning beside it.
"""

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "empty": "The file is empty. Please upload it again.",
        "not_a_photo": "This file is not a photo. Please upload JPEG, PNG, TIFF, WebP, HEIC or AVIF.",
        "format_not_allowed": ("This kind of picture file cannot be used. Please export it as JPEG and upload that."),
        "camera_raw": (
            "A camera raw file alone cannot be used. Please export the photo as JPEG in full size, in the colour space "
            "sRGB, and upload that into the same folder, under the raw file's name; the raw file is then kept with it."
        ),
        "waits_for_photo": (
            "This file belongs beside a photo of the same name, which is not here. "
            "Please upload the photo into the same folder; the two are then joined by themselves."
        ),
        "sidecar_unreadable": "This XMP file is too large to be one. Please have your photo program write it again.",
        "zip_damaged": (
            "The ZIP file is damaged, or packed in a way that cannot be read here. "
            "Please pack it again with the usual settings, or upload the photos without it."
        ),
        "zip_empty": "There is no file in the ZIP file. Please pack the photos again, or upload them without it.",
        "zip_locked": "The ZIP file asks for a password. Please pack it without one, or upload the photos without it.",
        "zip_swells": (
            "Unpacked, the ZIP file would have many times its size, as no photos have, so it is not opened. "
            "Please upload the photos without it."
        ),
        "zip_too_deep": (
            "This ZIP file was inside another one that was inside a third. Please upload the photos without them."
        ),
        "zip_too_large": (
            "The ZIP file holds more files, or larger ones, than are unpacked here. "
            "Please pack the photos into several smaller ones, or upload them without it."
        ),
        "heic_not_taken": "HEIC files are not taken here. Please export the photo as JPEG and upload that.",
        "odd_parts": (
            "The file holds parts that no phone or camera writes, so it is not opened. "
            "Please export the photo as JPEG and upload that."
        ),
        "truncated": "The file is incomplete: the picture breaks off. Please upload it again from the card.",
        "too_many_pixels": "The picture has more pixels than can be handled. Please upload a smaller export.",
        "too_large": "The file is larger than allowed. Please upload a smaller export.",
        "unusual_pixels": (
            "The picture is stored in a rare way that cannot be read here, such as floating-point numbers. "
            "Please export it as JPEG, or as TIFF with 8 or 16 bits per channel, and upload that."
        ),
        "broken": "The picture is damaged and cannot be read. Please export it anew and upload that.",
        "not_as_named": (
            "The content of this file is not what its name says. Please export it again as PDF, MP4, MOV or WebM "
            "and upload that."
        ),
        "breaks_off": "The file is incomplete: it breaks off. Please upload it again.",
        "link_used_up": (
            "More came through the drop link than it takes, so this file was not read. "
            "Please ask the press office for another link, and send it again."
        ),
        "name_used_up": (
            "Too many different files have come under this name. Please rename the file and upload it again."
        ),
        "keeps_crashing": (
            "Reading this file failed several times, so it was given up. "
            "Please open it in a photo program, save it as a new JPEG and upload that."
        ),
    }
)

WARNINGS: Mapping[str, str] = MappingProxyType(
    {
        "first_frame_only": "The file holds several pictures; only the first is used.",
        "bad_colour_profile": "The colour profile is damaged; the colours were read without it.",
        "misfit_colour_profile": (
            "The colour profile is for another kind of picture; the colours were read without it."
        ),
        "unknown_colours": "The file tells its colours in a way that is not known here; please check them.",
        "hdr_toned": (
            "An HDR picture, brought to what ordinary screens show; "
            "please check its brightness, and clear skies for stripes."
        ),
        "half_size": "The photo has so many pixels that its download has half its width and height.",
        "no_cmyk_profile": "A CMYK picture without a colour profile: please check its colours.",
        "grey_end": "The lower edge is one flat grey: please check that the picture is complete.",
        "metadata_unreadable": "The file's metadata could not be read; please check credit and caption.",
        "exif_unreadable": "The camera's own metadata (EXIF) could not be read; please check the date.",
        "iim_unreadable": "The file's older IPTC block (IIM) could not be read; please check the caption.",
        "xmp_unreadable": "The file's XMP metadata could not be read; please check credit and caption.",
        "metadata_incomplete": "A part of the file's metadata is damaged; please check credit and caption.",
        "iim_incomplete": "A part of the file's older IPTC block (IIM) is damaged; please check the texts.",
        "xmp_incomplete": "A part of the file's XMP metadata is damaged or missing; please check credit and caption.",
        "sidecar_unread": "An XMP file beside the photo could not be read; please check credit and caption.",
        "iim_newer": "A text in the older IPTC block (IIM) was edited after the XMP, so it is the one used.",
        "crop_not_applied": (
            "A photo program was told to crop this photo, but the file still has the whole picture; "
            "please check it, or upload an export."
        ),
        "orientation_differs": "EXIF and XMP say different orientations; the photo is turned as EXIF says.",
        "odd_language": (
            "The file names a text's language in an unusual way; please check that each text has the right language."
        ),
        "ai_marked": "The file says that AI made or changed this picture; please check the digital source type.",
        "missing_glyph": "No font of the watermark has these characters; they were left out.",
        "credit_shortened": "The credit line is too long for the watermark and was shortened in it.",
        "no_room_for_logo": "There is no room for the logo beside the credit line; it was left off.",
        "no_room_for_credit": "The picture is too small for the credit line; it was left off.",
    }
)


class Refusal(Exception):
    """A file that will never be developed; `key`, one of REASONS, says why."""

    permanent = True

    def __init__(self, key: str, detail: str = "") -> None:
        if key not in REASONS:
            raise ValueError(f"no such reason: {key!r}")
        super().__init__(key, detail)
        self.key = key
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.key}: {self.detail}" if self.detail else self.key


def warning(key: str, detail: str = "") -> str:
    """A warning for the desk, such as `missing_glyph: 😀`; `key` is one of WARNINGS."""
    if key not in WARNINGS:
        raise ValueError(f"no such warning: {key!r}")
    return f"{key}: {detail}" if detail else key
