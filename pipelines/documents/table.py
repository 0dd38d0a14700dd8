"""A table of texts, read from whichever file a spreadsheet saved it in."""

from __future__ import annotations

from pipelines.documents.cells import Row, TableError
from pipelines.documents.csv_table import read_csv
from pipelines.documents.workbook import is_workbook, read_workbook
from pipelines.sentences import say

MAX_FILE_BYTES = 8 * 2**20
MAX_ROWS = 20_000


def read_table(data: bytes) -> list[Row]:
    """The rows that are not empty, the header included; raises TableError for a file that is no such table."""
    if len(data) > MAX_FILE_BYTES:
        raise TableError(say("the file is too large for a list of captions"))
    rows = [row for row in (read_workbook(data) if is_workbook(data) else read_csv(data)) if row[1]]
    if not rows:
        raise TableError(say("the file is empty"))
    if len(rows) > MAX_ROWS:
        raise TableError(say("the table has more than %(n)s rows", n=f"{MAX_ROWS:,}"))
    return rows
