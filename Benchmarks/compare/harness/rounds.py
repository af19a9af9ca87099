"""Runs the contenders in rounds, each run in a new folder that is removed afterwards."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness.answers import Agreement, parse
from harness.archives import Archive, warm
from harness.console import report
from harness.contenders import Contender, Group, fill
from harness.facilities import Facilities
from harness.measure import Measurement, folder_bytes, measure

#: The key of the stored size in an answer, for contenders whose folder also contains other files.
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
        """Runs `rounds` rounds of all contenders. Raises `HarnessError` if one fails or contradicts another."""
        for number in range(1, rounds + 1):
            for contender in contenders:
                if number == 1 or repeat_slow or not contender.once:
                    self._run(contender, number)

    def _run(self, contender: Contender, number: int) -> None:
        one = contender.group is Group.ONE
        archives = self._archives[:1] if one else self._archives
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=self._scratch))
        try:
            measurement, answer, disk = self._measure(contender, archives, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        disk = answer.pop(STORED_BYTES, disk)
        self.agreements[one].check(answer, contender.name)
        run = Run(
            contender.name, number, measurement.wall_seconds, measurement.cpu_seconds, measurement.peak_bytes, disk
        )
        self.runs.append(run)
        report(
            f"round {number}: {run.contender}: {run.wall_seconds:.2f} s, {run.cpu_seconds:.2f} s of CPU time, "
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
        # The data of earlier runs must not be written to the disk during this run.
        os.sync()
        measurement = measure(fill(contender.command, placeholders, paths), folder, contender.name)
        if contender.answer is None:
            # Files that remain in the folder are temporary files.
            return measurement, parse(measurement.output, contender.name), 0
        disk = folder_bytes(out)
        answered = measure(fill(contender.answer, placeholders, []), folder, f"the answer of {contender.name}")
        return measurement, parse(answered.output, contender.name), disk
