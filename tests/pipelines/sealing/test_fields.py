"""The allow-list: what may be sealed in, and in which shape."""

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.sealing.seal import SealedFields


@pytest.mark.parametrize(
    "fields",
    [
        {"captions": {'de"><x': "a"}},
        {"utc_offset": "CET"},
        {"date_taken": dt.datetime(2019, 9, 1, tzinfo=dt.UTC)},
        {"gps_latitude": "51.2"},
        {"serial_number": "1"},
    ],
)
def test_nothing_outside_the_allow_list_is_a_field(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SealedFields.model_validate(fields)
