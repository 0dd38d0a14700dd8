"""Makes tables, buckets, translations and first accounts; run as a process of its own before ours start.

Prints the new accounts as JSON: a list of [username, password, role], empty when there were accounts already.
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
    from desk.catalogue import compile_catalogues

    compile_catalogues()
    call_command("migrate", verbosity=0)
    try:
        prepare()
    except StoreError as error:
        sys.exit(f"The store did not do it ({error}).")
    print(json.dumps([astuple(account) for account in ensure_first_accounts()]))


if __name__ == "__main__":
    main()
