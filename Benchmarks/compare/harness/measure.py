"""Runs a program and measures it, including all its descendants."""

import json
import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.console import HarnessError
from harness.facilities import TIMED

#: The seconds between two samples of the memory of the processes.
SAMPLE_INTERVAL = 0.05

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measurement:
    """The measured cost of a program, and its output."""

    wall_seconds: float
    #: User and system time of all processes.
    cpu_seconds: float
    #: The peak resident memory: the larger of the largest sampled sum over all processes, and the kernel's maximum for
    #: the largest process.
    peak_bytes: int
    output: str


def measure(command: Sequence[str], folder: Path, name: str) -> Measurement:
    """Runs a program. Its output goes to files in the folder, which must exist. Raises `HarnessError` if it fails."""
    result, printed, errors = folder / "result.json", folder / "stdout", folder / "stderr"
    with printed.open("wb") as stdout, errors.open("wb") as stderr:
        launcher = subprocess.Popen([TIMED, result, *command], stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        with TreeMemory(launcher.pid) as memory:
            launcher.wait()
    usage = json.loads(result.read_text()) if launcher.returncode == 0 else {"status": launcher.returncode}
    if usage["status"] != 0:
        message = errors.read_text(errors="replace")[-2000:]
        raise HarnessError(f"{name} ended with {usage['status']}:\n{message}")
    return Measurement(
        wall_seconds=usage["wall_seconds"],
        cpu_seconds=round(usage["user_seconds"] + usage["system_seconds"], 6),
        peak_bytes=max(usage["largest_process_bytes"], memory.largest),
        output=printed.read_text(),
    )


class TreeMemory:
    """Samples the resident memory of all descendants of a process, in a thread."""

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


def folder_bytes(folder: Path) -> int:
    """Returns the total size of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
