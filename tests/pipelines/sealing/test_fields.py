"""The allow-list: what may be sealed in, and in which shape."""

from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.sealing.seal import SealedFields


@pytest.mark.parametrize(
    "fields",
    [
        {"captions": {'de"><x': "a"}},
        {"utc_offset": "CET"},
        {"date_taken": "2019-09-01T18:05:06+02:00"},
        {"date_taken": "September 2019"},
        {"gps_latitude": "51.2"},
        {"serial_number": "1"},
    ],
)
def test_nothing_outside_the_allow_list_is_a_field(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SealedFields.model_validate(fields)
