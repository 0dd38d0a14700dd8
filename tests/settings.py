"""Settings for tools that read the code without running it (mypy, makemigrations): nothing here is ever contacted."""

import os

for _name, _value in {
    "SECRET_KEY": "only-for-tools-that-never-start-a-server",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "BROKER_URL": "redis://127.0.0.1:1/0",
    "S3_ACCESS_KEY": "none",
    "S3_SECRET_KEY": "none",
    "S3_PUBLIC_URL": "http://127.0.0.1:1/press",
    "EVENTS_TOKEN": "none-none-none-none",
}.items():
    os.environ.setdefault(f"BILDSTELLE_{_name}", _value)

from config.settings import *  # noqa: E402, F403  (the whole point of this module)
