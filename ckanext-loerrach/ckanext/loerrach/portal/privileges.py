"""What a child process is allowed to do: never root's PostgreSQL, never a life without us.

PostgreSQL refuses to run as root. Where we are root it runs as `nobody`, who may not enter the
portal's closed folder nor a virtual environment below /root. On Linux it therefore keeps one
capability, CAP_DAC_READ_SEARCH (capabilities(7)), which lets it enter folders, and write none.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import struct
import sys
from collections.abc import Callable

#: PostgreSQL refuses to run as root; then it runs as this user, which every Linux has
UNPRIVILEGED = "nobody"

# <linux/prctl.h>, <linux/capability.h>
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_CHILD_SUBREAPER = 1, 8, 36
PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 47, 2
CAPABILITY_VERSION_3, CAP_DAC_READ_SEARCH = 0x20080522, 2
# <linux/securebits.h>
PR_GET_SECUREBITS, PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP = 27, 28, 1 << 2

LIBC = ctypes.CDLL(None, use_errno=True)


def account() -> pwd.struct_passwd | None:
    """The user PostgreSQL runs as where we are root, None where it is ourselves."""
    return pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None


def die_with_parent(sign: signal.Signals) -> None:
    """Have the kernel send us this signal when the process that started us is gone.

    To the kernel that is the thread that started us: servers are started from main threads.
    """
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent died, so that none escapes us."""
    if sys.platform == "linux":
        LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def child(sign: signal.Signals, user: pwd.struct_passwd | None = None) -> Callable[[], None]:
    """What a new process does before its program: own group, other user, dies with us.

    An own process group keeps Ctrl-C of the terminal from reaching it: we stop it, in order.
    """
    parent = os.getpid()

    def prepare() -> None:
        os.setpgid(0, 0)
        if user:
            become(user)
        # after the change of user, which clears the signal (prctl(2))
        die_with_parent(sign)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def become(user: pwd.struct_passwd) -> None:
    """Turn from root into this user, keeping the right to enter folders where the kernel lets us.

    For a forked child before its exec.
    """
    kept = sys.platform == "linux" and _keep_capabilities()
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)
    if kept:
        header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
        bit = 1 << CAP_DAC_READ_SEARCH
        # a container without this capability says no; then the folders have to be open enough
        if LIBC.capset(header, struct.pack("6I", bit, bit, bit, 0, 0, 0)) == 0:
            LIBC.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0)
        else:
            LIBC.capset(header, bytes(24))


def _keep_capabilities() -> bool:
    """Have the kernel leave our capabilities when we change the user.

    By the securebit, access(2) counts them for the new user as well, which PostgreSQL asks about
    its own programs; without CAP_SETPCAP only PR_SET_KEEPCAPS is left, and it does not.
    """
    bits = LIBC.prctl(PR_GET_SECUREBITS, 0, 0, 0, 0)
    if bits >= 0 and LIBC.prctl(PR_SET_SECUREBITS, bits | SECBIT_NO_SETUID_FIXUP, 0, 0, 0) == 0:
        return True
    return bool(LIBC.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0)


def can_enter(user: pwd.struct_passwd, *paths: str) -> bool:
    """Can this user, as `become` makes it, read and run these files, enter these folders?

    Asked with access(2), as PostgreSQL asks.
    """
    pid = os.fork()
    if pid == 0:
        readable = False
        try:
            become(user)
            readable = all(os.access(path, os.R_OK | os.X_OK) for path in paths)
        finally:
            os._exit(0 if readable else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
