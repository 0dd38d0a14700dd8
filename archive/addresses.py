"""Every public address: where each file lies in the press bucket, and the URL a website or a person finds it at.

    photos/<photo id>/<16 of sha256>/<name>-<profile>.<ext>   a photo's file; immutable
    attachments/<attachment id>/<16 of sha256>/<name>         a document or video; immutable
    pressebilder/<yymm>/<name>                                a photo's download for people (`HumanUrl`)
    releases/<slug>/manifest.json                             the pointer that readers poll
    releases/<slug>/v/<n>.json                                version n; immutable
    releases/<slug>/captions.csv, .xlsx, txt/<number>.txt     the version as a table and as plain text
    releases/<slug>/release.<language>.jsonld, ninjs.<language>.json   the version as linked data and as ninjs
    releases/<slug>/photos-<12 of a digest>.zip               the downloads in one file; immutable
    feeds/<language>.atom, <language>.rss                     the last releases; .rss with every photo
    sitemap.xml, sitemaps/<yyyy>.xml                          for search engines
    releases/index.json, releases/index-<yyyy-mm>.json        the newest live releases; all of a month
    schema/manifest-1.json                                    the schema of the manifests
    404.html                                                  what the proxy shows for everything else
    index.html, years/<yyyy>/index.html                       portal and years, in the house's first language
    releases/<slug>/index.html, …/photos/<photo id>/index.html   a release's page and its photos', in its first language
    …/en.html                                                 each of these pages in another language
    releases/<slug>/colours.css, search/<yyyy>.json           ground colours; what the portal's search reads
    assets/<name>                                             style sheets, script, logo
    assets/press-gallery.js, press-gallery-<digest>.js        <press-gallery> for websites; the second is immutable

Keys are built from ids, digests and checked names alone; ValueError for anything else. It stands beside the rooms of
the archive and not in one: press files carry an address inside, and publications consist of them.
"""

from __future__ import annotations

from django.conf import settings

from pipelines.documents.gallery import LATEST
from pipelines.documents.manifest import Attachment, Manifest, Photo
from pipelines.documents.photo_zips import photo_zips
from pipelines.keys import NUMBER, PART, SHA256, checked, word
from pipelines.names import SLUG, stem_of

INDEX_KEY = "releases/index.json"
SCHEMA_KEY = "schema/manifest-1.json"
SITEMAP_KEY = "sitemap.xml"
MISSING_KEY = "404.html"


def url_of(key: str) -> str:
    """The public URL of a key in the press bucket."""
    return f"{settings.S3_PUBLIC_URL}/{key}"


def key_of(url: str, manifest: Manifest) -> str:
    """The key in the press bucket behind a URL of the manifest.

    The manifest's own schema tells under which address it was published: since then `s3_public_url` may have changed,
    or a backup was restored elsewhere.
    """
    return url.removeprefix(manifest.schema_url.removesuffix(SCHEMA_KEY))


def as_of_today(manifest: Manifest) -> Manifest:
    """The manifest with the addresses that its files have now: `s3_public_url` may have changed since it was made."""
    if manifest.schema_url == url_of(SCHEMA_KEY):
        return manifest

    def now(url: str) -> str:
        return url_of(key_of(url, manifest))

    def moved(photo: Photo) -> Photo:
        download = {"href": now(photo.download.href), "permalink": now(photo.download.permalink)}
        renditions = tuple(file.model_copy(update={"href": now(file.href)}) for file in photo.renditions)
        return photo.model_copy(
            update={"download": photo.download.model_copy(update=download), "renditions": renditions}
        )

    photos = tuple(moved(one) if isinstance(one, Photo) else one for one in manifest.photos)
    attachments = tuple(
        one.model_copy(update={"href": now(one.href)}) if isinstance(one, Attachment) else one
        for one in manifest.attachments
    )
    update = {"schema_url": url_of(SCHEMA_KEY), "photos": photos, "attachments": attachments}
    return manifest.model_copy(update=update)


def photo_folder(photo_id: str) -> str:
    """Below it lie all public files of one photo, of every version: `photos/k3x9/`."""
    return f"photos/{word(photo_id)}/"


def photo_key(photo_id: str, sha256: str, name: str, profile: str, ext: str) -> str:
    """One public file of a photo; immutable, for its key carries the digest of its content.

    `name` is the photo's public name (`190901-LT-PK2.JPG`), its extension giving way to `ext`.
    """
    digest = checked(SHA256, sha256)[:16]
    return f"{photo_folder(photo_id)}{digest}/" + checked(PART, f"{stem_of(name)}-{word(profile)}.{word(ext)}")


def attachment_folder(attachment_id: str) -> str:
    """Below it lies the public file of one attachment: `attachments/k3x9/`."""
    return f"attachments/{word(attachment_id)}/"


