"""`./bildstelle subscriber`: websites that are told by webhook."""

from __future__ import annotations

import datetime as dt
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from cli.support.errors import CommandError
from cli.support.moments import show_moment
from cli.support.options import AsJson, Data
from cli.support.output import print_answer, print_json, say
from cli.support.session import session

if TYPE_CHECKING:
    from archive.models import Delivery, Subscriber

subscribers = typer.Typer(help="Websites that are told by webhook what goes online.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The website's name.")]
Events = Annotated[
    list[str] | None,
    typer.Option(
        "--event",
        help="An event to be told of; may be repeated. If not given: whatever goes online, as before in a change.",
    ),
]


@subscribers.command("list")
def list_subscribers(data: Data = None, as_json: AsJson = False) -> None:
    """All websites, and how telling them goes."""
    with session(data, reads=True):
        from archive.models import Subscriber
        from archive.publishing.answers import sentence_of

        rows = [
            {
                "name": one.name,
                "url": one.url,
                "events": ", ".join(one.events),
                "told": show_moment(one.succeeded_at) if one.succeeded_at else "",
                "is": f"disabled: {sentence_of(one.trouble)}" if one.disabled_at else "on",
            }
            for one in Subscriber.objects.all()
        ]
        print_answer(rows, as_json=as_json, empty="No website yet. Add one: ./bildstelle subscriber add NAME URL")


@subscribers.command()
def add(
    name: Name,
    url: Annotated[str, typer.Argument(help="Where webhooks are sent.")],
    event: Events = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Add a website. Its secret is shown once."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.subscribers import EVENTS, add_subscriber

        made = add_subscriber(name, url, event or EVENTS, OPERATOR)
        _print_secret(made.name, made.secret, as_json=as_json)


@subscribers.command()
def change(
    name: Name,
    url: Annotated[str, typer.Option(help="Where webhooks are sent from now on.")] = "",
    event: Events = None,
    data: Data = None,
) -> None:
    """Change where a website's webhooks go, or of what it is told."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.subscribers import change_subscriber

        found = _find(name)
        change_subscriber(found, found.name, url or found.url, event or found.events, OPERATOR)
        say(f"{found.name}: {found.url}, {', '.join(found.events)}.")


@subscribers.command()
def rotate(
    name: Name,
    days: Annotated[int, typer.Option(min=0, max=90, help="How long the old secret signs as well.")] = 7,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Give a website a new secret, shown once. The old one signs as well for some days."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.subscribers import rotate_secret

        found = _find(name)
        _print_secret(found.name, rotate_secret(found, OPERATOR, dt.timedelta(days=days)), as_json=as_json)


@subscribers.command("test")
def try_out(name: Name, data: Data = None) -> None:
    """Send a test event. The log tells how it ended."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.subscribers import send_test

        send_test(_find(name), OPERATOR)
        say(f"A test is on its way. How it ended: ./bildstelle subscriber log {quote(name)}")


@subscribers.command()
def log(name: Name, data: Data = None, as_json: AsJson = False) -> None:
    """What was sent to a website of late, and how it ended."""
    with session(data, reads=True):
        rows = [_row(delivery) for delivery in _find(name).deliveries.select_related("release")[:50]]
        print_answer(rows, as_json=as_json, empty="Nothing was sent yet.")


@subscribers.command()
def replay(
    name: Name,
    delivery: Annotated[
        list[str] | None, typer.Option("--delivery", help="The id of one; all that did not arrive if not given.")
    ] = None,
    data: Data = None,
) -> None:
    """Send webhooks again, with the same ids: those that did not arrive, or the ones that are named."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.subscribers import replay_deliveries, undelivered

        found = _find(name)
        if found.disabled_at:
            raise CommandError(f"{name} is disabled. Enable it first: ./bildstelle subscriber enable {quote(name)}")
        chosen = found.deliveries.filter(tag__in=delivery) if delivery else undelivered(found)
        if unknown := set(delivery or []) - set(chosen.values_list("tag", flat=True)):
            never = ", ".join(sorted(unknown))
            raise CommandError(f"{name} was never sent {never}. The ids: ./bildstelle subscriber log {quote(name)}")
        say(f"{replay_deliveries(found, OPERATOR, list(chosen))} sent again.")


@subscribers.command()
def disable(name: Name, data: Data = None) -> None:
    """Send a website nothing any more. What happens meanwhile is kept for a replay."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.subscribers import disable_subscriber

        disable_subscriber(_find(name), OPERATOR)
        say(f"{name} is told nothing any more. Again: ./bildstelle subscriber enable {quote(name)}")


@subscribers.command()
def enable(
    name: Name,
    replay: Annotated[bool, typer.Option("--replay", help="Send what did not arrive, too.")] = False,
    data: Data = None,
) -> None:
    """Tell a website again."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.subscribers import enable_subscriber

        count = enable_subscriber(_find(name), OPERATOR, replay=replay)
        say(f"{name} is told again; {count} sent again.")


@subscribers.command()
def remove(name: Name, data: Data = None) -> None:
    """Forget a website with its secret and log."""
    with session(data):
        from archive.audit import OPERATOR
        from archive.publishing.subscribers import remove_subscriber

        remove_subscriber(_find(name), OPERATOR)
        say(f"{name} is forgotten.")


def _row(delivery: Delivery) -> dict[str, object]:
    from archive.publishing.answers import sentence_of

    return {
        "id": delivery.tag,
        "event": delivery.event,
        "release": delivery.release.slug if delivery.release else "",
        "when": show_moment(delivery.created_at),
        "tries": delivery.attempts,
        "arrived": show_moment(delivery.delivered_at) if delivery.delivered_at else "",
        "next": show_moment(delivery.due_at) if delivery.due_at else "",
        "answer": sentence_of(delivery.answer) if delivery.answer else "",
    }


def _find(name: str) -> Subscriber:
    from archive.models import Subscriber

    found = Subscriber.objects.filter(name=name).first()
    if found is None:
        raise CommandError(f"There is no website named {name}. These there are: ./bildstelle subscriber list")
    return found


def _print_secret(name: str, secret: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"name": name, "secret": secret})
    else:
        say(f"{name} checks webhooks with this secret. It is shown only now.")
        say(f"  {secret}")
