"""What cameras and programs write where a person's words belong: it is no caption and names nobody.

Data before code: exact words, and shapes. Case and blanks do not matter. A shape never takes a sentence: it either has
fewer than three words, or every one of its words belongs to a camera or a program. A few codes of phones are words as
well, such as `mono`: they count where cameras write, in EXIF's description, and where that is repeated.

Sources: PhotoPrism's list of unwanted descriptions (its `internal/meta/sanitize.go`), iNaturalist's list of branded
descriptions, the sets in Huawei's `displayengine.ImageProcessor`, all for the facts alone; exiftool's tag tables; the
makers' own defaults as seen in genuine files.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST, _MOST_BLANKS = 300, 12  # whatever has more was written by a person

_EXACT_BY_SOURCE = {
    "PhotoPrism's list": "olympus digital camera|samsung|samsung camera pictures|sony dsc|scanner|"
    "binary comment|default|exif_jpeg_picture|dvc 10.1 hdmi|charset=ascii|iclarified",
    "cameras' own defaults": "samsung digital camera|minolta dsc|konica minolta digital camera|kodak camera|pentax|"
    "camera|digitalcam|digital stillcamera|jpeg|image/jpeg|dcim|mnt|vtr|digital image|digital photo|"
    "my beautiful picture|dcf 1.0|exif jpeg|jpeg image|hellomoto|ascii scanner|slide n scan|"
    "moultrie digital game camera",
    "programs' placeholders": "untitled|unbenannt|ohne titel|no title|no description|no caption|"
    "keine beschreibung|kein titel|default description|imagedescription|fullsizerender|sent from my iphone|"
    "description|title|caption|headline|image description|enter caption here|picture|image|photo|scan|screenshot|"
    "default title|new document|neues dokument|"
    "my image|my picture|my photo|new image|rendered image|user comment|applemark|scanned image|scanned document|"
    "xerox scan|gescanntes bild|gescanntes dokument|untitled image|untitled design|untitled project|"
    "unbenanntes projekt|"
    "add a caption|add caption|add a description|add description|enter a caption|type caption here|"
    "enter description here|beschreibung eingeben|beschreibung hinzufügen|titel eingeben|titel hinzufügen|beschreibung|"
    "titel|bildbeschreibung|bildtitel|bildunterschrift|bildschirmfoto|bildschirmaufnahme|lorem ipsum",
    "values that say nothing": "#wert!|#value!|#ref!|#bezug!|%s|exif|false|iptc|jfif|tbd|todo|true|xmp|"
    "null|none|nil|undefined|unknown|unbekannt|n/a|n.a.|k.a.|nan|#name?|ascii|unicode|"
    "charset=unicode|"
    "charset=undefined|x-default|not available|not specified|keine angabe|keine angaben|nicht angegeben",
}
EXACT = frozenset(word for words in _EXACT_BY_SOURCE.values() for word in words.split("|"))
"""Compared without case, with single blanks, and without brackets around it."""

CODES = frozenset(("bright", "bsh", "burst", "dig", "fairlight", "mono", "single", "smart", "vivid"))
"""What cameras write, and people as well: junk in EXIF alone."""

# What Huawei, Honor, Oppo and OnePlus put into ImageDescription: the scene, the camera used, whether light was added.
# They are put together, so that `oznor`, `oznorWO`, `ozedf`, `rbtf`, `sdr_HDRB` and `cof_vig` are all of one kind.
_SCENES = (
    "bpt|bty|btr|btf|bface|cof|dav|edf|edt|ehdr|fbt|fhdr|fpt|frem|frontbhdp|fshbty|hbt|hbtf|hdr|hdrpl|hdrb|iuv|"
    "jdsm|jhdr|mdn|mde|mfnr|mf|mon|nfd|nor|norwo|oznor|oznorwo|ozedf|oznfd|ozhdr|rbt|rbtf|rhdr|rhdrpl|rpt|"
    "ptr|qrf|"
    "rptnr|rptnrl|sdr|sknor|srp|vig|vlpr"
)
_MAKERS = (
    "acer|agfa|agfaphoto|aiptek|apple|asus|benq|bushnell|canon|casio|concord|contax|dji|eastman kodak|epson|fuji|"
    "fujifilm|fuji photo film|general imaging|google|gopro|hasselblad|hewlett-packard|hp|htc|huawei|insta360|"
    "jenoptik|jvc|kodak|konica|konica minolta|kyocera|leica|lenovo|lg|lg electronics|lge|lumix|mamiya|medion|"
    "meizu|microsoft|microtek|minolta|motorola|moultrie|mustek|nikon|nintendo|nokia|noritsu|noritsu koki|nubia|"
    "olympus|olympus imaging|om digital solutions|oneplus|"
    "oppo|panasonic|pentax|pentax ricoh|phase one|plustek|poco|polaroid|praktica|realme|reconyx|redmi|ricoh|"
    "samsung|samsung techwin|sanyo|seiko epson|sigma|sony|sony ericsson|sonyericsson|toshiba|vivitar|"
    "voigtländer|voigtlaender|xerox|xiaomi|yashica|zte"
)
# Makers whose names are words or family names as well: they need a model beside them.
_NAMED_MAKERS = "brother|creative|ge|honor|nothing|philips|rollei|sharp|traveler|trust|vivo|zeiss"
_COMPANY = (
    r"(?:co\.?|corp\.?|corporation|company|computer|inc\.?|ltd\.?|gmbh|ag|electronics|imaging|optical|techwin"
    r"|camera|photo)"
)
# A word of a model's name: one with a digit in it (D750, EOS-1D, 24-70mm, #1), or a family of models.
_NUMBER = r"[\w./+#()-]*\d[\w./+#()-]*"
_MODEL = (
    rf"(?:{_NUMBER}|action cam|alpha|coolpix|cyber-?shot|dimage|digimax|dsc|dslr|easyshare|elph|eos|exilim|finepix"
    r"|galaxy|hero|hero ?black|ilce|ipad|iphone|ixus|lumia|lumix|max|mark|mate|mavic|mini|moto|nex|note|nova|optio|osmo"
    r"|air|canoscan|coolscan|deskjet|edge|find|gt|laserjet|nord|officejet|one|opticfilm|phone|scansnap|x|z"
    r"|phantom|photosmart|pictures?|pixel|plus|powershot|pro|rebel|redmi|se|series|slide|stylus|theta|tough|ultra"
    r"|vivicam|xperia|xr|xs|zoom|[ivx]{1,4}|digital|still|camera|dc|dig|black|silver|scanner|scanjet|scan|perfection"
    r"|lide|n|s)"
)
_PICTURE = r"\.(?:jpe?g|jpe|jfif|png|tiff?|heic|heif|avif|webp|gif|bmp|psd|cr[23w]|nef|nrw|arw|dng|raf|orf|rw2|pef|srw)"
_PROGRAMS = (
    r"acd systems digital imaging|acdsee|aurora hdr|b612|beautyplus|camera ?360|camera\+|camscanner|faceapp|"
    r"capture nx(?:-d)?|viewnx(?:-i)?|microsoft office(?: picture manager)?|microsoft photo editor|"
    r"miui|ms paint|open ?camera|photostudio|picsart|polarr|retrica|"
    r"ulead photoimpact|zoner photo studio|dxo (?:photolab|optics pro|filmpack|viewpoint)|hipstamatic|instasave|"
    r"nikon (?:view|capture|transfer|scan)(?: ?nx)?(?:-[id])?|nx studio|digital photo professional|silkypix|"
    r"on1 (?:photo )?(?:raw|effects)|photomatix(?: pro)?|photo booth|quicktime|rawtherapee|repix|silverfast|vuescan|"
    r"adobe|adobe (?:photoshop|lightroom|firefly|bridge|imageready|express|illustrator|indesign)|photoshop|"
    r"lightroom|affinity (?:photo|designer|publisher)|"
    r"canva|capture one|capcut|corel|coreldraw|darktable|digikam|facebook|faststone|gimp|google photos?|gthumb|"
    r"apple photos|graphicsmagick|greenshot|image capture|indesign|inkscape|iphoto|quicklook|"
    r"sharex|shotwell|skitch|snagit|corel photo-paint|faststone image viewer|photo gallery|windows live photo gallery|"
    r"(?:aperture|photos)(?= [\d.]+$)|imagemagick|image ?alchemy|instagram|irfanview|jpeg-recompress|jpegmini|"
    r"luminar|meitu|paint\.net|"
    r"paint ?shop pro|photo ?mechanic|photoscape|picasa|pixelmator|pixlr|snapchat|snapseed|vsco|vscocam|whatsapp|"
    r"xnview|windows photo editor|windows photo gallery|microsoft windows photo (?:gallery|viewer)|"
    r"microsoft windows live photo gallery|microsoft paint"
)
_VERSION = (
    r"(?:c[cs] ?\d*|ps|lightroom|elements|express|classic|mobile|mp|pro|desktop|for \w+|version|ultimate|neo|windows|"
    r"macintosh|\((?:windows|macintosh|ios|android)\)|v?[\d.()x]+(?:0x[0-9a-f]+)?|0x[0-9a-f]+)"
)
# A name of a file as cameras number them, and what is put around it when it is copied.
_NUMBERED = (
    r"_?(?:(?:cimg|cr|crw|dcp|dji|dsc|dscf|dscn|foto|gopr|gp|hpim|im|imag|image|img|imge?|imgp|kif|l|mg|mvc|mvi|p|pana"
    r"|photo|pic|pict|r|sam|sany|sdc|sdim|stp)[-_n]?\d{4,}|[a-z0-9]{2,4}_+\d{4,}|_[a-z0-9]{2,3}\d{4}|img_?e?\d+"
    r"|\d{3}[-_]\d{4})"
)
_COPIED = r"(?:(?: -)? ?\(\d+\)|[-_ ]{1,3}(?:bearbeitet|edited|edit|kopie|copy|\d{1,3}))*"

_Shapes = tuple[tuple[str, re.Pattern[str]], ...]
SHAPES: _Shapes = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("nothing but signs", r"[\W_]*"),
        ("path", r"(?:[a-z]:[\\/]|\\\\|file:/|dcim|/?(?:sdcard|storage|mnt|home|users|volumes|var|tmp)/)[\\/]?\S*"),
        ("path with blanks", rf"[a-z]:\\.{{1,200}}{_PICTURE}"),
        ("path of folders", r"\S+[\\]\S+[\\]\S*"),
        ("file name", rf"\S+(?: \S+)?{_PICTURE}"),
        (
            "card's number",
            rf"(?:kopie von |copy of )?{_NUMBERED}{_COPIED}",
        ),
        (
            "phone's name of a file",
            r"(?:fb_img|image|img|incollage|mvimg|pano|burst|photo|pxl|received|screenshot|signal|vid)[-_ ]\d[\w.-]*"
            r"(?: [\d.]+)?(?:\(\d+\))?"
            r"|(?:whatsapp (?:image|bild)|screen ?shot|bildschirmfoto|bildschirmaufnahme) [\d-]+"
            r"(?: (?:at|um) [\d.:]+(?: [ap]m)?)?(?: uhr)?(?: \(\d+\))?|snapchat-\d+|telegram-cloud-photo[\w-]*",
        ),
        ("drone's name of a photo", r"(?:dji|gopro|yuneec)_[\w.-]+"),
        ("card's folder", r"\d{3}(?:andro|apple|canon|casio|eos\w{1,2}|gopro|media|msdcf|nikon|olymp|pentx|_\w{4})"),
        (
            "model's code",
            r"(?:sm|gt|sgh|sch|shv)-[a-z]\d{3,4}\w{0,4}|(?:cph|rmx|xt)\d{4}|asus_\w{3,12}"
            r"|[a-z]{3}-(?:a[ln]|l|lx|n[ox]|tl)\d{1,2}[a-z]?|(?:ilce|ilca|ilme|dslr|slt|nex|dmc|zv|lg)-\w{1,8}"
            r"|e-m\d+\w{0,8}|x-[ehst]\d+\w{0,2}|gfx ?\d+\w?(?: ?i{1,3})?|gr i{2,3}|eos r\d\w?"
            r"|(?:nexus|lumia|fairphone|redmi note) \d\w*(?: pro)?"
            r"|moto [cegxz](?:\(?\d\S{0,6})?(?: (?:plus|power|play|pro))?",
        ),
        ("date as a name", r"\d{8}[-_ ]\d{4,9}(?:[-_.]\w+)?"),
        ("number", r"[\d\W_]+"),
        ("UUID", r"\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?"),
        ("scene of a phone's camera", rf"_?(?:{_SCENES})(?:[-_;]?(?:{_SCENES}|face|ozco|soft|vivid|wo|b)){{0,4}}_?"),
        (
            "scene with numbers",
            r"(?:oplus|_?cuva|ai_?scene|aec)(?:[-_:]\w+)*|(?:scene|lv|filter)(?:[-_:]\w+)+|_[a-z]{3,6}",
        ),
        ("tag", r"<(?:digimax|kenox|samsung|kodak|vluu|[\w ]+, ?samsung)[^>]*>"),
        ("maker", rf"(?:{_MAKERS})(?:[ ,]+{_COMPANY})*"),
        ("camera", rf"(?:{_MAKERS})(?:[ ,]+{_COMPANY})*(?:[ ,]+{_MODEL}){{1,6}}"),
        (
            "camera by its number",
            rf"(?:{_NAMED_MAKERS})(?:[ ,]+{_MODEL}){{0,3}}[ ,]+(?!(?:19|20)\d\d$){_NUMBER}(?:[ ,]+{_MODEL}){{0,3}}",
        ),
        (
            "family and number",
            r"(?!(?:galaxy|pixel)$)(?:iphone|ipad|galaxy|pixel|powershot|coolpix|finepix|digimax|lumix|cyber-?shot|ixus|canoscan)"
            r"(?: lide)?(?: [\w./+#()-]*\d[\w./+#()-]*| pro| max| plus| mini| ultra| se| xs| xr| x| air| hs| is)*"
            r"(?:, samsung #\d+)?",
        ),
        ("some digital camera", rf"(?:(?:{_MAKERS}|\w+)[ ,]+)?(?:{_MODEL} )*digital (?:still |video )?camera"),
        (
            "program",
            rf"(?:software:? )?(?:{_PROGRAMS})\W?(?:[ -]{_VERSION})*",
        ),
        (
            "made by a program",
            r"(?:(?:photo|picture|image) )?(?:captured|compressed|created|edited|exported|generated|made|processed|"
            r"shot|taken|written|saved|optimized|scanned|file written) (?:with|by|in|using|from) (?:the )?"
            rf"(?:{_PROGRAMS}|imlib\d?|vsco\w* with .{{1,30}}|acdsee.{{0,20}}|ebay with imagemagick.{{0,30}})"
            rf"\W?(?: {_VERSION}|\(https?://\S+\)| [\w.]*)*",
        ),
        (
            "mark of a phone",
            r"#?(?:photo |picture |image )?(?:shot|taken|captured) ?(?:on|with|by) ?(?:an? |my )?"
            rf"(?:{_MAKERS}|{_NAMED_MAKERS}|galaxy|ipad|iphone|mi|pixel|snapdragon)"
            rf"(?: (?:{_MODEL}|ai|dual|insiders|mi|quad|triple))*",
        ),
        (
            "library",
            r"exif[-_ ]jpeg[-_ ]\w+|jpeg[-_ ]picture|"
            r"(?:creator: ?)?gd-jpeg v[\d.]+.{0,60}|lead technologies inc\.? ?v?[\d.]*"
            r"|intel\(r\) (?:jpeg library|ipp jpeg).{0,30}"
            r"|handmade software,? inc\.? image alchemy.{0,20}|lavc[\d.]+|ijg jpeg.{0,20}",
        ),
        (
            "data",
            r"\(?(?:string with )?binary data.{0,60}|charset=\w*|[a-z]{1,12}=\S*|base64.*|\{.*\}|\[object object\]",
        ),
        (
            "untitled",
            r"(?:untitled|unbenannt|ohne titel|new project|neues projekt|document|dokument|scan|image|bild|foto)"
            r"[-_ ]?\(?[\d._, -]*\)?(?: (?:copy|kopie))?|(?:layer|ebene|slide|folie|page|seite|grafik|picture) \d+",
        ),
    )
)

_NO_NAME = ("scene of a phone's camera", "scene with numbers", "untitled")
_SHAPES_OF_NOBODY = tuple((name, shape) for name, shape in SHAPES if name not in _NO_NAME)

_NOBODY_BY_SOURCE = {
    "fresh computers": "acer|admin|administrator|benutzer|compaq_owner|dell|guest|home|hp_administrator|hp_owner|imac|"
    "lenovo user|macbook|macbook air|macbook pro|microsoft|microsoft account|microsoft office user|windows|"
    "pc|preferred customer|registered user|root|user|valued customer|windows user|windows-benutzer|customer",
    "forms' placeholders": "artist|author|autor|by|byline|camera owner|copyright|creator|credit|default user|fotograf|"
    "fotografin|owner|owner name|besitzer|photographer|urheber|name|your name|ihr name|dein name|my name|mein name|"
    "picture taken by|photo by|photo taken by",
    "programs": "google|google photos",
    "values that name nobody": "anonymous|anonym|ich|me|no name|noname|test|x|xx|xxx|xy|unbekannter fotograf|"
    "unbekannter autor|unbekannter künstler|unbekannter urheber|unconfirmed|http://|https://|"
    "unknown artist|unknown author|unknown photographer",
}
NOBODY = frozenset(word for words in _NOBODY_BY_SOURCE.values() for word in words.split("|"))
"""Names that no photographer bears, beside what is junk anyway; compared in the same way."""


# What programs note for themselves: `key=value` and `key: number`, JSON and XML. These may be of any length.
_PAIR = re.compile(r"[A-Za-z][\w.-]*=")
_SWITCH = r"\(?(?:-?[\d.]+|true|false|null|on|off)(?:, *-?[\d.]+)*\)?"
_ENTRY = re.compile(rf"\s*[A-Z][\w-]*\s*:\s*(?:{_SWITCH})?\s*", re.IGNORECASE)
# Nikon's programs copy the shooting data into the caption, from the file's name on.
_SHOOTING_DATA = re.compile(
    rf"(?:datei ?|file ?)name\s*:\s*\S{{1,80}}{_PICTURE}\s*\n(?:.{{1,60}}:.*\n){{3}}", re.IGNORECASE
)
_MARKED_UP = re.compile(r"<(?:\?xml|!doctype|ome|gdalmetadata)\b", re.IGNORECASE)
_JSON = re.compile(r'[{\[]\s*"[^"]*"\s*:')
_FEWEST, _MOST_DATA = 3, 4_000


def is_junk(text: str, *camera: str, coded: bool = False) -> bool:
    """Whether a caption, headline or title says nothing: `camera` are the names by which the file calls its camera.

    `coded`: it stands where cameras write, so that `CODES` count.
    """
    if is_data(text):
        return True
    return _is_wordless(text, camera, SHAPES, EXACT | CODES if coded else EXACT)


def is_nobody(text: str, *camera: str) -> bool:
    """Whether a creator or credit names nobody, because a program, a phone or nobody filled it in.

    No phone writes its codes there, and clubs and newspapers have such names: `DAV`, `Bild`.
    """
    return is_data(text) or _is_wordless(text, camera, _SHAPES_OF_NOBODY, EXACT | NOBODY)


def _is_wordless(text: str, camera: tuple[str, ...], shapes: _Shapes, words: frozenset[str]) -> bool:
    plain = _plain(text)
    if len(plain) > _LONGEST or plain.count(" ") > _MOST_BLANKS:
        return False
    if plain.strip("()[]<>{}: ") in words or plain in _camera_names(camera):
        return True
    return any(shape.fullmatch(plain) for _, shape in shapes)


def is_data(text: str) -> bool:
    """Whether a program wrote a record for itself: most of its entries are numbers or switches, as in no sentence."""
    text = text.strip()[:_MOST_DATA]
    if _JSON.match(text) or _MARKED_UP.match(text) or _SHOOTING_DATA.match(text):
        return True
    if _PAIR.match(text) and len(_PAIR.findall(text)) >= _FEWEST:
        return True
    entries = [entry for entry in re.split(r"[;\n]", text) if entry.strip()]
    found = [entry for entry in map(_ENTRY.fullmatch, entries) if entry]
    return len(found) >= _FEWEST and 2 * len(found) > len(entries)


def _plain(text: str) -> str:
    return " ".join(text.strip(" \t\n\"'“”„").casefold().split())


@lru_cache(maxsize=64)
def _camera_names(camera: tuple[str, ...]) -> set[str]:
    """The camera's names, alone and joined as programs join them."""
    names = [_plain(name) for name in camera if name.strip()]
    return {*names, " ".join(names), ", ".join(names), " ".join(reversed(names))} - {""}
