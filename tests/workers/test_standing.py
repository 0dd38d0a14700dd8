"""What Prometheus reads of the record."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from archive.audit import OPERATOR
from archive.models.work import fresh_work
from archive.publishing import subscribers
from archive.states import PhotoState
from tests.factories import make_photo, make_release, now
from workers.standing import RecordCollector

SECOND = timedelta(seconds=1)


@pytest.mark.django_db
class TestTheRecord:
    @pytest.fixture
    def told(self) -> Any:
        """The value of a metric, with its label's value."""

        def value(name: str, label: str = "") -> float | None:
            registry = CollectorRegistry()
            registry.register(RecordCollector())
            samples = [sample for family in registry.collect() for sample in family.samples if sample.name == name]
            return next((one.value for one in samples if not label or label in one.labels.values()), None)

        return value

    def test_what_is_due_and_how_long_it_has_waited(self, told: Any) -> None:
        begun = now()
        make_photo(state=PhotoState.RECEIVED, **fresh_work(begun - 90 * SECOND))
        make_photo(state=PhotoState.RECEIVED, **fresh_work())
        make_photo(state=PhotoState.APPROVED, **fresh_work(now() + 90 * SECOND))
        make_release(**fresh_work(begun - 30 * SECOND))
        assert (told("bildstelle_due", "develop"), told("bildstelle_due", "seal")) == (2, 0)
        assert told("bildstelle_due", "publish") == 1
        waited = [told("bildstelle_oldest_due_seconds", stage) for stage in ("develop", "publish")]
        since = (now() - begun).total_seconds()
        assert 90 <= waited[0] <= 90 + since
        assert 30 <= waited[1] <= 30 + since
        assert told("bildstelle_oldest_due_seconds", "seal") == 0

    def test_what_there_is_and_what_has_stopped(self, told: Any) -> None:
        make_photo(state=PhotoState.REFUSED, problem="broken")
        make_photo(state=PhotoState.READY, problem="not_sealable")
        make_photo(state=PhotoState.READY, **fresh_work() | {"problem": "store_down"})
        make_release(problem="gate_closed", due_at=now())
        assert (told("bildstelle_photos", "ready"), told("bildstelle_photos", "refused")) == (2, 1)
        assert (told("bildstelle_photos_stopped", "broken"), told("bildstelle_photos_stopped", "not_sealable")) == (
            1,
            1,
        )
        assert told("bildstelle_photos_stopped", "store_down") is None
        assert told("bildstelle_releases_waiting", "gate_closed") == 1
        assert told("bildstelle_publications") == 0

    def test_websites_by_how_it_stands_with_them(self, told: Any) -> None:
        assert told("bildstelle_websites", "disabled") == 0
        for name, trouble in (("One", None), ("Two", ""), ("Three", "timeout"), ("Four", "gone")):
            one = subscribers.add_subscriber(name, "https://example.org/hook", subscribers.EVENTS, OPERATOR)
            if trouble is not None:
                subscribers.disable_subscriber(one, OPERATOR, trouble)
        assert [told("bildstelle_websites", state) for state in ("on", "stopped", "disabled")] == [1, 1, 2]

    def test_free_space(self, told: Any, settings: Any, tmp_path: Path) -> None:
        settings.WATCHED_FOLDERS = [tmp_path, tmp_path / "none"]
        assert told("bildstelle_disk_free_bytes", str(tmp_path)) > 0
        assert told("bildstelle_disk_size_bytes", str(tmp_path)) >= told("bildstelle_disk_free_bytes", str(tmp_path))
        assert told("bildstelle_disk_free_bytes", str(tmp_path / "none")) is None
