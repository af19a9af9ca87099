"""Runs the contenders in turn, round after round, each in a new folder that is removed after."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness.answers import Agreement, parse
from harness.archives import Archive, warm
from harness.console import say
from harness.contenders import Contender, Group, fill
from harness.facilities import Facilities
from harness.measure import Measurement, folder_bytes, measure

#: Of an answer: the size of what is stored, where the folder holds more than that.
STORED_BYTES = "stored_bytes"


@dataclass(frozen=True)
class Run:
    """One run of one contender."""

    contender: str
    round: int
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    disk_bytes: int


class Rounds:
    """The runs of a comparison."""

    def __init__(self, facilities: Facilities, archives: list[Archive], scratch: Path, cores: int) -> None:
        self.runs: list[Run] = []
        self.agreements = {True: Agreement.about(archives[:1]), False: Agreement.about(archives)}
        self._placeholders = facilities.placeholders() | {"cores": str(cores)}
        self._archives = archives
        self._scratch = scratch
        scratch.mkdir(parents=True, exist_ok=True)

    def run(self, contenders: list[Contender], rounds: int, repeat_slow: bool) -> None:
        """Runs all of them `rounds` times in turn. Throws `HarnessError` when one fails or they do not agree."""
        for number in range(1, rounds + 1):
            for contender in contenders:
                if number == 1 or repeat_slow or not contender.once:
                    self._run(contender, number)

    def _run(self, contender: Contender, number: int) -> None:
        one = contender.group is Group.ONE
        archives = self._archives[:1] if one else self._archives
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=self._scratch))
        try:
            took, answer, disk = self._measure(contender, archives, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        disk = answer.pop(STORED_BYTES, disk)
        self.agreements[one].hold(answer, contender.name)
        run = Run(contender.name, number, took.wall_seconds, took.cpu_seconds, took.peak_bytes, disk)
        self.runs.append(run)
        say(
            f"round {number}: {run.contender}: {run.wall_seconds:.2f} s, {run.cpu_seconds:.2f} s of processors, "
            f"{run.peak_bytes / 1e6:,.0f} MB of memory, {run.disk_bytes / 1e6:,.1f} MB on disk"
        )

    def _measure(
        self, contender: Contender, archives: list[Archive], folder: Path
    ) -> tuple[Measurement, dict[str, int], int]:
        out = folder / "out"
        out.mkdir()
        placeholders = self._placeholders | {"out": str(out)}
        paths = [str(archive.path) for archive in archives]
        warm(archives)
        # What was written before shall not be written to the disk during this run.
        os.sync()
        took = measure(fill(contender.command, placeholders, paths), folder, contender.name)
        if contender.answer is None:
            # Whatever is left there is scrap of the work.
            return took, parse(took.output, contender.name), 0
        disk = folder_bytes(out)
        told = measure(fill(contender.answer, placeholders, []), folder, f"the answer of {contender.name}")
        return took, parse(told.output, contender.name), disk
