"""A release's fields at the door: what is none is refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from archive.releases.fields import release_fields

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fields",
    [
        {"slug": "Mit Leerzeichen"},
        {"titles": {"xx": "unknown language"}},
        {"colour": "red"},
        {"goes_live_at": "2026-09-01T18:00"},
        {"links": [{"url": "javascript:alert(1)"}]},
        {"number": "../../etc"},
        {"goes_live_at": "2026-09-02T18:00Z", "expires_at": "2026-09-01T18:00Z"},
    ],
)
def test_nonsense_is_refused_at_the_door(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        release_fields(**fields)
