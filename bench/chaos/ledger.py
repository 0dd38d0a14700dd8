"""What happened, noted by others than the application: uploads by their sender, runs by the database itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

_TRIGGER = """
create table chaos_ledger (
    photo text, was text, became text, problem text, at timestamptz not null default clock_timestamp()
);
create function chaos_note() returns trigger language plpgsql as $$
begin
    insert into chaos_ledger (photo, was, became, problem)
    values (new.id, case when tg_op = 'INSERT' then '' else old.state end, new.state, new.problem);
    return null;
end $$;
create trigger chaos_note_new after insert on archive_photo for each row execute function chaos_note();
create trigger chaos_note_move after update on archive_photo for each row
    when (old.state is distinct from new.state) execute function chaos_note();
"""
_PHOTOS = """
select count(*) filter (where state not in ('received', 'developing')),
    count(*) filter (where state in ('received', 'developing')),
    count(*) filter (where due_at is not null), count(*) filter (where lease_until is not null) from archive_photo
"""


@dataclass(frozen=True)
class Standing:
    """Rows at one moment: photos that are developed or refused, photos that are not yet, rows that are due or held."""

    developed: int
    under_way: int
    due: int
    held: int
    releases_due: int

    @property
    def settled(self) -> bool:
        return not (self.under_way or self.due or self.held or self.releases_due)


class Ledger:
    """The database's own notes about every move of a photo; they survive each kill as the rows do."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(_TRIGGER.encode())

    def standing(self) -> Standing | None:
        """How far the record is; None while the database does not answer."""
        try:
            with psycopg.connect(self._url, autocommit=True, connect_timeout=2) as connection:
                developed, under_way, due, held = _one(connection, _PHOTOS)
                (releases,) = _one(connection, "select count(*) from archive_release where due_at is not null")
        except psycopg.OperationalError:
            return None
        return Standing(developed, under_way, due, held, releases)

    def runs(self) -> Counter[int]:
        """Number of photos by how often their development was started."""
        sql = "select count(*) filter (where became = 'developing') from chaos_ledger group by photo"
        return Counter(runs for (runs,) in self._rows(sql))

    def given_back(self) -> dict[str, int]:
        """Number of runs that did not end a development, by the problem noted; `lost` where a run had no end."""
        sql = """
            select coalesce(nullif(problem, ''), 'lost'), count(*) from chaos_ledger
            where was = 'developing' and became = 'received' group by 1 order by 1
        """
        return dict(self._rows(sql))

    def ready_after(self, moment: datetime) -> list[datetime]:
        """When photos became ready for the first time, from `moment` on."""
        sql = "select at from chaos_ledger where was = 'developing' and became = 'ready' and at > %s order by at"
        return [at for (at,) in self._rows(sql, moment)]

    def photos_of(self) -> list[tuple[str, str, str, str]]:
        """Each receipt with its photo: key, photo, state, SHA-256 of the original; empty where there is none yet."""
        sql = """
            select r.key, coalesce(p.id, ''), coalesce(p.state, ''), coalesce(o.sha256, '') from archive_receipt r
            left join archive_photo p on p.id = r.photo_id left join archive_original o on o.id = p.original_id
        """
        return self._rows(sql)

    def _rows(self, sql: str, *values: Any) -> list[Any]:
        with psycopg.connect(self._url, autocommit=True) as connection:
            return connection.execute(sql.encode(), values).fetchall()


def _one(connection: psycopg.Connection[Any], sql: str) -> Sequence[int]:
    """The only row of an aggregate."""
    return next(iter(connection.execute(sql.encode())))
