"""`Benchmarks/compare/many`: ingests many small archives, then the same unchanged archives again."""

import argparse
import dataclasses
import os
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from harness import facilities, machine, options, record
from harness.answers import Agreement, parse
from harness.archives import Archive, archive_set, warm
from harness.console import report, run_command
from harness.contenders import CONTENDERS, fill
from harness.measure import Measurement, measure
from harness.rounds import Run
from harness.shapes import SMALL

FIRST = "first time"
UNCHANGED = "unchanged"


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the options."""
    made = options.parser("many", "Ingests many small archives twice, and writes a dated record.")
    made.add_argument("--rounds", type=options.positive, default=3, help="ingests of each kind (default: %(default)s)")
    made.add_argument(
        "--archives", type=options.positive, default=SMALL.archives, help="number of archives (default: %(default)s)"
    )
    made.add_argument(
        "--rows", type=options.positive, default=SMALL.rows, help="approximate rows per archive (default: %(default)s)"
    )
    return made


def ingest_twice(archives: list[Archive], placeholders: dict[str, str], number: int, scratch: Path) -> list[Run]:
    """Ingests the archives into a new store, checks its numbers, and ingests the unchanged archives again."""
    folder = Path(tempfile.mkdtemp(prefix="many-", dir=scratch))
    try:
        out = folder / "out"
        out.mkdir()
        contender = next(contender for contender in CONTENDERS if contender.name == "ngrams")
        placeholders = placeholders | {"out": str(out)}
        # The command has the folder of the archives, because the system limits the size of the arguments.
        command = fill(contender.command, placeholders, [str(archives[0].path.parent)])
        warm(archives)
        os.sync()
        first = measure(command, folder, FIRST)
        answered = measure(fill(contender.answer, placeholders, []), folder, "the answer")
        Agreement.about(archives).check(parse(answered.output, "the store"), "the store")
        disk = sum(file.stat().st_size for file in out.iterdir())
        again = measure(command, folder, UNCHANGED)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [run_of(FIRST, number, first, disk), run_of(UNCHANGED, number, again, disk)]


def run_of(kind: str, number: int, measurement: Measurement, disk: int) -> Run:
    """Returns the record of an ingest."""
    memory = f"{measurement.peak_bytes / 1e6:,.0f} MB of memory"
    report(f"round {number}: {kind}: {measurement.wall_seconds:.2f} s, {memory}")
    return Run(kind, number, measurement.wall_seconds, measurement.cpu_seconds, measurement.peak_bytes, disk)


def sections(runs: list[Run], archives: list[Archive]) -> dict[str, str]:
    """Returns the sections of the page, keyed by their headings."""
    compressed = sum(archive.compressed_bytes for archive in archives)
    rows = sum(archive.rows or 0 for archive in archives)
    head = ("ingest", "wall s", "range", "CPU s", "peak memory MB", "store MB", "runs")
    lines = []
    for kind in (FIRST, UNCHANGED):
        own = [run for run in runs if run.contender == kind]
        walls = [run.wall_seconds for run in own]
        lines.append(
            (
                kind,
                record.seconds(median(walls)),
                record.spread(walls),
                record.seconds(median(run.cpu_seconds for run in own)),
                record.megabytes(max(run.peak_bytes for run in own)),
                record.megabytes(median(run.disk_bytes for run in own)),
                str(len(own)),
            )
        )
    return {
        "": f"{len(archives):,} archives of 2020 in one folder, {record.megabytes(compressed)} MB compressed, {rows:,} "
        "rows, in the page cache. `Benchmarks/compare/README.md` explains what is measured and how to read it.",
        "Medians": record.table(head, lines),
    }


def many(arguments: argparse.Namespace) -> None:
    """Prepares, ingests, and writes the record."""
    command = options.repeat_command(parser(), arguments)
    available = facilities.prepare({"ngrams-isal"} if arguments.isal else set(), arguments.isal, install=False)
    # The program that reads the answer reads it.
    os.environ["EDITION"] = SMALL.edition
    shape = SMALL.resized(arguments.archives, arguments.rows)
    archives = archive_set(available.samples, shape, arguments.data)
    cores = options.limit_cores(arguments.cores)
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    placeholders = available.placeholders() | {"cores": str(cores)}
    if arguments.isal:
        placeholders["ngrams"] = placeholders["ngrams_isal"]
    runs = []
    for number in range(1, arguments.rounds + 1):
        runs += ingest_twice(archives, placeholders, number, arguments.scratch)

    environment = {"machine": machine.machine(cores), "versions": machine.versions(available)}
    raw = environment | {"command": command, "runs": [dataclasses.asdict(run) for run in runs]}
    text = record.page("Many archives", sections(runs, archives), environment, command)
    record.save("many", text, raw, arguments.output)


def main() -> int:
    """Runs the command and returns the exit code."""
    arguments = parser().parse_args()
    return run_command(lambda: many(arguments))


if __name__ == "__main__":
    sys.exit(main())
