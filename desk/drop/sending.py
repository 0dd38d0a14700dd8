"""What a drop page's script asks the desk before, between and after it sends files to the store.

| verb | asks | answer |
|---|---|---|
| look | what becomes of these files, `beside` others, by name and size | per file `ok`, `ignored`, or `refused`, why |
| ask | may this file come? | `known`; `form`; or `parts` with the addresses of those that are missing |
| finish | all parts are there | `done`, or `parts` as above |
| sent | the store took the form | `done` |
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.translation import gettext as _

from archive.drops import doors
from archive.drops.doors import Door, NotLetIn
from archive.models import DropFile
from archive.store.browser_uploads import PART, finish_parts, sign_form, sign_parts
from archive.store.errors import Missing, StoreError
from desk.components.numbers import read_number
from desk.security import POLICY
from pipelines.refusal import REASONS

_MOST = 500
_LONGEST = 1024
_Answer = dict[str, Any]


def allow_uploads(answer: HttpResponse, origin: str) -> HttpResponse:
    """Let this page's script send files to the store, which has another origin."""
    answer.headers["Content-Security-Policy"] = POLICY.replace("connect-src 'self'", f"connect-src 'self' {origin}")
    return answer


def answer_script(request: HttpRequest, door: Door) -> HttpResponse:
    """The answer to a request of the page's script, whose form has `verb`."""
    verb = _VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        return HttpResponseBadRequest()
    try:
        answer = verb(request, door)
    except NotLetIn as refused:
        return JsonResponse({"status": "refused", "why": str(refused)})
    except StoreError:
        return JsonResponse({"status": "later", "why": _("The store does not answer. Trying again.")}, status=503)
    return HttpResponseBadRequest() if answer is None else JsonResponse(answer)


def _look(request: HttpRequest, door: Door) -> _Answer | None:
    try:
        files = [_facts(file) for file in json.loads(request.POST.get("files", ""))[:_MOST]]
        beside = [_path(path) for path in json.loads(request.POST.get("beside", "[]"))[:_MOST]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    alone = doors.alone(door, [*beside, *(path for path, _size, _type in files)])
    return {"files": [_verdict(door, *file, alone=file[0] in alone) for file in files]}


def _facts(file: Any) -> tuple[str, int, str]:
    size, media_type = file["size"], file["type"]
    if type(size) is not int or not isinstance(media_type, str):
        raise TypeError
    return _path(file["path"]), size, media_type


def _path(path: Any) -> str:
    if not isinstance(path, str):
        raise TypeError
    return path[:_LONGEST]


def _verdict(door: Door, path: str, size: int, media_type: str, *, alone: bool) -> _Answer:
    if words := doors.say_no_zip(door, path):
        return {"status": "refused", "why": words}
    verdict = doors.judge(path, size, media_type)
    if refusal := verdict.refusal or ("camera_raw" if alone else ""):
        reason = REASONS[refusal]
        return {"status": "refused", "why": _(reason)}
    return {"status": "ok" if verdict.media_type else "ignored"}


def _ask(request: HttpRequest, door: Door) -> _Answer | None:
    size, sha256 = _size(request.POST.get("size", "")), request.POST.get("sha256", "")
    path = request.POST.get("path", "")
    if size is None or not path or len(path) > _LONGEST:
        return None
    if door.takes_photos and doors.is_known(door, sha256, path):
        return {"status": "known"}
    file = doors.let_in(door, path, size, sha256, request.POST.get("type", "")[:100])
    facts = {"file": file.pk, "path": file.key.removeprefix(door.prefix)}
    if doors.begin(file):
        return facts | _parts(file)
    form = sign_form(file.key, file.size, file.media_type, file.sha256)
    return facts | {"status": "form", "url": form.url, "fields": dict(form.fields)}


def _parts(file: DropFile) -> _Answer:
    """The parts that are missing; where the store forgot the upload, all of a new one."""
    try:
        missing = sign_parts(file.key, file.upload_id, file.size)
    except Missing:
        doors.forget_parts(file)
        file.refresh_from_db()
        doors.begin(file)
        missing = sign_parts(file.key, file.upload_id, file.size)
    return {"status": "parts", "size": PART, "urls": missing}


def _finish(request: HttpRequest, door: Door) -> _Answer | None:
    file = _file(request, door)
    if file is None:
        return None
    if not file.upload_id:
        return {"status": "done"}
    try:
        if not finish_parts(file.key, file.upload_id, file.size):
            return _parts(file)
    except Missing:
        return _parts(file)
    doors.note_sent(file)
    return {"status": "done"}


def _sent(request: HttpRequest, door: Door) -> _Answer | None:
    file = _file(request, door)
    if file is None:
        return None
    doors.note_sent(file)
    return {"status": "done"}


def _file(request: HttpRequest, door: Door) -> DropFile | None:
    pk = read_number(request.POST.get("file", ""))
    return doors.find_file(door, pk) if pk is not None else None


def _size(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 13 else None


_VERBS: dict[str, Callable[[HttpRequest, Door], _Answer | None]] = {
    "look": _look,
    "ask": _ask,
    "finish": _finish,
    "sent": _sent,
}
