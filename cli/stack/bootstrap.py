"""Prepares an installation: migrates, sets up buckets, creates the first accounts.

Runs as a process of its own before the desk and the workers start. The last line it prints is a JSON list of the new
accounts, [username, password, role] each; it is empty when accounts exist already.
"""

from __future__ import annotations

import json
import sys
from dataclasses import astuple

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    from archive.people.accounts import ensure_first_accounts
    from archive.store.errors import StoreError
    from archive.store.setup import prepare
    from cli.stack.restore_mark import is_marked

    if is_marked():
        sys.exit("A restore into this stack was interrupted. Run the same ./bildstelle restore again to finish it.")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    try:
        prepare()
    except StoreError as error:
        sys.exit(f"The store did not do it ({error}).")
    print(json.dumps([astuple(account) for account in ensure_first_accounts()]))


if __name__ == "__main__":
    main()
