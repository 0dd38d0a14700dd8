"""The tables of fields, walked through everything that reads them: a row is all that a field needs there."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from pydantic import ValidationError

from archive.audit import Action
from archive.errors import ArchiveError, EditConflict
from archive.fields import Field, Kind, split_name
from archive.models import Decision, Photo, Release
from archive.photos.captions_file import captions_columns, export_release, import_captions
from archive.photos.editing import edit
from archive.photos.fields import FRAMING, PHOTO_FIELDS, TYPED, PhotoField, field_value
from archive.photos.press_files import sealed_fields
from archive.publishing.corrections import correction_of
from archive.publishing.versions import full_version
from archive.releases.fields import RELEASE_FIELDS, ReleaseField, release_fields
from archive.releases.lifecycle import create_release, edit_release
from archive.states import PhotoState, PublicationState, ReleaseState
from cli.commands.release import create
from cli.support.release_report import describe
from desk.components.audit_labels import Entry
from desk.components.inputs import as_text, fields_of, shared_fields
from desk.components.labels import field_name
from desk.releases.forms import ReleaseForm
from pipelines.documents import manifest as doc
from pipelines.sealing.fields import TAGS
from pipelines.sealing.xmp import build_xmp
from tests.factories import APPROVER, EDITOR, approve_all, make_photo, make_release

pytestmark = pytest.mark.django_db

SAMPLES: dict[Kind, Any] = {
    Kind.LINE: "Żółw am Fluss",
    Kind.TEXT: "Żółw\nam Fluss",
    Kind.WORDS: ["Żółw", "Fluss"],
    Kind.POSITION: 7,
    Kind.CROP: [0.1, 0.2, 0.5, 0.5],
    Kind.POINT: [0.3, 0.25],
    Kind.CHOICE: "",
    Kind.DATE: dt.date(2026, 9, 2),
    Kind.MOMENT: dt.datetime(2030, 1, 2, 3, 4, tzinfo=dt.UTC),
    Kind.CONTACT: {"name": "Anna", "mail": "a@stadt.example", "phone": "1"},
    Kind.LINKS: [{"label": "Programm", "url": "https://stadt.example/x"}],
}
OPTIONS = inspect.signature(create).parameters
PHOTO_NAMES = [(field, name) for field in PHOTO_FIELDS for name in field.names]
of_a_photo = pytest.mark.parametrize(("field", "name"), PHOTO_NAMES, ids=[name for _field, name in PHOTO_NAMES])
of_a_release = pytest.mark.parametrize("field", RELEASE_FIELDS, ids=[field.name for field in RELEASE_FIELDS])


def sample(field: Field) -> Any:
    """A value that the field may hold, as its column keeps it."""
    if isinstance(field, ReleaseField) and field.pattern:
        return "fest-2026"
    if isinstance(field, ReleaseField) and field.kind is Kind.CHOICE:
        return field.choices[-1][0]
    value = photo_sample(field) if isinstance(field, PhotoField) else SAMPLES[field.kind]
    return dict.fromkeys(settings.RELEASE_LANGUAGES, value) if field.per_language else value


def photo_sample(field: PhotoField, *, other: bool = False) -> Any:
    """A value of one name of a photo's field, or another one."""
    if field.kind is Kind.CHOICE:
        return "" if other else field.choices[0][0]
    others: dict[Kind, Any] = {
        Kind.MOMENT: "2031-01-02",
        Kind.POSITION: 8,
        Kind.CROP: "0.2 0.2 0.5 0.5",
        Kind.POINT: "0.5 0.5",
    }
    return others.get(field.kind, "Anders") if other else SAMPLES[field.kind]


