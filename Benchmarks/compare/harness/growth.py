"""`Benchmarks/compare/growth`: ingests a whole corpus, and compares its cost per row with that of four archives."""

import argparse
import dataclasses
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness import facilities, growth_report, machine, options, record
from harness.answers import Agreement, parse
from harness.archives import Archive, archive_set, warm
from harness.console import HarnessError, report, run_command
from harness.contenders import CONTENDERS, Contender, fill
from harness.facilities import Facilities
from harness.growth_report import Ingest
from harness.measure import folder_bytes, measure
from harness.queries import PASSES, StoreQueries
from harness.rounds import Rounds
from harness.shapes import SHAPES, WORDS

#: The disk space per row: its share of an archive, of the store and of an export of all totals, and a reserve.
BYTES_PER_ROW = 12


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the options."""
    made = options.parser("growth", "Ingests a whole corpus, queries it, and writes a dated record.")
    positive = options.positive
    made.add_argument(
        "--archives", type=positive, default=38, help="number of archives, up to 39 (default: %(default)s)"
    )
    made.add_argument(
        "--rows", type=positive, default=37_650_000, help="approximate rows per archive (default: %(default)s)"
    )
    made.add_argument(
        "--base-archives", type=positive, default=4, help="archives of the small set (default: %(default)s)"
    )
    made.add_argument(
        "--base-rows",
        type=positive,
        help="rows per archive of the small set (default: 10180000, or --rows if that is less)",
    )
    made.add_argument("--base-rounds", type=positive, default=5, help="ingests of the small set (default: %(default)s)")
    made.add_argument("--runs", type=positive, default=10, help="runs per query (default: %(default)s)")
    made.add_argument("--pass-runs", type=positive, default=1, help="runs per export (default: %(default)s)")
    return made


@dataclass(frozen=True)
class Subject:
    """The build that is measured, and how it ingests."""

    contender: Contender
    program: Path
    placeholders: dict[str, str]


def subject(available: Facilities, isal: bool, cores: int) -> Subject:
    """Returns the requested build. Raises `HarnessError` if it is missing."""
    if isal and available.ngrams_isal is None:
        raise HarnessError(f"--isal: {available.missing['ngrams-isal']}")
    name = "ngrams-isal" if isal else "ngrams"
    contender = next(contender for contender in CONTENDERS if contender.name == name)
    program = available.ngrams_isal if isal else available.ngrams
    return Subject(contender, program, available.placeholders() | {"cores": str(cores), "program": str(program)})


def ingest_base(
    available: Facilities, measured: Subject, archives: list[Archive], arguments: argparse.Namespace
) -> Ingest:
    """Ingests the small set several times, each time into a new store, and returns the medians."""
    rounds = Rounds(available, archives, arguments.scratch, int(measured.placeholders["cores"]))
    rounds.run([measured.contender], arguments.base_rounds, repeat_slow=True)
    return Ingest.medians(rounds.runs, archives, rounds.agreements[False].facts())


def ingest_all(measured: Subject, archives: list[Archive], folder: Path) -> Ingest:
    """Ingests the large set into a new store, which remains in the folder, and checks its numbers."""
    placeholders = measured.placeholders | {"out": str(folder / "out")}
    (folder / "out").mkdir()
    warm(archives)
    os.sync()
    command = fill(measured.contender.command, placeholders, [str(archive.path) for archive in archives])
    measurement = measure(command, folder, "the ingest")
    report(
        f"{len(archives)} archives: {measurement.wall_seconds:.1f} s, {measurement.peak_bytes / 1e6:,.0f} MB of memory"
    )
    disk = folder_bytes(folder / "out")
    answered = measure(fill(measured.contender.answer, placeholders, []), folder, "the answer")
    agreement = Agreement.about(archives)
    agreement.check(parse(answered.output, "the store"), "the store")
    return Ingest(
        archives=len(archives),
        answer=agreement.facts(),
        wall_seconds=[measurement.wall_seconds],
        cpu_seconds=measurement.cpu_seconds,
        peak_bytes=measurement.peak_bytes,
        disk_bytes=disk,
    )


def check_space(arguments: argparse.Namespace) -> None:
    """Raises `HarnessError` if the disk has clearly too little free space."""
    needed = arguments.archives * arguments.rows * BYTES_PER_ROW
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(arguments.scratch).free
    if free < needed:
        raise HarnessError(f"about {needed / 1e9:.0f} GB of disk space are needed, but {free / 1e9:.0f} GB are free")


def grow(arguments: argparse.Namespace) -> None:
    """Prepares, ingests, runs the queries, and writes the record."""
    command = options.repeat_command(parser(), arguments)
    check_space(arguments)
    available = facilities.prepare({"zlib", "isal", "ngrams-isal"}, arguments.isal, install=not arguments.no_install)
    base_rows = arguments.base_rows or min(arguments.rows, 10_180_000)
    words = next(shape for shape in SHAPES if shape.name == WORDS)
    base = archive_set(available.samples, words.resized(arguments.base_archives, base_rows), None)
    archives = archive_set(available.samples, words.resized(arguments.archives, arguments.rows), arguments.data)
    cores = options.limit_cores(arguments.cores)
    measured = subject(available, arguments.isal, cores)

    folder = Path(tempfile.mkdtemp(prefix="growth-", dir=arguments.scratch))
    try:
        ingests = [ingest_base(available, measured, base, arguments), ingest_all(measured, archives, folder)]
        placeholders = measured.placeholders | {"store": str(folder / "out" / "store.sqlite")}
        store = StoreQueries(placeholders, archives, folder, prefix="qu")
        queries = store.run_queries(arguments.runs)
        passes = store.run_passes(PASSES, arguments.pass_runs, ingests[-1].answer)
    finally:
        shutil.rmtree(folder, ignore_errors=True)

    environment = {"machine": machine.machine(cores), "versions": machine.versions(available)}
    found = growth_report.sections(measured.contender.title, ingests, queries, passes)
    raw = environment | {
        "command": command,
        "ingests": [dataclasses.asdict(ingest) for ingest in ingests],
        "queries": queries,
        "passes": passes,
    }
    record.save("growth", record.page("Growth", found, environment, command), raw, arguments.output)


def main() -> int:
    """Runs the command and returns the exit code."""
    arguments = parser().parse_args()
    return run_command(lambda: grow(arguments))


if __name__ == "__main__":
    sys.exit(main())
