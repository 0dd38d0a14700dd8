"""What cameras and programs write where a person's words belong: it is no caption and names nobody.

Data before code: exact words, and shapes. Case and blanks do not matter. A shape never takes a sentence: it either has
fewer than three words, or every one of its words belongs to a camera or a program. Sources: PhotoPrism's list of
unwanted descriptions (its `internal/meta/sanitize.go`), the facts alone; exiftool's tag tables; the makers' own
defaults as seen in genuine files.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST, _MOST_BLANKS = 300, 12  # whatever has more was written by a person

_EXACT_BY_SOURCE = {
    "PhotoPrism's list": "olympus digital camera|samsung|samsung camera pictures|sony dsc|scanner|mon|nor|burst|frem|"
    "ptr|qrf|binary comment|default|exif_jpeg_picture|dvc 10.1 hdmi|charset=ascii|iclarified",
    "cameras' own defaults": "samsung digital camera|minolta dsc|konica minolta digital camera|kodak camera|pentax|"
    "camera|digitalcam|digital stillcamera|jpeg|image/jpeg|dcim|mnt|vtr|digital image|digital photo|"
    "my beautiful picture",
    "programs' placeholders": "untitled|unbenannt|ohne titel|no title|no description|no caption|"
    "keine beschreibung|kein titel|default description|imagedescription|fullsizerender|sent from my iphone|"
    "description|title|caption|headline|image description|enter caption here|picture|image|photo|scan|screenshot|"
    "my image|my picture|my photo|new image|rendered image|user comment|applemark|optimized by jpegmini|"
    "processed by jpegmini",
    "values that say nothing": "null|none|nil|undefined|unknown|unbekannt|n/a|nan|#name?|ascii|unicode|charset=unicode|"
    "charset=undefined",
}
EXACT = frozenset(word for words in _EXACT_BY_SOURCE.values() for word in words.split("|"))
"""Compared without case, and with single blanks."""

# What Huawei, Honor, Oppo and OnePlus put into ImageDescription: the scene, the camera used, whether light was added.
# They are put together, so that `oznor`, `oznorWO`, `ozedf`, `rbtf`, `sdr_HDRB` and `cof_vig` are all of one kind.
_SCENES = (
    "bpt|bty|btr|btf|btfmdn|btfhdr|cof|dav|edf|edt|ehdr|fbt|fbthdr|fhdr|fpt|frontbhdp|fshbty|hdr|hdrpl|hdrb|iuv|"
    "jdsm|jhdr|mde|mfnr|mf|nfd|nor|norwo|oznor|oznorwo|ozedf|oznfd|ozhdr|rbt|rbtf|rhdr|rhdrpl|rpt|"
    "rptnr|sdr|sknor|srp|vig|vlpr"
)
_MAKERS = (
    "acer|agfa|agfaphoto|apple|asus|benq|canon|casio|concord|contax|dji|eastman kodak|epson|fuji|fujifilm|"
    "fuji photo film|ge|general imaging|google|gopro|hasselblad|hewlett-packard|honor|hp|htc|huawei|insta360|"
    "jenoptik|jvc|kodak|konica|konica minolta|kyocera|leica|lenovo|lg|lg electronics|lge|lumix|mamiya|medion|"
    "meizu|microsoft|minolta|motorola|nikon|nintendo|nokia|noritsu|noritsu koki|nubia|"
    "olympus|olympus imaging|om digital solutions|oneplus|"
    "oppo|panasonic|pentax|pentax ricoh|phase one|philips|poco|polaroid|praktica|realme|redmi|ricoh|rollei|samsung|"
    "samsung techwin|sanyo|seiko epson|sharp|sigma|sony|sony ericsson|sonyericsson|toshiba|vivitar|vivo|"
    "voigtländer|voigtlaender|xiaomi|yashica|zeiss|zte"
)
_COMPANY = (
    r"(?:co\.?|corp\.?|corporation|company|inc\.?|ltd\.?|gmbh|ag|electronics|imaging|optical|techwin|camera|photo)"
)
# A word of a model's name: one with a digit in it (D750, EOS-1D, 24-70mm, #1), or a family of models.
_MODEL = (
    r"(?:[\w./+#()-]*\d[\w./+#()-]*|alpha|coolpix|cyber-?shot|dimage|digimax|dsc|dslr|easyshare|elph|eos|exilim|finepix"
    r"|galaxy|hero|hero ?black|ilce|ipad|iphone|ixus|lumia|lumix|max|mark|mate|mavic|mini|moto|nex|note|nova|optio|osmo"
    r"|phantom|pixel|plus|powershot|pro|rebel|redmi|se|stylus|tough|ultra|xperia|xr|xs|zoom|[ivx]{1,4}|digital|still"
    r"|camera|dig|black|silver|scanner|scanjet|scan|perfection|lide)"
)
_PICTURE = r"\.(?:jpe?g|jpe|jfif|png|tiff?|heic|heif|avif|webp|gif|bmp|psd|cr[23w]|nef|nrw|arw|dng|raf|orf|rw2|pef|srw)"
_PROGRAMS = (
    r"acd systems digital imaging|acdsee|camera ?360|camscanner|microsoft office|miui|ms paint|photostudio|polarr|"
    r"ulead photoimpact|zoner photo studio|"
    r"adobe|adobe (?:photoshop|lightroom|firefly|bridge|imageready|express)|photoshop|lightroom|affinity photo|"
    r"canva|capture one|capcut|corel|coreldraw|darktable|digikam|facebook|faststone|gimp|google photos?|gthumb|"
    r"imagemagick|image ?alchemy|instagram|irfanview|luminar|meitu|paint\.net|paint shop pro|paintshop pro|"
    r"photo ?mechanic|photoscape|picasa|pixelmator|pixlr|snapchat|snapseed|vsco|vscocam|whatsapp|xnview|"
    r"windows photo editor|windows photo gallery|microsoft windows photo (?:gallery|viewer)|"
    r"microsoft windows live photo gallery|microsoft paint"
)
_VERSION = (
    r"(?:c[cs] ?\d*|ps|lightroom|elements|express|classic|mobile|desktop|for \w+|version|ultimate|neo|v?[\d.()]+)"
)

SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("nothing but signs", r"[\W_]*"),
        ("path", r"(?:[a-z]:[\\/]|\\\\|file:/|dcim|/?(?:sdcard|storage|mnt|home|users|volumes|var|tmp)/)[\\/]?\S*"),
        ("path with blanks", rf"[a-z]:\\.{{1,200}}{_PICTURE}"),
        ("path of folders", r"\S+[\\]\S+[\\]\S*"),
        ("file name", rf"\S+(?: \S+)?{_PICTURE}"),
        (
            "card's number",
            r"_?(?:(?:cimg|cr|crw|dji|dsc|dscf|dscn|foto|gopr|gp|hpim|im|imag|image|img|imge?|imgp|kif|l|mg|mvc|mvi|p|pana"
            r"|photo|pic|pict|r|sam|sany|sdim|stp)[-_n]?\d{4,}|[a-z0-9]{2,4}_+\d{4,}|_[a-z0-9]{2,3}\d{4}|img_?e?\d+"
            r"|\d{3}[-_]\d{4})(?: \(\d+\)|[-_ ](?:bearbeitet|edited|edit|kopie|copy|\d{1,3}))*",
        ),
        (
            "phone's name of a file",
            r"(?:fb_img|image|img|incollage|mvimg|pano|burst|photo|pxl|received|screenshot|signal|vid)[-_ ]\d[\w.-]*"
            r"|whatsapp (?:image|bild) [\d-]+(?: (?:at|um) [\d.:]+)?(?: uhr)?",
        ),
        ("drone's name of a photo", r"(?:dji|gopro|yuneec)_[\w.-]+"),
        ("date as a name", r"\d{8}[-_ ]\d{4,9}(?:[-_.]\w+)?"),
        ("number", r"[\d\W_]+"),
        ("UUID", r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?"),
        ("scene of a phone's camera", rf"_?(?:{_SCENES})(?:[-_;]?(?:{_SCENES}|soft|vivid|wo|b)){{0,4}}_?"),
        ("scene with numbers", r"(?:oplus|cuva|_cuva|ai_?scene|scene|aec|lv|filter)(?:[-_:]\w+)*|_[a-z]{3,6}"),
        ("tag", r"<(?:digimax|kenox|samsung|kodak|vluu|[\w ]+, ?samsung)[^>]*>"),
        ("maker", rf"(?:{_MAKERS})(?:[ ,]+{_COMPANY})*"),
        ("camera", rf"(?:{_MAKERS})(?:[ ,]+{_COMPANY})*(?:[ ,]+{_MODEL}){{1,6}}"),
        (
            "family and number",
            r"(?:iphone|ipad|galaxy|pixel|powershot|coolpix|finepix|digimax|lumix|cyber-?shot|ixus|canoscan)"
            r"(?: lide)?(?: [\w./+#()-]*\d[\w./+#()-]*| pro| max| plus| mini| ultra| se| xs| xr| x)*"
            r"(?:, samsung #\d+)?",
        ),
        ("some digital camera", rf"(?:(?:{_MAKERS}|\w+)[ ,]+)?(?:{_MODEL} )*digital (?:still |video )?camera"),
        (
            "program",
            rf"(?:{_PROGRAMS})(?: {_VERSION})*",
        ),
        (
            "made by a program",
            r"(?:captured|created|edited|generated|made|processed|written|saved|optimized|scanned|file written) "
            rf"(?:with|by|in|using) (?:the )?(?:{_PROGRAMS}|imlib\d?|vsco\w* with .{{1,30}}|acdsee.{{0,20}})"
            r"(?: ?[\w.]*)?",
        ),
        (
            "mark of a phone",
            r"(?:photo |picture |image )?(?:shot|taken|captured) (?:on|with) (?:an? |my )?"
            rf"(?:{_MAKERS}|galaxy|ipad|iphone|mi|pixel|snapdragon)(?: (?:{_MODEL}|ai|dual|insiders|mi|quad|triple))*",
        ),
        (
            "library",
            r"exif[-_ ]jpeg[-_ ]\w+|jpeg[-_ ]picture|"
            r"(?:creator: ?)?gd-jpeg v[\d.]+.{0,60}|lead technologies inc\.? ?v?[\d.]*|intel\(r\) jpeg library.{0,30}"
            r"|handmade software,? inc\.? image alchemy.{0,20}|lavc[\d.]+|ijg jpeg.{0,20}",
        ),
        (
            "data",
            r"\(?(?:string with )?binary data.{0,60}|charset=\w*|[a-z]{1,12}=\S*|base64.*|\{.*\}|\[object object\]",
        ),
        (
            "untitled",
            r"(?:untitled|unbenannt|ohne titel|new project|neues projekt|document|dokument|scan|image|bild|foto)"
            r"[-_ ]?\(?\d*\)?",
        ),
    )
)

_NOBODY_BY_SOURCE = {
    "fresh computers": "admin|administrator|benutzer|compaq_owner|guest|home|hp_owner|microsoft|microsoft office user|"
    "pc|preferred customer|registered user|root|user|valued customer|windows user|windows-benutzer|customer",
    "forms' placeholders": "artist|author|autor|byline|camera owner|copyright|creator|credit|default user|fotograf|"
    "fotografin|owner|owner name|besitzer|photographer|urheber|name|your name|ihr name|my name|mein name",
    "programs": "google|google photos",
    "values that name nobody": "anonymous|anonym|ich|me|no name|noname|test|x|xx|xxx|xy|unbekannter fotograf|"
    "unknown artist|unknown author|unknown photographer",
}
NOBODY = frozenset(word for words in _NOBODY_BY_SOURCE.values() for word in words.split("|"))
"""Names that no photographer bears, beside what is junk anyway; compared in the same way."""


def is_junk(text: str, *camera: str) -> bool:
    """Whether a caption, headline or title says nothing: `camera` are the names by which the file calls its camera."""
    plain = _plain(text)
    if len(plain) > _LONGEST or plain.count(" ") > _MOST_BLANKS:
        return False
    return plain in EXACT or plain in _camera_names(camera) or any(shape.fullmatch(plain) for _, shape in SHAPES)


def is_nobody(text: str, *camera: str) -> bool:
    """Whether a creator or credit names nobody, because a program, a phone or nobody filled it in."""
    return _plain(text) in NOBODY or is_junk(text, *camera)


def _plain(text: str) -> str:
    return " ".join(text.strip(" \t\n\"'“”„").casefold().split())


@lru_cache(maxsize=64)
def _camera_names(camera: tuple[str, ...]) -> set[str]:
    """The camera's names, alone and joined as programs join them."""
    names = [_plain(name) for name in camera if name.strip()]
    return {*names, " ".join(names), ", ".join(names), " ".join(reversed(names))} - {""}
