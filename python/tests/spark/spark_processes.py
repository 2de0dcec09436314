"""Processes below this one, by /proc, so that a test ends only what it has started."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def below(root: int) -> list[int]:
    """All descendants of a process."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name may hold anything, in brackets.
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, rest = [], [root]
    while rest:
        more = children.get(rest.pop(), [])
        found += more
        rest += more
    return found


def executors(root: int) -> list[int]:
    """The executors of Spark among them."""
    found = []
    for process in below(root):
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:
            continue
        if b"CoarseGrainedExecutorBackend" in words:
            found.append(process)
    return found


def kill(processes: list[int]) -> None:
    """Ends processes at once."""
    for process in processes:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass
