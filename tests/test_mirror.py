"""The tests mirror the code: each module has a test of its name and each test its module, or a reason why not."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from config.environment import ROOT

ROOMS = ("pipelines", "archive", "workers", "desk", "cli", "config", "bench")
# Wiring by Django's and Python's own rules; whatever runs has read it.
WIRING = {"__init__.py", "__main__.py", "apps.py", "urls.py", "wsgi.py"}

NOT_MIRRORED = {
    # Names and values without a rule: whatever reads them is the test.
    "archive/models/attempts.py": "tests/archive/people/test_attempts.py",
    "archive/models/preview_link.py": "columns: tests/archive/publishing/test_preview_links.py",
    "archive/models/companion.py": "columns: tests/workers/develop/test_beside.py",
    "archive/photos/companions.py": "tests/workers/develop/test_beside.py and tests/workers/upkeep/test_companions.py",
    "archive/models/presence.py": "columns: tests/archive/people/test_presence.py",
    "archive/models/gateway.py": "columns: tests/archive/people/test_gateway_logins.py",
    "archive/errors.py": "an error tree and nothing else",
    "archive/languages.py": "one look-up in Django",
    "archive/publishing/latest.py": "tests/archive/publishing/test_manifests.py",
    "archive/publishing/listing.py": "tests/workers/publish/test_spanning.py",
    "archive/publishing/photo_entries.py": "tests/archive/publishing/test_versions.py",
    "archive/signals.py": "a signal; tests/archive/test_workflow.py hears it",
    "archive/states.py": "words; tests/archive/test_workflow.py walks all of them",
    "cli/app.py": "the Typer application itself: tests/cli/test_command.py",
    "cli/support/errors.py": "an error and nothing else",
    "cli/support/options.py": "declarations; tests/test_docs.py holds them against the documents",
    "config/celery.py": "wiring; every journey runs it",
    "config/celery_settings.py": "chosen by killing things: tests/journey/faults/test_faults.py",
    "config/reading.py": "tests/cli/test_imports.py",
    "config/settings.py": "what Django is given; the rules are in environment.py",
    "pipelines/documents/pages/listed.py": "tests/pipelines/documents/pages/test_portal_page.py",
    "pipelines/documents/pages/preview_page.py": "tests/desk/preview/test_views.py",
    "pipelines/documents/pages/rendering.py": "tests/pipelines/documents/pages/test_theme.py",
    "pipelines/documents/pages/values.py": "tests/pipelines/documents/pages/test_release_page.py",
    "pipelines/documents/site.py": "values: tests/config/test_house.py",
    "workers/publish/page_files.py": "rows: tests/workers/publish/test_derived.py",
    "workers/publish/rows.py": "what rows are: tests/workers/publish/test_derived.py",
    "pipelines/captions/wording.py": "words by language: tests/pipelines/captions/test_persons.py",
    "pipelines/sealing/tags.py": "kinds of tags; tests/pipelines/sealing/test_seal.py reads every one back",
    "pipelines/watermark/style.py": "values of the recipes: tests/pipelines/test_recipes.py",
    "workers/gateway/ftp.py": "by real programs: tests/journey/test_gateway.py",
    "workers/gateway/ftp_data.py": "by real programs: tests/journey/test_gateway.py",
    "workers/gateway/ftp_folders.py": "by real programs: tests/journey/test_gateway.py",
    "workers/gateway/gateway.py": "the servers together: tests/journey/test_gateway.py",
    "workers/gateway/record.py": "one call: tests/journey/test_gateway.py",
    "workers/gateway/sftp.py": "by real programs: tests/journey/test_gateway.py",
    "desk/gateway/presenters.py": "tests/desk/gateway/test_views.py",
    "workers/tasks.py": "one call a task; every journey sends them",
    "cli/stack/binding.py": "tests/cli/stack/test_run_bound.py",
    "cli/stack/forker.py": "tests/cli/stack/test_fork_server.py",
    # Proved as a whole, by processes that no test can start in parts.
    "cli/backup/checking.py": "tests/journey/test_backup.py",
    "cli/backup/progress.py": "a bar and nothing else",
    "cli/backup/servers.py": "tests/journey/test_backup.py",
    "cli/commands/backup.py": "tests/journey/test_backup.py",
    "cli/commands/restore.py": "tests/journey/test_backup.py",
    "cli/stack/restore_mark.py": "tests/journey/test_backup.py",
    "cli/commands/demo.py": "tests/journey/test_demo.py",
    "cli/sample/canvas.py": "what the demo is drawn on: tests/cli/sample/test_scenes.py",
    "cli/sample/demo.py": "tests/journey/test_demo.py",
    "cli/sample/event.py": "the demo's press event: tests/journey/test_demo.py",
    "cli/sample/picture.py": "the demo's pictures: tests/journey/test_demo.py",
    "cli/sample/scenario.py": "the demo's course of events: tests/journey/test_demo.py",
    "cli/stack/bootstrap.py": "tests/cli/commands/test_up.py",
    "cli/stack/probes.py": "a stack is ready when they say so: tests/cli/stack/test_stack.py",
    "cli/support/running_stack.py": "tests/cli/commands/test_up.py",
    "workers/develop/cell/": "what it asks of the kernel: tests/workers/develop/cell/test_cell.py",
    "workers/develop/chamber/": "helper, child and what they say: tests/workers/develop/chamber/test_host.py",
    # What a command or a page is made of; it has no meaning without one.
    "cli/support/captions.py": "tests/cli/commands/test_captions.py",
    "cli/support/publication.py": "tests/cli/commands/test_publish.py",
    "cli/support/reasons.py": "tests/cli/commands/test_status.py",
    "cli/support/release_options.py": "tests/cli/commands/test_release.py",
    "cli/support/release_report.py": "tests/cli/commands/test_release.py",
    "desk/bulk/results.py": "tests/desk/bulk/test_views.py",
    "desk/codes/forms.py": "tests/desk/codes/test_views.py",
    "desk/components/": "shared pieces of pages: tests of the pages, tests/journey/test_desk.py",
    "desk/contact_sheet/arrangement.py": "tests/desk/contact_sheet/test_arranging.py",
    "desk/contact_sheet/updates.py": "tests/desk/contact_sheet/test_views.py",
    "desk/context.py": "what every template gets: tests/desk/test_access.py",
    "desk/macros.py": "tests/desk/contact_sheet/test_tiles.py",
    "desk/photo/file_facts.py": "tests/desk/photo/test_views.py",
    "archive/attachments/credit.py": "tests/archive/attachments/test_editing.py",
    "archive/attachments/duplicates.py": "tests/archive/attachments/test_assigning.py",
    "archive/models/attachment.py": "columns: tests/archive/attachments/test_decisions.py",
    "archive/publishing/attachment_entries.py": "tests/archive/publishing/test_versions.py",
    "desk/attachments/forms.py": "tests/desk/attachments/test_views.py",
    "desk/drop/attached.py": "tests/desk/drop/test_views.py",
    "archive/models/text_code.py": "columns: tests/archive/photos/test_codes.py",
    "desk/photo/preview.py": "tests/desk/photo/test_captions_browser.py",
    "desk/photo/sheets.py": "tests/desk/photo/test_views.py",
    "desk/preferences.py": "tests/desk/test_access.py",
    "desk/preview/forms.py": "tests/desk/preview/test_links.py",
    "desk/preview/pages.py": "tests/desk/preview/test_views.py",
    "desk/publishing/forms.py": "tests/desk/publishing/test_views.py",
    "desk/queue/counts.py": "tests/desk/queue/test_views.py",
    "desk/queue/films.py": "tests/desk/queue/test_views.py",
    "desk/queue/presenters.py": "tests/desk/queue/test_views.py",
    "desk/queue/rows.py": "tests/desk/queue/test_views.py",
    "desk/publishing/presenters.py": "tests/desk/publishing/test_views.py",
    "desk/publishing/withdrawing.py": "tests/desk/publishing/test_views.py",
    "desk/releases/forms.py": "tests/desk/releases/test_views.py",
    "archive/publishing/questions.py": "tests/archive/publishing/test_readers.py",
    "desk/templatetags/": "tests of the pages, tests/desk/test_templates.py",
    "archive/models/subscriber.py": "columns: tests/archive/publishing/test_subscribers.py",
    "archive/models/search.py": "columns: tests/archive/photos/test_search.py",
    "archive/models/burst.py": "columns: tests/archive/photos/test_bursts.py",
    "archive/models/upkeep.py": "columns: tests/workers/upkeep/test_passes.py",
    "workers/publish/copying.py": "a step of publishing: tests/workers/publish/test_slices.py",
    "workers/upkeep/public_files.py": "a part of reconcile: tests/workers/upkeep/test_reconcile.py",
    "workers/upkeep/repairs.py": "counts: tests/workers/upkeep/test_passes.py",
    "workers/upkeep/stored_files.py": "a part of reconcile: tests/workers/upkeep/test_reconcile.py",
    "desk/search/hits.py": "tests/desk/search/test_views.py",
    "desk/search/presenters.py": "tests/desk/search/test_views.py",
    "desk/drop/presenters.py": "tests/desk/drop/test_views.py",
    "archive/models/read_back.py": "columns: tests/workers/upkeep/test_read_back.py",
    "archive/models/drop.py": "columns: tests/archive/drops/test_links.py",
    "archive/models/intake.py": "columns: tests/archive/people/test_terms.py",
    "archive/models/notice.py": "columns: tests/archive/notices/test_finding.py",
    "archive/drops/batches.py": "tests/desk/test_access.py",
    "archive/notices/words.py": "tests/workers/deliveries/test_notices.py",
    "archive/notices/mails.py": "tests/workers/deliveries/test_notices.py",
    # Measures and draws; nothing that ships depends on it.
    "bench/": "what can be wrong in silence, its arithmetic, has tests/bench/test_arithmetic.py",
}
"""Modules, or a folder of them, without a test of their name, and why; a path of a test is the one that proves them."""

ABOUT_SEVERAL = {
    "tests/archive/releases/test_editing.py": "lifecycle, fields and moments: an edit of a release",
    "tests/archive/releases/test_letting_out.py": "lifecycle and gate: who lets a changed release out",
    "tests/bench/test_arithmetic.py": "the arithmetic of several measurements",
    "tests/bench/test_chaos.py": "a package: kills, ledgers, reader and verdict",
    "tests/bench/test_mutants.py": "a package: sampling, planting and reporting",
    "tests/bench/test_peers.py": "a package in one file: bench/peers",
    "tests/cli/test_command.py": "the program bildstelle, no module",
    "tests/cli/test_imports.py": "what commands import",
    "tests/deploy/": "docker-compose.yml, the Dockerfile and what runs by them",
    "tests/desk/contact_sheet/test_arranging_browser.py": "scripts of order, hero and stacks in a real browser",
    "tests/desk/contact_sheet/test_corrections.py": "a correction from the record to sheet, dialog and poll",
    "tests/desk/contact_sheet/test_decisions_browser.py": "the scripts that decide, in a real browser",
    "tests/desk/contact_sheet/test_look_browser.py": "style sheets and filters.js in a real browser",
    "tests/desk/contact_sheet/test_presence.py": "who is there, from a poll to queue and contact sheet",
    "tests/desk/contact_sheet/test_selection_browser.py": "the scripts that select, in a real browser",
    "tests/desk/photo/test_alternatives_browser.py": "sheet and filter scripts in a real browser",
    "tests/desk/photo/test_captions_browser.py": "the scripts of codes, persons and preview in a real browser",
    "tests/desk/photo/test_sheet_browser.py": "the side sheet's scripts in a real browser",
    "tests/desk/photo/test_framing_browser.py": "framing.py and its script in a real browser",
    "tests/desk/viewer/test_viewer_browser.py": "the scripts of full size in a real browser",
    "tests/desk/releases/test_form_browser.py": "the scripts of the release form in a real browser",
    "tests/desk/search/test_search_browser.py": "scripts of queue and search in a real browser",
    "tests/desk/test_queries.py": "all pages",
    "tests/desk/test_templates.py": "all templates",
    "tests/hostile_files/": "hundreds of files through opening, readers and the chamber",
    "tests/journey/": "whole running stacks",
    "tests/pipelines/documents/test_attachments.py": "videos and documents in every public document",
    "tests/pipelines/documents/pages/test_pages_browser.py": "all pages, style sheet and script in a real browser",
    "tests/pipelines/documents/test_manifest_growth.py": "manifests of earlier versions",
    "tests/pipelines/metadata/test_agreement.py": "all readers beside exiftool",
    "tests/pipelines/imaging/test_turning.py": "orientations from opening to pixels",
    "tests/pipelines/imaging/test_fidelity.py": "how true the whole darkroom is to a picture",
    "tests/pipelines/imaging/test_fidelity_colour.py": "how true the whole darkroom is to colours",
    "tests/test_docs.py": "documents",
    "tests/workers/publish/test_kept_pieces.py": "every derived file, whatever was kept of the one before",
    "tests/workers/develop/cell/test_cell.py": "a package in one file: the kernel's answers, the programs, the rules",
    "tests/workers/develop/chamber/test_attacks.py": "the whole chamber against a file that has taken over its child",
    "tests/workers/develop/chamber/test_unprivileged.py": "the attacks once more, as the image's user",
    "tests/desk/drop/test_drop_browser.py": "sha256.js in a real browser",
    "tests/test_frozen_values.py": "every value that rooms hand to each other",
    "tests/test_licences.py": "what is installed",
    "tests/test_mirror.py": "the tests",
    "tests/test_photographers.py": "docs/photographers.md, played by the programs it names",
    "tests/test_system_programs.py": "a helper of the tests",
    "tests/test_website.py": "press-gallery.js and examples/website in a real browser",
    "tests/workers/develop/test_seal_ahead.py": "develop, seal and reconcile: sealed before anybody asks",
    "tests/workers/develop/test_unreadable_metadata.py": "develop and seal: broken metadata costs itself",
    "tests/workers/publish/test_private_metadata.py": "from upload to public file: what must not get through",
}
"""Tests, or folders of them, about more than one module or about what is no module, and what about."""


def modules() -> set[str]:
    """Paths of all modules that hold something."""
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return {
        path.relative_to(ROOT).as_posix()
        for path in found
        if path.name not in WIRING and "migrations" not in path.parts and _holds_something(path)
    }


def _holds_something(path: Path) -> bool:
    """More than a docstring."""
    return len(ast.parse(path.read_text("utf-8")).body) > 1


@cache
def all_tests() -> set[str]:
    """Paths of all tests."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}


