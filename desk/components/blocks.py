"""Parts of a page that stand around what a template writes between their tags: a list, a card with a form, a button."""

from __future__ import annotations

from collections.abc import Iterable

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def listed(content: str, label: str, *columns: str, further: Iterable[str] = (), act: str = "") -> SafeString:
    """`{% listed "Readers" "Email" "Since" act="Remove" %}rows{% endlisted %}`: a table with its head.

    `further` columns follow. `act` names the column of buttons for those who do not see that they are buttons. On a
    phone each row is a block.
    """
    head = {"label": label, "columns": (*columns, *further), "act": act}
    return render_to_string("listed.html", head | {"rows": content})


def card_form(
    context: Context, content: str, button: str, *, title: str = "", verb: str = "", error: str = "", file: bool = False
) -> SafeString:
    """`{% card_form "Add" title="New reader" verb="add" %}fields{% endcard_form %}`: posts `verb` to its own page.

    What is wrong with the fields (`error`) stands above them. `file` is for a form that sends one.
    """
    filled = {"fields": content, "button": button, "title": title, "verb": verb, "error": error, "file": file}
    return render_to_string("card_form.html", filled | {"csrf_token": context.get("csrf_token", "")})


def row_button(context: Context, content: str, name: str, value: object, verb: str) -> SafeString:
    """`{% row_button "camera" camera.pk "remove" %}Remove{% endrow_button %}`: posts `verb` and the row's value."""
    filled = {"name": name, "value": value, "verb": verb, "words": content}
    return render_to_string("row_button.html", filled | {"csrf_token": context.get("csrf_token", "")})
