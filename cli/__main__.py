"""`./bildstelle`."""

import gc
import os

# Imports make a hundred thousand objects that stay; looking through them again and again took a tenth of a command.
gc.set_threshold(500_000)
# Pydantic would look through every installed package for plugins; there are none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from cli.app import main  # noqa: E402

if __name__ == "__main__":
    main()
