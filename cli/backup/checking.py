"""Checking: reading a whole backup against its digests. It needs no stack."""

from __future__ import annotations

from cli.backup.folder import BackupFolder, Description, Entry, file_digest
from cli.backup.parallel import in_parallel
from cli.backup.progress import progress_bar


def find_damage(folder: BackupFolder, description: Description) -> list[str]:
    """Read the whole backup; name each part and object that is missing or differs from what was written."""
    damaged = [part.name for part in (description.record, description.list) if folder.damaged(part)]
    if description.list.name in damaged:
        return damaged
    with progress_bar() as bar:
        task = bar.add_task("Reading the backup", total=description.objects)
        for entry, right in in_parallel(
            lambda entry: (entry, _is_right(folder, entry)), folder.entries(description.list)
        ):
            bar.update(task, advance=1)
            if not right:
                damaged.append(f"{entry.name}, in {folder.blob(entry.sha256)}")
    return damaged


def _is_right(folder: BackupFolder, entry: Entry) -> bool:
    try:
        return file_digest(folder.blob(entry.sha256)) == entry.sha256
    except OSError:
        return False
