"""What the kernel reports about running processes."""

import os
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")


def descendants(process: int) -> list[int]:
    """Returns all descendants of a process. A process that ends in the meantime is omitted."""
    found: list[int] = []
    waiting = [process]
    while waiting:
        for children in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            try:
                pids = [int(pid) for pid in children.read_text().split()]
            except OSError:
                continue
            found += pids
            waiting += pids
    return found


def resident_bytes(process: int) -> int:
    """Returns the resident memory of a process, or 0 if it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
