"""One photo's way from the upload bucket to the manifest, through real servers and real processes."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from tests.journey.attacker import EmbargoAttacker
from tests.journey.running_stack import RunningStack, get, picture
from tests.pipelines.attached_files import mp4
from tests.pipelines.exiftool import read_tags

pytestmark = pytest.mark.journey


def test_dropped_photos_become_a_manifest(running: RunningStack) -> None:
    release, (photographer, own_key) = running.make_release(), running.make_photographer("Jörg Żółw")
    running.drop(release, photographer, 3, own_key)
    assert running.wait_until_developed(release, 3) == {"ready": 3}
    running.caption_all(release)
    running.run("approve", release, "--all")
    running.run("publish", release, "--wait")
    manifest = running.manifest(release)
    assert (manifest["status"], manifest["version"], len(manifest["photos"])) == ("live", 1, 3)
    for photo in manifest["photos"]:
        assert photo["credit"] == "©Landeshauptstadt Beispielstadt/Jörg Żółw"
        assert photo["captions"] == {"de": "Straße, Łódź", "en": "Street"}
        for file in [photo["download"], *photo["renditions"]]:
            answer = get(file["href"])
            assert answer.status == 200
            assert hashlib.sha256(answer.body).hexdigest() == file["sha256"]
            assert answer.headers["Content-Type"] == file["media_type"]
            assert "immutable" in answer.headers["Cache-Control"]
            assert Image.open(io.BytesIO(answer.body)).size == (file["width"], file["height"])
        download = get(photo["download"]["permalink"])
        assert hashlib.sha256(download.body).hexdigest() == photo["download"]["sha256"]
        path = running.stack.data / "download.jpg"
        path.write_bytes(download.body)
        tags = read_tags(path)
        assert tags["XMP-photoshop:Credit"] == photo["credit"]
        assert tags["IPTC:Caption-Abstract"] == "Straße, Łódź"
    index = running.get("releases/index.json").json
    assert release in {entry["slug"] for entry in index["releases"]}
    assert "Straße, Łódź" in running.get(f"releases/{release}/captions.csv").body.decode("utf-8-sig")
    assert running.get(urlsplit(manifest["$schema"]).path.removeprefix("/press/")).json["title"] == "Manifest"
    running.assert_everything_agrees()


def test_a_correction_is_the_next_version_and_a_withdrawal_leaves_nothing(running: RunningStack) -> None:
    release, (photographer, _key) = running.make_release(), running.make_photographer()
    running.drop(release, photographer, 2)
    running.wait_until_developed(release, 2)
    running.caption_all(release)
    table = running.stack.data / "correction.csv"
    ((photo,),) = running.rows(
        "select p.id from archive_photo p join archive_release r on r.id = p.release_id where r.slug = %s "
        "and p.filename = 'IMG_0000.JPG'",
        release,
    )
    table.write_text(f"photo id,caption_de\n{photo},Verschrieben {photo}\n", "utf-8")
    running.run("captions", "import", str(table), "--release", release)
    running.run("approve", release, "--all")
    running.run("publish", release, "--wait")
    first = running.get(f"releases/{release}/manifest.json").body
    running.wait_for_zip(release)  # else one that is outdated may come a moment after the next version, and go again
    table.write_text(f"photo id,caption_de\n{photo},Berichtigt {photo}\n", "utf-8")
    running.run("captions", "import", str(table), "--release", release)
    assert running.get(f"releases/{release}/manifest.json").body == first, (
        "an edit of a live photo is private until published"
    )
    running.run("publish", release, "--wait")
    second = running.manifest(release)
    assert second["version"] == 2
    assert second["previous"] == {"version": 1, "sha256": hashlib.sha256(first).hexdigest()}
    (shown,) = (one for one in second["photos"] if one["id"] == photo)
    (shown_before,) = (one for one in json.loads(first)["photos"] if one["id"] == photo)
    assert shown["captions"]["de"] == f"Berichtigt {photo}"
    assert shown["download"]["permalink"] == shown_before["download"]["permalink"]
    running.wait_until_idle(release)
    old = f"Verschrieben {photo}".encode()
    assert {key for key in told_of(running, old) if not key.startswith("photos/")} == {f"releases/{release}/v/1.json"}
    running.assert_everything_agrees()
    running.wait_for_zip(release)

    running.run("withdraw", release, photo, "--yes")
    running.wait_until_idle(release)
    third = running.manifest(release)
    assert [entry["status"] for entry in third["photos"]].count("withdrawn") == 1
    assert "Berichtigt" not in json.dumps(third)
    assert get(shown["download"]["href"]).status in (403, 404)
    told = told_of(running, old, f"Berichtigt {photo}".encode(), photo.encode())
    assert told == {f"releases/{release}/manifest.json", f"releases/{release}/v/3.json"}
    assert running.get(f"releases/{release}/v/2.json").status in (403, 404), (
        "an older version may not tell of it either"
    )
    running.assert_everything_agrees()
    running.wait_for_zip(release)

    running.run("withdraw", release)
    running.wait_until_idle(release)
    assert running.manifest(release)["status"] == "withdrawn"
    left = [key for key in running.keys("press") if release in key]
    assert sorted(left) == [f"releases/{release}/manifest.json", f"releases/{release}/v/4.json"]
    assert release not in {entry["slug"] for entry in running.get("releases/index.json").json["releases"]}
    running.assert_everything_agrees()


def test_an_embargo_tells_an_attacker_nothing_before_its_time_and_everything_after_it(running: RunningStack) -> None:
    running.wait_for_zips()  # those of other releases
    before = set(running.keys("press"))
    release, (photographer, _key) = running.make_release(), running.make_photographer()
    running.drop(release, photographer, 2)
    running.wait_until_developed(release, 2)
    running.caption_all(release)
    running.run("approve", release, "--all")
    body = mp4()
    film = attach(running, release, photographer, body)
    running.run("subscriber", "add", release, "https://hook.invalid/")
    goes_live = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=15)
    # On a busy machine that moment may be over by then.
    running.run("publish", release, "--at", goes_live.isoformat(timespec="seconds"), "--yes")
    running.wait(
        lambda: (
            running.rows(
                "select count(*) from archive_pressfile f join archive_photo p on p.id = f.photo_id "
                "join archive_release r on r.id = p.release_id where r.slug = %s",
                release,
            )[0][0]
            == 12
        )
    )
    deliveries = (
        "select count(*) from archive_delivery d join archive_release r on r.id = d.release_id "
        "where slug = %s and d.kind <> 'notice'"  # what the office is told
    )
    attacker, rounds = EmbargoAttacker(running, release), 0
    while rounds == 0 or dt.datetime.now(dt.UTC) < goes_live - dt.timedelta(seconds=2):
        leaks, rounds = attacker.attack(), rounds + 1
        seen = leaks, running.rows(deliveries, release), set(running.keys("press"))
        # All of it was seen before the time, however slow the machine.
        if dt.datetime.now(dt.UTC) < goes_live.replace(microsecond=0):
            assert seen == ([], [(0,)], before)
    running.wait(lambda: running.get(f"releases/{release}/manifest.json").status == 200)
    running.wait(lambda: attacker.missing() == [])
    late = dt.datetime.fromisoformat(running.manifest(release)["made_at"]) - goes_live.replace(microsecond=0)
    assert late >= dt.timedelta(0), "not a second before its time"
    assert running.rows(deliveries, release)[0][0] > 0
    running.run("subscriber", "remove", release)
    own = {key for key in running.keys("press") if release in key or any(photo in key for photo in attacker.photos)}
    unknown = {key for key in own - attacker.keys if not key.endswith(".zip")}
    assert unknown == set(), "the attacker knew every address but a ZIP file's, which tells what it holds"
    running.wait_until_idle(release)
    running.assert_everything_agrees()
    running.wait_for_zip(release)

    (gone, *_staying) = attacker.photos
    running.rows("update archive_photo set rights_end_at = now() where id = %s returning id", gone)
    running.wait(lambda: running.manifest(release)["version"] == 2)
    running.wait_until_idle(release)
    assert told_of(running, gone.encode()) == {f"releases/{release}/manifest.json", f"releases/{release}/v/2.json"}
    assert [one["status"] for one in running.manifest(release)["photos"]].count("withdrawn") == 1
    running.assert_everything_agrees()

    [shown] = running.manifest(release)["attachments"]
    answer = get(shown["href"])
    assert (shown["id"], answer.body, len(answer.body)) == (film, body, shown["bytes"])
    assert (answer.headers["Content-Type"], answer.headers["Content-Length"]) == ("video/mp4", str(len(body)))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Rundgang.mp4"'
    assert "immutable" in answer.headers["Cache-Control"]
    told = told_of(running, film.encode())
    assert {
        f"releases/{release}/index.html",
        "feeds/de.atom",
        "feeds/de.rss",
        f"releases/{release}/ninjs.de.json",
    } < told
    running.run("attachment", "withdraw", release, film, "--yes")
    running.wait(lambda: running.manifest(release)["version"] == 3)
    running.wait_until_idle(release)
    assert told_of(running, film.encode()) == {f"releases/{release}/manifest.json", f"releases/{release}/v/3.json"}
    assert [one["status"] for one in running.manifest(release)["attachments"]] == ["withdrawn"]
    running.assert_everything_agrees()


def attach(running: RunningStack, release: str, photographer: str, body: bytes) -> str:
    """Drop a film and something that only is called so; title and approve the film. Its id."""
    for name, content in (("Rundgang.mp4", body), ("Bild.pdf", picture((300, 200)))):
        running.s3.put_object(Bucket="incoming", Key=f"{photographer}/{release}/{name}", Body=content)
    listed = ("attachment", "list", release, "--json")
    states = {"Rundgang.mp4": ("ready", ""), "Bild.pdf": ("refused", "not_as_named")}
    running.wait(lambda: {one["file"]: (one["state"], one["problem"]) for one in running.run(*listed)} == states)
    running.run("attachment", "edit", release, "Rundgang.mp4", "--title", "de=Rundgang", "--title", "en=A walk")
    running.run("attachment", "approve", release, "Rundgang.mp4")
    return next(str(one["id"]) for one in running.run(*listed) if one["state"] == "approved")


def told_of(running: RunningStack, *words: bytes) -> set[str]:
    """The public files that hold one of these words, in their address or inside, workbooks and ZIP files unpacked."""
    found = set()
    for key in running.keys("press"):
        inside = [key.encode(), running.get(key).body]
        if zipfile.is_zipfile(io.BytesIO(inside[1])):
            with zipfile.ZipFile(io.BytesIO(inside[1])) as packed:
                inside += [name.encode() + packed.read(name) for name in packed.namelist()]
        if any(word in part for word in words for part in inside):
            found.add(key)
    return found


def test_two_files_of_one_name_are_two_photos_and_the_same_bytes_one(running: RunningStack) -> None:
    release, (photographer, own_key) = running.make_release(), running.make_photographer()
    older, newer = picture(), picture()
    for body in (older, newer, newer):
        own_key.put_object(Bucket="incoming", Key=f"{photographer}/{release}/DSC_0001.JPG", Body=body)
    own_key.put_object(Bucket="incoming", Key=f"{photographer}/{release}/copy/again.JPG", Body=older)
    receipts = (
        "select c.joined from archive_receipt c join archive_photo p on p.id = c.photo_id "
        "join archive_release r on r.id = p.release_id where r.slug = %s order by c.joined"
    )
    # The first two may be developed before the store has told of the others.
    running.wait(lambda: running.rows(receipts, release) == [(False,), (False,), (True,), (True,)])
    assert running.wait_until_developed(release, 2) == {"ready": 2}
    running.assert_everything_agrees()


def test_what_is_no_photo_is_refused_with_a_reason_and_the_rest_flows(running: RunningStack) -> None:
    release, (photographer, own_key) = running.make_release(), running.make_photographer()
    bad = {
        "empty.jpg": b"",
        "text.jpg": b"just text",
        "cut.jpg": picture()[:4000],
        "page.jpg": b"%!PS-Adobe-3.0 EPSF-3.0",
    }
    for name, body in bad.items():
        own_key.put_object(Bucket="incoming", Key=f"{photographer}/{release}/{name}", Body=body)
    running.drop(release, photographer, 1, own_key)
    assert running.wait_until_developed(release, 5) == {"ready": 1, "refused": 4}
    reasons = dict(
        running.rows(
            "select p.filename, p.problem from archive_photo p join archive_release r on r.id = p.release_id "
            "where r.slug = %s and p.state = 'refused'",
            release,
        )
    )
    assert reasons == {
        "empty.jpg": "empty",
        "text.jpg": "not_a_photo",
        "cut.jpg": "truncated",
        "page.jpg": "format_not_allowed",
    }
    running.assert_everything_agrees()


def test_a_strangers_key_is_shown_not_believed(running: RunningStack) -> None:
    _release, (photographer, own_key) = running.make_release(), running.make_photographer()
    before = running.states("_unsorted").total()
    for name in (
        "no-such-release/a.jpg",
        "b.jpg",
        "x/..%2f..%2fetc%2fpasswd",
        "x/<script>alert(1)</script>.jpg",
        "x/a\u202egpj.exe",
    ):
        own_key.put_object(Bucket="incoming", Key=f"{photographer}/{name}", Body=picture((300, 200)))
    running.wait_until_developed("_unsorted", before + 5)
    running.assert_everything_agrees()


def test_a_photographers_key_can_add_below_its_prefix_and_nothing_else(running: RunningStack) -> None:
    release, (photographer, own_key) = running.make_release(), running.make_photographer()
    (other, _other_key) = running.make_photographer()
    mine = f"{photographer}/{release}/a.jpg"
    own_key.put_object(Bucket="incoming", Key=mine, Body=picture((300, 200)))
    attempts: dict[str, Callable[[], object]] = {
        "read": lambda: own_key.get_object(Bucket="incoming", Key=mine),
        "list": lambda: own_key.list_objects_v2(Bucket="incoming", Prefix=photographer),
        "versions": lambda: own_key.list_object_versions(Bucket="incoming", Prefix=photographer),
        "delete": lambda: own_key.delete_object(Bucket="incoming", Key=mine),
        "outside": lambda: own_key.put_object(
            Bucket="incoming", Key=f"{other}/{release}/{photographer}/a.jpg", Body=b"x"
        ),
        "beside": lambda: own_key.put_object(Bucket="incoming", Key=f"{photographer}x/a.jpg", Body=b"x"),
        "archive": lambda: own_key.put_object(Bucket="archive", Key=mine, Body=b"x"),
        "press": lambda: own_key.put_object(Bucket="press", Key=mine, Body=b"x"),
    }
    for name, attempt in attempts.items():
        with pytest.raises(ClientError) as refused:
            attempt()
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403, name
    running.wait_until_developed(release, 1)


def test_headers_let_every_site_read_and_nobody_list(running: RunningStack) -> None:
    index = running.get("releases/index.json", {"Origin": "https://example.org"})
    assert index.headers["Access-Control-Allow-Origin"] in ("*", "https://example.org")
    assert index.headers["Content-Type"].startswith("application/json")
    endpoint = running.environment["BILDSTELLE_S3_ENDPOINT"]
    for path in ("/press", "/press/?list-type=2", "/incoming", "/archive", "/"):
        assert get(endpoint + path).status in (403, 404), path
