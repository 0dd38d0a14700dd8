"""Writes the sample event's files as a camera's card holds them: JPEGs with EXIF (GPS, serial number), IIM and XMP."""

from __future__ import annotations

import datetime as dt
import io
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.TiffImagePlugin import IFDRational

from cli.sample.event import CITY, NOT_A_PHOTO, PHOTOGRAPHERS, Shot
from cli.sample.picture import draw_scene
from pipelines.sealing.iim import build_iim
from pipelines.sealing.jpeg import splice_jpeg
from pipelines.sealing.seal import SealedFields
from pipelines.sealing.xmp import build_xmp

SERIAL = "BS-4711-0815"
"""The cameras' serial number: in every tagged original, and never in a public file."""

_BODY_SERIAL, _LENS_MODEL = 0xA431, 0xA434
# From upright to the stored pixels of a camera held sideways: the opposite of a viewer's rotation.
_STORED = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
_QUALITY = 90
_SHUTTERS, _APERTURES, _LENGTHS = (60, 125, 250, 500), (28, 40, 56), (24, 35, 50, 70)
_ZONE = ZoneInfo("Europe/Berlin")


@contextmanager
def write_cards_in_background(shots: Sequence[Shot]) -> Iterator[Future[Path]]:
    """Write the photographers' cards in the background, into a folder that is deleted when the block ends."""
    day = dt.datetime.now(_ZONE).date() - dt.timedelta(days=1)  # yesterday, so that no photo is from the future
    event = f"{day:%Y%m%d}-{secrets.token_hex(3)}"
    with tempfile.TemporaryDirectory(prefix="bildstelle-cards-") as folder, ThreadPoolExecutor(1) as pool:
        yield pool.submit(write_cards, shots, Path(folder), event, day)


def write_cards(shots: Sequence[Shot], folder: Path, event: str, day: dt.date) -> Path:
    """Write `<folder>/<photographer>/<name>` for every shot, and the file that is not a photo; return the folder.

    The shots are dated `day`; `event` is drawn into them, so that no two events share bytes.
    """
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(_write_shot, shot, folder, event, day) for shot in shots]
    for job in jobs:
        job.result()
    photographer, name, text = NOT_A_PHOTO
    (folder / photographer / name).write_text(text, "utf-8")
    return folder


def _write_shot(shot: Shot, folder: Path, event: str, day: dt.date) -> None:
    path = folder / shot.photographer / shot.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(make_photo(shot, event, day))


def make_photo(shot: Shot, event: str, day: dt.date) -> bytes:
    """A JPEG as a camera and a caption program leave it; without metadata if the shot is not tagged."""
    upright = (shot.size[1], shot.size[0]) if shot.turn in _STORED else shot.size
    picture = draw_scene(shot.scene.name, event, shot.number, upright)
    if shot.turn in _STORED:
        picture = picture.transpose(_STORED[shot.turn])
    body = io.BytesIO()
    picture.save(body, "JPEG", quality=_QUALITY)
    if not shot.tagged:
        return body.getvalue()
    fields = _fields(shot, event, day)
    return splice_jpeg(body.getvalue(), xmp=build_xmp(fields), exif=_camera_exif(shot, day), iim=build_iim(fields))


def _fields(shot: Shot, event: str, day: dt.date) -> SealedFields:
    return SealedFields(
        creator=PHOTOGRAPHERS[shot.photographer],
        captions={"de": shot.scene.caption_de},
        headlines={"de": shot.scene.name},
        title=Path(shot.name).name,
        persons=shot.scene.persons,
        date_taken=_taken(shot, day).isoformat(),
        utc_offset=_offset(day),
        city=CITY,
        country="Deutschland",
        country_code="DEU",
        keywords=("Bürgerfest", shot.scene.name),
        event_id=event,
    )


def _camera_exif(shot: Shot, day: dt.date) -> bytes:
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model] = "Beispiel", "BX-1"
    exif[Base.Artist] = PHOTOGRAPHERS[shot.photographer].encode()
    exif[Base.Orientation] = shot.turn
    taken = f"{_taken(shot, day):%Y:%m:%d %H:%M:%S}"
    exif.get_ifd(IFD.Exif).update(
        {
            Base.DateTimeOriginal: taken,
            Base.OffsetTimeOriginal: _offset(day),
            _BODY_SERIAL: SERIAL,
            _LENS_MODEL: "24-70mm F2.8",
            Base.ExposureTime: IFDRational(1, _SHUTTERS[shot.number % len(_SHUTTERS)]),
            Base.FNumber: IFDRational(_APERTURES[shot.number % len(_APERTURES)], 10),
            Base.ISOSpeedRatings: 100 << shot.number % 5,
            Base.FocalLength: IFDRational(_LENGTHS[shot.number % len(_LENGTHS)], 1),
        }
    )
    exif.get_ifd(IFD.GPSInfo).update(
        {
            GPS.GPSLatitudeRef: "N",
            GPS.GPSLatitude: (51.0, 13.0, 32.0),
            GPS.GPSLongitudeRef: "E",
            GPS.GPSLongitude: (6.0, 46.0, 58.0),
        }
    )
    return exif.tobytes().removeprefix(b"Exif\x00\x00")


def _taken(shot: Shot, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(11)) + dt.timedelta(minutes=35 * shot.number % 600)


def _offset(day: dt.date) -> str:
    """The UTC offset at noon of that day, such as `+02:00`."""
    return dt.datetime.combine(day, dt.time(12), _ZONE).isoformat()[-6:]
