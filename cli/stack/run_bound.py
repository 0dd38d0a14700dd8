"""Runs a program bound to its parent: the kernel sends it SIGNAL when the parent's thread that started it ends.

    python -I -S run_bound.py PARENT SIGNAL USER /PATH/TO/PROGRAM ARGUMENTS...

PARENT is the parent's process id; USER may be empty. Services are started from the main thread, because the kernel
watches the thread and not the process. A script instead of `preexec_fn`, which may deadlock in a process with threads.
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
    # After the change of user, which clears the setting.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal), 0, 0, 0)
    if os.getppid() != int(parent):  # the parent ended before the prctl call
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606  (a list of our own, no shell)


main()
