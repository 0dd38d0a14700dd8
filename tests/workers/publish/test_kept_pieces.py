"""Whatever changes beside a photo, each file says what it would say if nothing had been kept of the photo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipelines.documents import linked_data
from pipelines.documents.house import House
from pipelines.documents.manifest import Manifest, Tombstone, placed, read_manifest, write_manifest
from pipelines.documents.pages import release_page
from pipelines.documents.site import Colours, Site, Theme
from tests.pipelines.documents.full_manifest import full_manifest
from tests.pipelines.documents.large_manifest import large_manifest
from tests.pipelines.documents.press_house import house, listing
from workers.publish.derived import release_files, spanning_files


@pytest.fixture(scope="module", params=[2, 60], ids=["many photos", "few photos"])
def told(request: pytest.FixtureRequest) -> Iterator[Manifest]:
    """A version whose files were all made, with an overview and short linked data for many photos."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release_page, "OVERVIEW", request.param)
        patch.setattr(linked_data, "MANY", request.param)
        yield made_once()


def made_once() -> Manifest:
    full, photos = full_manifest(), large_manifest(8, "https://press.example").live_photos
    motif = [photo.model_copy(update={"headlines": {"de": "Die Brücke"}}) for photo in photos[:3]]
    made = full.model_copy(update={"photos": placed((*full.photos, *motif, *photos[3:]), full.hero)})
    everything(made, house())
    return made


def of_text(**fields: Any) -> Callable[[Manifest], Manifest]:
    return lambda made: made.model_copy(update={"release": made.release.model_copy(update=fields)})


def of_manifest(**fields: Any) -> Callable[[Manifest], Manifest]:
    return lambda made: made.model_copy(update=fields)


def without_first(made: Manifest) -> Manifest:
    gone = Tombstone(id=made.photos[0].id, withdrawn_at=dt.datetime(2026, 9, 2, tzinfo=dt.UTC))
    return made.model_copy(update={"photos": (gone, *made.photos[1:]), "hero": made.photos[3].id})


def turned(made: Manifest) -> Manifest:
    return made.model_copy(update={"photos": placed(reversed(made.photos), made.hero)})


def other_caption(made: Manifest) -> Manifest:
    changed = made.live_photos[5].model_copy(update={"captions": {"de": "<Neu>"}, "headlines": {"de": "Neu"}})
    photos = tuple(changed if one.id == changed.id else one for one in made.photos)
    return made.model_copy(update={"photos": photos, "version": made.version + 1})


@pytest.mark.parametrize(
    "change",
    [
        of_text(titles={"de": "Anders"}),
        of_text(titles={"en": "English alone"}),
        of_text(terms={"de": "Nur mit Belegexemplar", "en": "With a copy"}),
        of_text(number="20260901-7"),
        of_text(slug="anders"),
        of_text(published_at=dt.datetime(2026, 9, 3, tzinfo=dt.UTC)),
        of_manifest(version=9, publisher="Stadt Anders"),
        of_manifest(languages=("en", "de")),
        of_manifest(hero=large_manifest(1).photos[0].id),
        without_first,
        turned,
        other_caption,
    ],
)
def test_another_manifest_of_the_same_photos(told: Manifest, change: Callable[[Manifest], Manifest]) -> None:
    changed = change(told)
    assert any(one is other for one in told.photos for other in changed.photos)
    assert everything(changed, house()) == everything(read_anew(changed), house())


@pytest.mark.parametrize(
    "fields",
    [
        {"base_url": "https://andere.example"},
        {"terms_url": "https://stadt.example/t", "licensor_url": "https://stadt.example/l"},
        {"languages": ("en", "de")},
        {"publisher": "Stadt Anders", "mining_reserved": False},
        {"time_zone": "Asia/Tokyo"},
        {"site": Site(name="Anders", colours=Colours(accent="#004488"))},
        {"site": Site(theme=Theme(labels={"de": {"copy": "Abschreiben"}}))},
        {"site": Site(theme=Theme(templates={"gap.html": "A theme with templates"}))},
        {"gallery": "https://press.example/assets/press-gallery-2.js"},
    ],
)
def test_another_house_for_the_same_photos(told: Manifest, fields: dict[str, Any]) -> None:
    assert everything(told, house(**fields)) == everything(read_anew(told), house(**fields))


def read_anew(made: Manifest) -> Manifest:
    return read_manifest(write_manifest(made))


def everything(made: Manifest, told_by: House) -> dict[str, bytes]:
    """All files but the pages of most photos, of which nothing is kept."""
    pages = tuple(f"photos/{photo.id}/" for photo in made.photos[4:])
    files = [file for file in release_files(made) if not any(page in file.key for page in pages)]
    told = {file.key: file.make(made, told_by) for file in files}
    told |= {file.key: file.make(listing(made), told_by) for file in spanning_files([made.release.date])}
    return told | {"manifest": write_manifest(made).encode()}
