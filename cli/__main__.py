"""`./bildstelle`: importing a command's module registers it."""

from cli.commands import captions, demo, drop, env, photographer, publish, release, repair, review, status, up
from cli.support.app import main

__all__ = ["captions", "demo", "drop", "env", "photographer", "publish", "release", "repair", "review", "status", "up"]

if __name__ == "__main__":
    main()
