"""Lists and cards with forms, around what a template writes."""

from __future__ import annotations

from django.template import Context, Template


def render(source: str, **values: object) -> str:
    return Template("{% load desk %}" + source).render(Context(values))


def test_a_list_has_a_head_and_is_a_region_that_keys_can_scroll() -> None:
    html = render(
        '{% listed "Readers" "Email" further=more act="Remove" %}<tr><td>{{ who }}</td></tr>{% endlisted %}',
        more=["<i>"],
        who="A & B",
    )
    assert 'role="region" tabindex="0" aria-label="Readers"' in html
    assert html.index(">Email<") < html.index("&lt;i&gt;") < html.index('<span class="sr">Remove</span>')
    assert "<tbody><tr><td>A &amp; B</td></tr></tbody>" in html


def test_a_card_posts_its_verb_with_the_token_and_says_what_is_wrong() -> None:
    html = render(
        '{% card_form "Add" title="New" verb="add" error=error %}<input name="a">{% endcard_form %}',
        error="<no>",
        csrf_token="t0ken",
    )
    assert 'name="csrfmiddlewaretoken" value="t0ken"' in html
    assert 'class="button primary" name="verb" value="add">Add<' in html
    assert 'role="alert"' in html
    assert "<span>&lt;no&gt;</span>" in html
    sent = render('{% card_form "Import" file=True %}{% endcard_form %}')
    assert 'enctype="multipart/form-data"' in sent
    assert "primary" not in sent
    assert "alert" not in sent
