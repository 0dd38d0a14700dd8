"""`txt/{number}.txt`: the release as plain text, for newsrooms that paste."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.documents.manifest import Manifest

# Plain text: escaping would put `&amp;` into it. Pages with markup need an environment of their own.
_PAGES = Environment(
    loader=PackageLoader("pipelines.documents"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,  # noqa: S701  (plain text, see above)
)


def text_version(manifest: Manifest) -> bytes:
    """A block per language, each with the captions and credits; UTF-8 with BOM, so that every editor shows `Michał`."""
    return _PAGES.get_template("release.txt.j2").render(m=manifest, r=manifest.release).encode("utf-8-sig")
