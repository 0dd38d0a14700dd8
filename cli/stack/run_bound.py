"""Becomes another program that cannot outlive the process which started it.

    python -I -S leash.py PARENT SIGNAL USER /PATH/TO/PROGRAM ARGUMENTS...

A script of its own instead of `preexec_fn`, which may deadlock in a process with threads. The kernel sends
SIGNAL when the *thread* that started us ends, so services are started from the main thread.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, signal, user, *command = sys.argv[1:]
    if user:
        entry = pwd.getpwnam(user)
        os.initgroups(user, entry.pw_gid)
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
    # Only now: a change of user clears it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal), 0, 0, 0)
    if os.getppid() != int(parent):  # it ended before the leash was on
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  (a list of our own, no shell)


main()
