"""Holders: the names under which processes hold leases, and which of them are certainly gone.

A name says on which machine, in which space of process numbers, by which process and since when. `leasing` makes and
judges them. Only a name from the very place we run in can be judged; all others are taken for alive.
"""

import os
import socket
from datetime import datetime
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NUMBERS = Path("/proc/self/ns/pid")


def name(started_at: datetime) -> str:
    """Name this runner; two runners of one process differ by when they started."""
    return f"{_place()}:{os.getpid()}:{started_at.isoformat()}"


def is_gone(holder: str) -> bool:
    """Tell whether the process behind a name is certainly dead, as after a kill -9 on this machine."""
    place, _, rest = holder.partition(":")
    number = rest.partition(":")[0]
    if not number.isdecimal() or place != _place() or "/" not in place:
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):  # somebody else's process: it is alive, whatever it is
        return False
    return False


def _place() -> str:
    """The machine since it was started, and the space of process numbers; the machine alone where we can't tell.

    Containers may share a host name and number their processes alike, so the host name does not tell them apart.
    """
    host = socket.gethostname().replace(":", "-").replace("/", "-")
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()[:8]
        return f"{host}/{boot}/{_NUMBERS.stat().st_ino}"
    except OSError:
        return host
