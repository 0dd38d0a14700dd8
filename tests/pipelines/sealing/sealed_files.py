"""Renditions as the darkroom leaves them, and fields that fill every tag."""

import io
from typing import Any

from PIL import Image, ImageCms

from pipelines.sealing.seal import SealedFields

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


CAPTION = "V.l.: Michał, Ελένη, Київ 😀 <b>& „Söhne“\nZweite Zeile"


HARD = "ü ł Ї 😀"
"""An umlaut, Polish, Cyrillic, and beyond 16 bits; in every text, for each field is written by a line of its own."""


FIELDS = SealedFields(
    creator=f"Michał Bürger {HARD}",
    credit=f"©Landeshauptstadt Düsseldorf/David Young {HARD}",
    copyright=f"© 2026 Stadt & Söhne {HARD}",
    captions={"de": CAPTION + HARD, "en": f'From left: "M" & co {HARD}'},
    headlines={"de": f"Bürgerfest {HARD}", "en": f"Street party {HARD}"},
    title=f"190901-LT-PK2 {HARD}",
    alt_texts={"de": f"Drei Menschen {HARD}", "en": f"Three people {HARD}"},
    extended_descriptions={"en": f"Three people on a stage {HARD}"},
    persons=(f"Michał Bürger {HARD}", "Олена"),
    usage_terms={"de": f"Frei für Presse {HARD}", "en": f"Free for press {HARD}"},
    web_statement="https://stadt.example/terms?a=1&b=2",
    licensor_url="https://stadt.example/licence",
    data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED",
    digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
    date_taken="2019-09-01T18:05:06",
    utc_offset="+02:00",
    city=f"Düsseldorf {HARD}",
    country=f"Deutschland {HARD}",
    country_code="DEU",
    sublocation=f"Rathaus {HARD}",
    keywords=(f"Fest {HARD}", "Bürger"),
    instructions=f"Sperrfrist 18 Uhr {HARD}",
    events={"de": f"Bürgerfest 2026 {HARD}", "en": f"Street party 2026 {HARD}"},
    event_id=f"20190901-318_07 {HARD}",
    guid="6c2b6a5e-0000-4000-8000-0123456789ab",
    camera_make="Canon",
    camera_model="EOS R5",
    lens=f"Гелиос-44-2 {HARD}",
)


RENDITIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "jpeg": ("JPEG", "RGB", {}),
    "progressive": ("JPEG", "RGB", {"progressive": True}),
    "grey": ("JPEG", "L", {}),
    "webp": ("WEBP", "RGB", {"method": 2}),
    "lossless": ("WEBP", "RGB", {"lossless": True}),
    "webp-alpha": ("WEBP", "RGBA", {}),
    "avif": ("AVIF", "RGB", {"speed": 10}),
    "avif-alpha": ("AVIF", "RGBA", {"speed": 10}),
}


def render(kind: str, icc: bytes | None = SRGB, size: tuple[int, int] = (123, 77)) -> tuple[bytes, str]:
    """A rendition as the darkroom leaves it, and its media type."""
    name, mode, options = RENDITIONS[kind]
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    out = io.BytesIO()
    picture.save(out, name, icc_profile=icc, **options)
    return out.getvalue(), f"image/{name.lower()}"
