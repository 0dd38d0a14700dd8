"""Common passwords in disguise are refused; what people can remember is not."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "poor",
    [
        "short one",
        "123456789012345",
        "Passwort2026!",
        "2026-password-2026",
        "passwordpassword",
        "Sommer2026!!",
        "abcabcabcabc",
        "!!!!!!!!!!!!",
    ],
)
def test_poor_passwords_are_refused(poor: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(poor)


@pytest.mark.parametrize("good", ["vier Wörter ohne Zusammenhang", "Sommer und Winter am Kai", "q8Zr_-x1LwT0aB3c"])
def test_good_ones_are_not(good: str) -> None:
    validate_password(good)
