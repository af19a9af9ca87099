"""Runs a program and measures it, including all its descendants."""

import json
import subprocess
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from harness.console import HarnessError
from harness.facilities import TIMED
from harness.processes import descendants, resident_bytes
from harness.threads import ThreadTimes

#: The seconds between two samples of the memory of the processes.
SAMPLE_INTERVAL = 0.05


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
    #: User and system time by the name of the thread, if it was sampled.
    thread_seconds: dict[str, float] = field(default_factory=dict)


def measure(command: Sequence[str], folder: Path, name: str, threads: bool = False) -> Measurement:
    """Runs a program. Its output goes to files in the folder, which must exist. Raises `HarnessError` if it fails.

    With `threads`, samples the processor time of its threads, which makes it slower.
    """
    result, printed, errors = folder / "result.json", folder / "stdout", folder / "stderr"
    with printed.open("wb") as stdout, errors.open("wb") as stderr:
        launcher = subprocess.Popen([TIMED, result, *command], stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        sampler = ThreadTimes(launcher.pid) if threads else None
        with TreeMemory(launcher.pid) as memory, sampler or nullcontext():
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
        thread_seconds=sampler.seconds() if sampler else {},
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


def folder_bytes(folder: Path) -> int:
    """Returns the total size of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