def path_of_test(module: str) -> str:
    """Where the test of a module belongs: `desk/urls.py` is tested by `tests/desk/test_urls.py`."""
    folder, _, name = module.rpartition("/")
    return f"tests/{folder}/test_{name}"


def _left(paths: set[str], reasons: Mapping[str, str]) -> set[str]:
    """Those that neither a reason of their own nor one of a folder excuses."""
    folders = tuple(place for place in reasons if place.endswith("/"))
    return {path for path in paths if path not in reasons and not path.startswith(folders)}


def _unmirrored() -> set[str]:
    return {module for module in modules() if path_of_test(module) not in all_tests()}


def _homeless() -> set[str]:
    return all_tests() - {path_of_test(module) for module in modules()}


def test_every_module_has_its_test_or_a_reason() -> None:
    assert _left(_unmirrored(), NOT_MIRRORED) == set()


def test_every_test_has_its_module_or_a_reason() -> None:
    assert _left(_homeless(), ABOUT_SEVERAL) == set()


def test_no_reason_outlives_its_need() -> None:
    for reasons, needed in ((NOT_MIRRORED, _unmirrored()), (ABOUT_SEVERAL, _homeless())):
        assert [place for place in reasons if not any(path.startswith(place) for path in needed)] == []


def test_every_test_named_as_a_proof_is_one() -> None:
    named = {word for reason in NOT_MIRRORED.values() for word in re.findall(r"tests/\S+\.py", reason)}
    assert named <= all_tests()
