"""The one error that a command reports to the operator."""


class CommandError(Exception):
    """What went wrong and what to do about it; ends the command with status 1."""
