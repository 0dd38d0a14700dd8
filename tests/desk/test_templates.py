"""What every template of the desk keeps to."""

import re

import pytest

from config.environment import ROOT

FORMS = [
    (template.name, form)
    for template in sorted((ROOT / "desk" / "templates").rglob("*.html"))
    for form in re.findall(r"<form[^>]*hx-post[^>]*>", template.read_text("utf-8"))
]


def test_there_are_forms_to_look_at() -> None:
    assert FORMS


@pytest.mark.parametrize(("template", "form"), FORMS)
def test_a_form_sent_before_htmx_saw_it_is_posted_all_the_same(template: str, form: str) -> None:
    # Sent by GET, a caption would be lost and stand in the address and in every log.
    posted = re.search(r'hx-post="({%.*?%})"', form)
    assert posted, template
    assert f'method="post" action="{posted[1]}"' in form