def published(release: Release) -> None:
    """The release with its approved photos as a version that is live."""
    approve_all(release)
    document = doc.write_manifest(full_version(release, None, 1))
    release.publications.create(
        n=1, document=document, sha256=doc.document_digest(document), state=PublicationState.LIVE
    )
    release.photos.update(state=PhotoState.LIVE)
    Release.objects.filter(pk=release.pk).update(state=ReleaseState.LIVE)
    release.refresh_from_db()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestPhoto:
    @of_a_photo
    def test_an_edit_writes_it_and_the_audit_tells_it_by_its_label(self, field: PhotoField, name: str) -> None:
        photo = edit(make_photo().pk, {name: photo_sample(field)}, EDITOR, may_approve=False)
        photo.refresh_from_db()
        assert field_value(photo, name) == photo_sample(field)
        with override("en"):
            assert str(field.label) in Entry(Decision.objects.get(action=Action.EDITED)).changes[0].label
            assert str(field.label) in field_name(name)
            assert field_name(name) != name

    @of_a_photo
    def test_two_who_change_it_are_told(self, field: PhotoField, name: str) -> None:
        photo = make_photo()
        seen = {name: as_text(field_value(photo, name))}
        edit(photo.pk, {name: photo_sample(field)}, EDITOR, may_approve=False)
        if field.kind is Kind.CHOICE:
            seen = {name: field.choices[-1][0]} if len(field.choices) > 1 else seen
        with pytest.raises(EditConflict) as conflict:
            edit(photo.pk, {name: photo_sample(field, other=True)}, APPROVER, may_approve=True, base=seen)
        assert list(conflict.value.fields) == [name]

    @pytest.mark.parametrize("field", [field for field in PHOTO_FIELDS if field.max_length], ids=lambda f: f.name)
    def test_its_limits_hold(self, field: PhotoField) -> None:
        longest: Any = "x" * field.max_length
        photo = make_photo()
        edit(photo.pk, {field.names[0]: longest}, EDITOR, may_approve=False)
        with pytest.raises(ArchiveError, match=r"lang|long"):
            edit(photo.pk, {field.names[0]: longest + "x"}, EDITOR, may_approve=False)
        if field.max_entries:
            words = [f"w{n}" for n in range(field.max_entries + 1)]
            edit(photo.pk, {field.name: words[1:]}, EDITOR, may_approve=False)
            with pytest.raises(ArchiveError, match=str(field.max_entries)):
                edit(photo.pk, {field.name: words}, EDITOR, may_approve=False)

    def test_the_desk_shows_every_one_that_is_typed_or_set_on_the_picture(self) -> None:
        photo = make_photo()
        names = [name for field in (*TYPED, *FRAMING) for name in field.names]
        assert [one.name for one in fields_of(photo, names)] == names
        assert [one.name for one in shared_fields([photo])] == [name for field in TYPED for name in field.names]
        assert {field.name for field in PHOTO_FIELDS} - {field.name for field in (*TYPED, *FRAMING)} == {"position"}

    @of_a_photo
    def test_the_captions_file_carries_those_with_a_column(self, field: PhotoField, name: str) -> None:
        column = captions_columns().get(name)
        assert bool(column) is bool(field.column)
        if column is None:
            return
        release = make_release()
        photo = make_photo(release)
        edit(photo.pk, {name: photo_sample(field)}, EDITOR, may_approve=False)
        table = export_release(release)
        assert column.heading in table.decode("utf-8-sig").splitlines()[0].split(",")
        edit(photo.pk, {name: photo_sample(field, other=True)}, EDITOR, may_approve=False)
        (changed,) = import_captions(release, table, EDITOR, may_approve=False)
        assert (changed.field, changed.after) == (name, photo_sample(field))

    @of_a_photo
    def test_public_files_hold_what_is_sealed(self, field: PhotoField, name: str) -> None:
        if not field.sealed:
            assert field.seal_name == ""
            return
        photo = make_photo()
        edit(photo.pk, {name: photo_sample(field)}, EDITOR, may_approve=False)
        photo = Photo.objects.select_related("original", "batch__photographer", "release").get(pk=photo.pk)
        tags = TAGS[field.seal_name or field.name]
        packet = build_xmp(sealed_fields(photo)).decode()
        if split_name(name)[1] in ("", settings.RELEASE_LANGUAGES[0]):
            inside = packet.partition(f"<{tags.xmp}>")[2].partition(f"</{tags.xmp}>")[0]
            assert (photo_sample(field) if field.kind is Kind.CHOICE else "Żółw") in inside

    @of_a_photo
    def test_the_manifest_lists_what_is_public(self, field: PhotoField, name: str) -> None:
        assert (field.name in doc.Photo.model_fields) is field.public
        release = make_release()
        make_photo(release, **{field.name: sample(field)})
        published(release)
        document = release.publications.get().document
        (shown,) = doc.read_manifest(document).live_photos
        if field.public:
            value = getattr(shown, field.name)
            value = value[split_name(name)[1]] if field.per_language else value
            assert (list(value) if isinstance(value, tuple) else value) == photo_sample(field)

    @of_a_photo
    def test_a_change_readers_do_not_see_yet_is_a_correction(self, field: PhotoField, name: str) -> None:
        release = make_release()
        photo = make_photo(release)
        published(release)
        assert correction_of(release).count == 0
        if field.in_address:
            with pytest.raises(ArchiveError):
                edit(photo.pk, {name: photo_sample(field)}, APPROVER, may_approve=True)
            return
        edit(photo.pk, {name: photo_sample(field)}, APPROVER, may_approve=True)
        assert correction_of(release).count == int(field.public or field.sealed)

    @of_a_photo
    def test_who_lacks_its_permission_reads_and_does_not_write(self, field: PhotoField, name: str) -> None:
        reader = User.objects.create_user("reader")
        reader.user_permissions.add(Permission.objects.get(codename="view_release"))
        client, photo = signed_in(reader), make_photo()
        sheet = reverse("desk:sheet", args=[photo.pk])
        if field in TYPED:
            assert re.search(rf'name="{re.escape(name)}"[^>]*(readonly|disabled)', client.get(sheet).content.decode())
        assert client.post(sheet, {name: "neu", f"base.{name}": ""}).status_code == 403
        reader.user_permissions.add(*Permission.objects.filter(codename=field.permission.removeprefix("archive.")))
        assert client.post(sheet, {name: "", f"base.{name}": ""}).status_code == 200


