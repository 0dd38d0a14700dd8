"""The demo: a whole press event on real servers, from dropped photos to a manifest checked from outside."""

from __future__ import annotations

import json
import os
import sys
import time
import webbrowser
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from pathlib import Path

from cli.sample.event import PHOTOGRAPHERS, Shot, plan_shots
from cli.sample.files import write_cards_in_background
from cli.stack.stack import Account, Stack
from cli.stack.stack_config import DEFAULT_DATA
from cli.support.output import say
from cli.support.running_stack import print_addresses, running_stack, supervise_stack
from cli.support.session import session


@dataclass(frozen=True)
class Result:
    """The demo's figures: photos published, files refused, public files checked, addresses, seconds."""

    photos: int
    refused: int
    files: int
    manifest: str
    page: str
    seconds: float


def run_demo(data: Path | None, *, once: bool, small: bool, as_json: bool) -> None:
    """Start the stack and run the sample event; unless `once`, keep the stack running then, until Ctrl-C."""
    started = time.monotonic()
    shots = plan_shots(small=small)
    # The sample photos are made while the stack starts.
    with write_cards_in_background(shots) as cards, running_stack(data or DEFAULT_DATA / "demo", None) as stack:
        with session(stack.data):
            result, accounts = _run_event(stack, shots, cards, started)
        if not once:
            stack.first_accounts = [*stack.first_accounts, *accounts]
            print_addresses(stack)
        _print_result(result)
        if not once:
            _open(result.page)
            supervise_stack(stack)
    if as_json:
        print(json.dumps(asdict(result)))


def _run_event(
    stack: Stack, shots: Sequence[Shot], cards: Future[Path], started: float
) -> tuple[Result, list[Account]]:
    from cli.sample import scenario
    from cli.support.publication import request_publication, wait_until_public
    from cli.support.uploads import wait_until_developed

    meanwhile = _restarter(stack)
    release = scenario.make_release()
    keys, accounts = scenario.make_photographers(new_press_password=not stack.first_accounts)
    say(f"1. {' and '.join(PHOTOGRAPHERS.values())} drop {len(shots)} photos, each with a key of their own.")
    scenario.drop_cards(cards.result(), release, keys)
    say("2. The workers read, credit and render them.")
    wait_until_developed(release.slug, [f"{slug}/{release.slug}/" for slug in keys], meanwhile)
    refused = scenario.check_development(release, shots)
    say("3. The press office brings in captions in two languages, approves and publishes.")
    scenario.caption_photos(release, shots)
    scenario.approve_all(release)
    request_publication(release)
    wait_until_public(release.slug, meanwhile)
    say("4. A website fetches the manifest and every file it leads to.")
    files, url = scenario.verify_publication(release, len(shots), meanwhile)
    page = f"{url.removesuffix('manifest.json')}index.html"
    return Result(len(shots), refused, files, url, page, round(time.monotonic() - started, 1)), accounts


def _restarter(stack: Stack) -> Callable[[], None]:
    """A function that restarts crashed services; call it in the main thread, for they end with their starter."""

    def restart_crashed() -> None:
        for service in stack.services.values():
            if service.wanted and not service.running:
                say(f"{service.name} ended ({service.exit_status}), see {service.log}; it is started again.")
                service.start()

    return restart_crashed


def _open(address: str) -> None:
    """Show the release's page where a person sits before a screen."""
    if sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        webbrowser.open(address)


def _print_result(result: Result) -> None:
    folder = result.manifest.removesuffix("manifest.json")
    root = folder.split("/releases/")[0]
    say(
        f"\nVerified after {result.seconds} s: {result.photos} photos are public; {result.files} addresses give "
        "what the manifest promises, with credit and captions inside, without GPS or serial number."
    )
    say(f"  release page  {result.page}")
    say(f"  media portal  {root}/index.html")
    say(f"  manifest      {result.manifest}")
    say(f"  captions      {folder}captions.csv")
    say(f"  all releases  {root}/releases/index.json")
