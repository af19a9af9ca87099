"""Runs a program in a process of its own and measures it with all its descendants."""

import json
import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.console import HarnessError
from harness.facilities import TIMED

#: Seconds between two looks at the memory of a program's processes.
SAMPLE_INTERVAL = 0.05

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measurement:
    """What a program took, and what it printed."""

    wall_seconds: float
    #: User and system, of all processes.
    cpu_seconds: float
    #: Resident memory: the largest sum over all processes that was seen, or the kernel's mark of the largest process,
    #: whichever is more.
    peak_bytes: int
    output: str


def measure(command: Sequence[str], folder: Path, name: str) -> Measurement:
    """Runs a program; notes on it go to the folder, which is there. Throws `HarnessError` when it fails."""
    result, printed, errors = folder / "result.json", folder / "stdout", folder / "stderr"
    with printed.open("wb") as stdout, errors.open("wb") as stderr:
        launcher = subprocess.Popen([TIMED, result, *command], stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        with TreeMemory(launcher.pid) as memory:
            launcher.wait()
    took = json.loads(result.read_text()) if launcher.returncode == 0 else {"status": launcher.returncode}
    if took["status"] != 0:
        said = errors.read_text(errors="replace")[-2000:]
        raise HarnessError(f"{name} ended with {took['status']}:\n{said}")
    return Measurement(
        wall_seconds=took["wall_seconds"],
        cpu_seconds=round(took["user_seconds"] + took["system_seconds"], 6),
        peak_bytes=max(took["largest_process_bytes"], memory.largest),
        output=printed.read_text(),
    )


class TreeMemory:
    """Looks again and again, in a thread, at the resident memory of all descendants of a process."""

    def __init__(self, root: int) -> None:
        self.largest = 0
        self._root = root
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "TreeMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_INTERVAL):
            self.largest = max(self.largest, sum(map(resident_bytes, descendants(self._root))))


def descendants(process: int) -> list[int]:
    """The children of a process, their children, and so on. A process that ends meanwhile is left out."""
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
    """The resident memory of a process; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def folder_bytes(folder: Path) -> int:
    """The sizes of all files in and below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
