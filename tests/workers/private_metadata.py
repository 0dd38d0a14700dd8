"""Photos as strangers send them: one random word in every place where a file can carry something private."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from tests.pipelines.exiftool import write_tags
from tests.pipelines.heic import HEIC
from tests.pipelines.pictures import scene

SIZE = (600, 400)
PLACE = "0.31415"
"""Where a face is: nothing public tells it."""
MAKER_NOTE, EXIF_DIRECTORY, IMAGE_DESCRIPTION, PRIVATE_TAG = 0x927C, 0x8769, 0x010E, 0xC6D3


def planted(picture_format: str, word: str, folder: Path) -> bytes:
    """A photo of that format; `word` is 32 hexadecimal digits, so that it also fits into an ImageUniqueID."""
    path = folder / f"planted.{picture_format.lower()}"
    path.write_bytes(_BASES[picture_format](word))
    thumbnail = folder / "thumbnail.jpg"
    scene((64, 48)).save(thumbnail, comment=word.encode())
    only_jpeg = [f"-Comment={word}", *_iim(word)] if picture_format == "JPEG" else []
    with_thumbnail = [f"-ThumbnailImage<={thumbnail}"] if picture_format in ("JPEG", "TIFF") else []
    write_tags(path, "-m", *_exif(word), *_xmp(word), *only_jpeg, *with_thumbnail)
    return _ENDS[picture_format](path.read_bytes(), word.encode())


def _exif(word: str) -> list[str]:
    return [
        "-GPS:GPSLatitude=51.2",
        "-GPS:GPSLatitudeRef=N",
        "-GPS:GPSLongitude=6.8",
        "-GPS:GPSLongitudeRef=E",
        "-GPS:GPSAltitude=38",
        f"-GPS:GPSAreaInformation={word}",
        f"-GPS:GPSProcessingMethod={word}",
        f"-ExifIFD:SerialNumber={word}",
        f"-ExifIFD:LensSerialNumber={word}",
        f"-ExifIFD:OwnerName={word}",
        f"-ExifIFD:UserComment={word}",
        f"-ExifIFD:ImageUniqueID={word}",
        f"-IFD0:HostComputer={word}",
        f"-IFD0:Software={word}",
        f"-IFD0:XPComment={word}",
        f"-IFD0:XPAuthor={word}",
        f"-IFD0:DocumentName={word}",
        "-IFD0:Make=Canon",
        "-IFD0:Model=EOS R5",
        "-ExifIFD:LensModel=RF 24-70mm",
        "-ExifIFD:ExposureTime=1/60",
        "-ExifIFD:DateTimeOriginal=2026:09:01 18:00:00",
    ]


def _xmp(word: str) -> list[str]:
    region = (
        "{AppliedToDimensions={W=600,H=400,Unit=pixel},"
        f"RegionList=[{{Area={{X={PLACE},Y=0.5,W=0.1,H=0.1,Unit=normalized}},Name={word},Type=Pet}},"
        f"{{Area={{X={PLACE}1,Y=0.5,W=0.1,H=0.1,Unit=normalized}},Name=Olena,Type=Face}}]}}"
    )
    return [
        f"-XMP-xmpMM:DocumentID=xmp.did:{word}",
        f"-XMP-xmpMM:OriginalDocumentID={word}",
        f"-XMP-xmpMM:InstanceID=xmp.iid:{word}",
        f"-XMP-xmpMM:History=[{{Action=saved,SoftwareAgent={word}}}]",
        f"-XMP-xmpMM:DerivedFrom={{DocumentID={word}}}",
        f"-XMP-photoshop:History={word}",
        f"-XMP-photoshop:Instructions={word}",
        f"-XMP-photoshop:CaptionWriter={word}",
        f"-XMP-mwg-rs:RegionInfo={region}",
        f"-XMP-aux:SerialNumber={word}",
        f"-XMP-aux:OwnerName={word}",
        f"-XMP-exif:UserComment={word}",
        "-XMP-exif:GPSLatitude=51.2",
        f"-XMP-xmp:CreatorTool={word}",
        f"-XMP-xmp:Label={word}",
        "-XMP-xmp:Rating=4",
        "-XMP-photomech:Tagged#=True",
        "-XMP-photomech:ColorClass#=3",
        f"-XMP-photomech:EditStatus={word}",
        f"-XMP-iptcCore:CreatorWorkEmail={word}@example.org",
        f"-XMP-iptcExt:LocationCreatedSublocation={word}",
        f"-XMP-iptcExt:DigitalImageGUID={word}",
        f"-XMP-plus:ImageSupplierImageID={word}",
        f"-XMP-xmpRights:WebStatement=https://{word}.example",
        f"-XMP-xmpRights:UsageTerms={word}",
        f"-XMP-dc:Source={word}",
        f"-XMP-dc:Identifier={word}",
        "-XMP-dc:Description=Am Markt",
    ]


def _iim(word: str) -> list[str]:
    names = ("Writer-Editor", "OriginatingProgram", "FixtureIdentifier", "JobID", "EditStatus", "Contact", "Source")
    return [f"-IPTC:{name}={word[:32]}" for name in names] + ["-Photoshop:CopyrightFlag=1", f"-Photoshop:URL={word}"]


def _profile(word: str) -> bytes:
    """An sRGB profile with the word as its description."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    old = "No copyright, use freely".encode("utf-16-be")
    assert old in icc
    return icc.replace(old, word[: len(old) // 2].encode("utf-16-be"))


def _maker_note(word: str) -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(EXIF_DIRECTORY)[MAKER_NOTE] = f"MAKER {word} ".encode() * 20
    return exif


def _jpeg(word: str) -> bytes:
    """The JPEG followed by the preview that cameras append (MPF)."""
    preview = scene((320, 240))
    preview.encoderinfo = {"comment": word.encode()}
    sink = io.BytesIO()
    scene(SIZE).save(
        sink, "MPO", save_all=True, append_images=[preview], exif=_maker_note(word), icc_profile=_profile(word)
    )
    return sink.getvalue()


def _png(word: str) -> bytes:
    texts = PngInfo()
    texts.add_text("Author", word)
    texts.add_text("Software", word, zip=True)
    texts.add_itxt("Comment", word, "en", word, zip=True)
    texts.add(b"prVt", word.encode())
    return _saved("PNG", pnginfo=texts, exif=_maker_note(word), icc_profile=_profile(word))


def _tiff(word: str) -> bytes:
    tags = ImageFileDirectory_v2()
    tags[PRIVATE_TAG] = word
    tags.tagtype[PRIVATE_TAG] = 2
    second = ImageFileDirectory_v2()
    second[IMAGE_DESCRIPTION] = word
    page = scene((64, 48))
    page.encoderinfo = {"tiffinfo": second}
    return _saved("TIFF", tiffinfo=tags, save_all=True, append_images=[page], icc_profile=_profile(word))


def _webp(word: str) -> bytes:
    return _saved("WEBP", exif=_maker_note(word), icc_profile=_profile(word))


def _avif(word: str) -> bytes:
    return _saved("AVIF", exif=_maker_note(word), icc_profile=_profile(word), speed=10)


def _heic(_word: str) -> bytes:
    return HEIC


def _saved(picture_format: str, **options: object) -> bytes:
    sink = io.BytesIO()
    scene(SIZE).save(sink, picture_format, **options)
    return sink.getvalue()


def _end_jpeg(body: bytes, word: bytes) -> bytes:
    """Segments of programs that exiftool does not know, XMP's second part, and something behind the end."""
    segments = b"".join(
        struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data
        for marker, data in [
            (0xE1, b"http://ns.adobe.com/xmp/extension/\x00" + word + struct.pack(">II", 8, 0) + word[:8]),
            (0xE4, b"Whatever\x00" + word),
            (0xEC, b"Ducky\x00" + word),
            (0xFE, word),
        ]
    )
    return body[:2] + segments + body[2:] + word


def _end_webp(body: bytes, word: bytes) -> bytes:
    body += b"JUNK" + struct.pack("<I", len(word)) + word
    return body[:4] + struct.pack("<I", len(body) - 8) + body[8:]


def _end_boxes(body: bytes, word: bytes) -> bytes:
    return body + struct.pack(">I4s", 8 + len(word), b"free") + word


def _append(body: bytes, word: bytes) -> bytes:
    return body + word


_BASES: dict[str, Callable[[str], bytes]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "TIFF": _tiff,
    "WEBP": _webp,
    "AVIF": _avif,
    "HEIC": _heic,
}
_ENDS: dict[str, Callable[[bytes, bytes], bytes]] = {
    "JPEG": _end_jpeg,
    "PNG": _append,
    "TIFF": _append,
    "WEBP": _end_webp,
    "AVIF": _end_boxes,
    "HEIC": _end_boxes,
}
FORMATS = tuple(_BASES)
