"""What the page's script is told, from the first look at names to the last part, on a real store."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.test import Client

from archive.models import DropFile, Photographer
from archive.store import browser_uploads
from archive.store.buckets import incoming
from desk.drop import sending
from tests.archive.store.test_browser_uploads import _put
from tests.archive.store.test_upload_credentials import multipart, send
from tests.factories import make_photo, make_receipt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("buckets", "anna")]
BODY = b"ten bytes."
URL = "/drops/to/fest/send/"


def tell(client: Client, **values: str | int) -> Any:
    answer = client.post(URL, values)
    assert answer.status_code == 200, answer.content
    return answer.json()


def asked(client: Client, path: str = "card/a.jpg", body: bytes = BODY) -> Any:
    facts: dict[str, str | int] = {"size": len(body), "sha256": hashlib.sha256(body).hexdigest(), "type": "image/jpeg"}
    return tell(client, verb="ask", path=path, **facts)


def test_a_look_judges_by_name_and_size(annas_browser: Client) -> None:
    names = {"a.jpg": 5, "b.NEF": 5, "c.jpg": 0, "Thumbs.db": 5}
    files = json.dumps([{"path": name, "size": size, "type": ""} for name, size in names.items()])
    found = tell(annas_browser, verb="look", files=files)["files"]
    assert [one["status"] for one in found] == ["ok", "refused", "refused", "ignored"]
    assert "export the photo as JPEG" in found[1]["why"]
    assert "empty" in found[2]["why"]


def test_a_raw_file_is_let_in_beside_its_photo(annas_browser: Client) -> None:
    def look(*names: str, beside: tuple[str, ...] = ()) -> list[str]:
        files = json.dumps([{"path": name, "size": 5, "type": ""} for name in names])
        answer = tell(annas_browser, verb="look", files=files, beside=json.dumps(beside))
        return [one["status"] for one in answer["files"]]

    assert look("card/a.NEF", "card/a.jpg", "card/a.xmp", "a.NEF") == ["ok", "ok", "ok", "refused"]
    assert look("a.NEF", "b.NEF", beside=("A.JPG", "card/b.JPG")) == ["ok", "refused"]
    make_receipt(make_photo(photographer=Photographer.objects.get()), "anna/fest/a.JPG")
    assert look("a.NEF") == ["ok"]


def test_what_lies_beside_is_known_by_its_name_too(annas_browser: Client) -> None:
    for path in ("a.xmp", "b.xmp"):
        form = asked(annas_browser, path)
        assert form["status"] == "form"
        tell(annas_browser, verb="sent", file=form["file"])
        assert asked(annas_browser, path)["status"] == "known"


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"verb": "delete"},
        *({"verb": "look", "files": files} for files in ("", "{}", "1", '[{"path": 1}]', "[" * 9999)),
        *({"verb": "look", "files": "[]", "beside": beside} for beside in ("", "[1]")),
        *({"verb": "ask", "path": "a.jpg", "size": size} for size in ("", "-1", "x", "9" * 30)),
        *({"verb": verb, "file": file} for verb in ("sent", "finish") for file in ("", "-1", "999", "x")),
    ],
)
def test_what_no_page_asks(annas_browser: Client, values: dict[str, str]) -> None:
    assert annas_browser.post(URL, values).status_code == 400


def test_a_form_is_sent_once_and_then_known(annas_browser: Client) -> None:
    form = asked(annas_browser)
    assert (form["status"], form["path"]) == ("form", "card/a.jpg")
    assert send(multipart(form["url"], form["fields"], BODY)) == 204
    assert asked(annas_browser)["status"] == "form", "the answer may have been lost"
    assert tell(annas_browser, verb="sent", file=form["file"]) == {"status": "done"}
    assert asked(annas_browser)["status"] == "known"
    assert asked(annas_browser, "other name.jpg")["status"] == "known"
    assert [stored.key for stored in incoming().versions()] == ["anna/fest/card/a.jpg"]


def test_parts_go_on_where_they_were_cut(annas_browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    size = 5 << 20
    monkeypatch.setattr(browser_uploads, "PART", size)
    monkeypatch.setattr(sending, "PART", size)
    monkeypatch.setattr("archive.drops.doors.IN_PARTS_ABOVE", 5)
    body = bytes(size) + BODY
    first = asked(annas_browser, body=body)
    assert (first["status"], set(first["urls"])) == ("parts", {"1", "2"})
    assert _put(first["urls"]["1"], body[:size]) == 200
    again = asked(annas_browser, body=body)
    assert (again["file"], set(again["urls"])) == (first["file"], {"2"})
    assert set(tell(annas_browser, verb="finish", file=first["file"])["urls"]) == {"2"}
    assert _put(again["urls"]["2"], BODY) == 200
    assert tell(annas_browser, verb="finish", file=first["file"]) == {"status": "done"}
    assert tell(annas_browser, verb="finish", file=first["file"]) == {"status": "done"}
    assert incoming().get("anna/fest/card/a.jpg") == body


def test_parts_that_the_sweep_cleared_begin_anew(annas_browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.drops.doors.IN_PARTS_ABOVE", 5)
    first = asked(annas_browser)
    mine = DropFile.objects.get().upload_id
    [upload] = [one for one in incoming().unfinished_uploads() if one.upload_id == mine]
    incoming().abort(upload)
    assert set(tell(annas_browser, verb="finish", file=first["file"])["urls"]) == {"1"}
    assert DropFile.objects.get().upload_id not in ("", upload.upload_id)
    assert asked(annas_browser)["status"] == "parts"


def test_without_its_store_the_page_tries_again(annas_browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from archive.store.errors import StoreDown

    def down(*_values: object) -> None:
        raise StoreDown("away")

    monkeypatch.setattr("archive.drops.doors.IN_PARTS_ABOVE", 5)
    monkeypatch.setattr("archive.drops.doors.begin_parts", down)
    facts = {"size": len(BODY), "sha256": "a" * 64, "type": ""}
    answer = annas_browser.post(URL, {"verb": "ask", "path": "a.jpg", **facts})
    assert (answer.status_code, answer.json()["status"]) == (503, "later")