def attachment_key(attachment_id: str, sha256: str, name: str) -> str:
    """The public file of an attachment by its public `name`; immutable, for its key carries the digest of its bytes."""
    return f"{attachment_folder(attachment_id)}{checked(SHA256, sha256)[:16]}/{checked(PART, name)}"


def manifest_key(slug: str) -> str:
    """The pointer that readers poll."""
    return f"{release_folder(slug)}manifest.json"


def version_key(slug: str, n: int) -> str:
    """The document of version `n`; immutable."""
    return f"{version_folder(slug)}{n}.json"


def version_folder(slug: str) -> str:
    """Below it lie the documents of all versions."""
    return f"{release_folder(slug)}v/"


def captions_key(slug: str) -> str:
    """The captions as a table."""
    return f"{release_folder(slug)}captions.csv"


def captions_workbook_key(slug: str) -> str:
    """The captions as a workbook."""
    return f"{release_folder(slug)}captions.xlsx"


def linked_data_key(slug: str, language: str) -> str:
    """The release as JSON-LD, in a language."""
    return f"{release_folder(slug)}release.{word(language)}.jsonld"


def ninjs_key(slug: str, language: str) -> str:
    """The release as ninjs, in a language."""
    return f"{release_folder(slug)}ninjs.{word(language)}.json"


def atom_key(language: str) -> str:
    """The feed of the last releases, in a language."""
    return f"feeds/{word(language)}.atom"


def media_rss_key(language: str) -> str:
    """The feed with every photo of the last releases, in a language."""
    return f"feeds/{word(language)}.rss"


def zip_key(slug: str, digest: str) -> str:
    """A ZIP file with downloads; its key carries the digest of what it holds."""
    return f"{release_folder(slug)}photos-{checked(SHA256, digest)[:12]}.zip"


def zip_keys(manifest: Manifest) -> set[str]:
    """The ZIP files of a live version, whether they are made yet or not."""
    return {zip_key(manifest.release.slug, one.digest) for one in photo_zips(manifest)}


def sitemap_key(year: int) -> str:
    """The sitemap of a year."""
    return f"sitemaps/{year:04}.xml"


def text_key(number: str, slug: str) -> str:
    """The text version, by the release's number or, where it has none, its slug."""
    return f"txt/{checked(NUMBER, number or slug)}.txt"


def index_key() -> str:
    """The newest public releases."""
    return INDEX_KEY


def index_page_key(year: int, month: int) -> str:
    """The public releases of a month."""
    return f"releases/index-{year:04}-{month:02}.json"


def portal_key(language: str, *, first: str) -> str:
    """The portal in a language; `first` is the one whose pages are called index.html."""
    return _page(language, first)


def year_page_key(year: int, language: str, *, first: str) -> str:
    """All releases of a year in a language."""
    return f"years/{year:04}/{_page(language, first)}"


def search_key(year: int) -> str:
    """What the portal's search reads of a year."""
    return f"search/{year:04}.json"


def release_page_key(slug: str, language: str, *, first: str) -> str:
    """A release's page in a language."""
    return f"{release_folder(slug)}{_page(language, first)}"


def photo_page_key(slug: str, photo_id: str, language: str, *, first: str) -> str:
    """A photo's page in a language."""
    return f"{photo_pages_folder(slug)}{word(photo_id)}/{_page(language, first)}"


def photo_pages_folder(slug: str) -> str:
    """Below it lie the pages of a release's photos."""
    return f"{release_folder(slug)}photos/"


def colours_key(slug: str) -> str:
    """The style sheet with the ground colours of a release's photos."""
    return f"{release_folder(slug)}colours.css"


def asset_key(name: str) -> str:
    """A style sheet, script, logo or other file that pages load."""
    return f"assets/{checked(PART, name)}"


def gallery_key() -> str:
    """The module that defines <press-gallery>, where corrections of it reach every website."""
    return asset_key(LATEST)


def keys_of(manifest: Manifest) -> set[str]:
    """The documents of a public version, the files of its photos and attachments; what is derived stands in a table."""
    release = manifest.release
    keys = {manifest_key(release.slug), version_key(release.slug, manifest.version)}
    for photo in manifest.live_photos:
        keys |= {key_of(url, manifest) for url in (photo.download.permalink, photo.download.href)}
        keys |= {key_of(file.href, manifest) for file in photo.renditions}
    return keys | {key_of(one.href, manifest) for one in manifest.live_attachments}


def release_folder(slug: str) -> str:
    """Below it lies what belongs to one release alone, but for its text version and its photos."""
    return f"releases/{checked(SLUG, slug)}/"


def _page(language: str, first: str) -> str:
    return "index.html" if language == first else f"{word(language)}.html"
