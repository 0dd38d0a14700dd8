"""`./bildstelle`."""

import gc

# Imports make a hundred thousand objects that stay; looking through them again and again took a tenth of a command.
gc.set_threshold(50_000)

from cli.app import main  # noqa: E402

if __name__ == "__main__":
    main()
