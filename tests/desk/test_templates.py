"""What every template, script and style sheet of the desk keeps to."""

import re
from collections import Counter

import pytest
from django.template.loader import render_to_string

from config.environment import ROOT

FORMS = [
    (template.name, " ".join(form.split()))
    for template in sorted(ROOT.glob("desk/*/templates/*.html"))
    for form in re.findall(r"<form[^>]*hx-post[^>]*>", template.read_text("utf-8"))
]


def test_there_are_forms_to_look_at() -> None:
    assert FORMS


@pytest.mark.parametrize(("template", "form"), FORMS)
def test_a_form_sent_before_htmx_saw_it_is_posted_all_the_same(template: str, form: str) -> None:
    # Sent by GET, a caption would be lost and stand in the address and in every log.
    posted = re.search(r'hx-post="({[%{].*?[%}]})"', form)
    assert posted, template
    assert f'method="post" action="{posted[1]}"' in form


def test_no_line_is_longer_than_a_person_reads() -> None:
    templates = [*ROOT.glob("desk/*/templates/*.html"), *ROOT.glob("desk/*/templates/*.j2")]
    lines = [
        (path.name, n, line) for path in templates for n, line in enumerate(path.read_text("utf-8").split("\n"), 1)
    ]
    # A sentence to be translated stands on one line.
    long = [(name, n) for name, n, line in lines if len(line) > (160 if "{% translate" in line else 120)]
    assert long == []


@pytest.mark.parametrize("kind", ["templates", "static"])
def test_names_are_unique_over_all_pages(kind: str) -> None:
    # They are found in one flat name space: the second of a name would never be served.
    names = Counter(path.name for path in ROOT.glob(f"desk/*/{kind}/*"))
    assert names
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("name", ["500.html", "403_csrf.html"])
def test_the_page_of_a_fault_needs_nothing_and_looks_like_the_desk(name: str) -> None:
    page = render_to_string(name)
    assert "/static/desk/tokens.css" in page
    assert 'class="card narrow-card"' in page
    assert 'lang="en"' in page


def test_days_and_times_follow_the_page_not_the_browser() -> None:
    templates = [*ROOT.glob("desk/*/templates/*.html"), *ROOT.glob("desk/*/templates/*.j2")]
    pattern = re.compile(r'type="(?:date|datetime-local|time|month|week)"')
    assert [path.name for path in templates if pattern.search(path.read_text("utf-8"))] == []
