"""`./bildstelle env`: the running stack's variables, for other programs."""

from __future__ import annotations

import json
import shlex
import time
from pathlib import Path
from typing import Annotated

import typer

from cli.support.connection import read_environment
from cli.support.errors import CommandError
from cli.support.options import AsJson, Data

_TIMEOUT = 180.0


def env(
    data: Data = None,
    as_json: AsJson = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until a stack that is starting is ready.")] = False,
) -> None:
    """Print the running stack's endpoints, buckets and keys: eval "$(./bildstelle env)", then aws s3 ls."""
    variables = _when_ready(data) if wait else read_environment(data)
    variables |= {
        "AWS_ACCESS_KEY_ID": variables["BILDSTELLE_S3_ACCESS_KEY"],
        "AWS_SECRET_ACCESS_KEY": variables["BILDSTELLE_S3_SECRET_KEY"],
        "AWS_ENDPOINT_URL": variables["BILDSTELLE_S3_ENDPOINT"],
        "AWS_REGION": variables["BILDSTELLE_S3_REGION"],
        "AWS_DEFAULT_REGION": variables["BILDSTELLE_S3_REGION"],
    }
    if as_json:
        print(json.dumps(variables, indent=2))
    else:
        print("\n".join(f"export {name}={shlex.quote(value)}" for name, value in sorted(variables.items())))


def _when_ready(data: Path | None) -> dict[str, str]:
    """The variables once the desk, which starts last, answers. Raises CommandError when it does not in time."""
    deadline = time.monotonic() + _TIMEOUT
    while True:
        try:
            variables = read_environment(data)
        except CommandError:
            if time.monotonic() > deadline:
                raise
        else:
            if _answers(f"{variables['BILDSTELLE_PUBLIC_URL']}/healthz"):
                return variables
            if time.monotonic() > deadline:
                raise CommandError("The stack is starting, but its desk does not answer. Look at what `up` printed.")
        time.sleep(0.3)


def _answers(url: str) -> bool:
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  (http, the stack's own address)
            return True
    except OSError:
        return False