class TestRelease:
    @of_a_release
    def test_it_is_stored_told_by_its_label_and_reported(self, field: ReleaseField) -> None:
        release = create_release(release_fields(titles={"de": "Fest"}), EDITOR)
        edit_release(release, release_fields(**{field.name: sample(field)}), EDITOR, may_publish=True)
        release.refresh_from_db()
        assert getattr(release, field.name) == sample(field)
        with override("en"):
            changes = Entry(Decision.objects.get(action=Action.EDITED)).changes
            assert any(str(field.label) in change.label for change in changes)
        assert field.name in describe(release)["release"]

    @of_a_release
    def test_form_and_command_line_have_it(self, field: ReleaseField) -> None:
        inputs = {
            Kind.CONTACT: ["contact_name", "contact_mail", "contact_phone"],
            Kind.LINKS: ["link_label_0", "link_url_0"],
        }.get(field.kind, [name.replace(".", "_") for name in field.names])
        assert set(inputs) <= set(ReleaseForm().fields)
        options = {Kind.CONTACT: inputs}.get(field.kind, [field.name])
        assert set(options) <= set(OPTIONS)

    @of_a_release
    def test_its_limits_hold(self, field: ReleaseField) -> None:
        if field.kind not in (Kind.LINE, Kind.TEXT):
            return
        too_long = "x" * (field.max_length + 1 if field.max_length else 200)
        with pytest.raises(ValidationError, match=field.name):
            release_fields(**{field.name: {"de": too_long} if field.per_language else too_long})

    @of_a_release
    def test_the_manifest_lists_what_is_public_and_a_change_is_a_correction(self, field: ReleaseField) -> None:
        assert (field.name in doc.ReleaseText.model_fields) is field.public
        release = make_release()
        make_photo(release)
        published(release)
        wanted = release_fields(**{field.name: sample(field)})
        if field.in_address:
            with pytest.raises(ArchiveError):
                edit_release(release, wanted, APPROVER, may_publish=True)
            return
        edited = edit_release(release, wanted, APPROVER, may_publish=True)
        assert correction_of(edited).text is field.public

    @of_a_release
    def test_files_are_sealed_again_over_what_they_tell(self, field: ReleaseField) -> None:
        release = make_release()
        photo = make_photo(release)
        edit_release(release, release_fields(**{field.name: sample(field)}), EDITOR, may_publish=True)
        photo.refresh_from_db()
        assert (photo.due_at is not None) is field.sealed


def test_the_forms_of_the_desk_show_every_row(admin_user: User) -> None:
    client = signed_in(admin_user)
    release = make_release()
    photo = make_photo(release)
    sheet = client.get(reverse("desk:sheet", args=[photo.pk])).content.decode()
    assert [name for field in TYPED for name in field.names if f'name="{name}"' not in sheet] == []
    form = client.get(reverse("desk:release_edit", args=[release.slug])).content.decode()
    named = [name.replace(".", "_") for field in RELEASE_FIELDS for name in field.names]
    assert [name for name in named if name not in ("contact", "links") and f'name="{name}"' not in form] == []
