"""`Benchmarks/compare/growth`: a whole corpus in one store, against the four archives of the comparison."""

import argparse
import dataclasses
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness import facilities, growth_report, machine, options, record
from harness.answers import Agreement, Answer, parse
from harness.archives import Archive, archive_set, warm
from harness.console import HarnessError, ending, say
from harness.contenders import CONTENDERS, Contender, fill
from harness.facilities import Facilities
from harness.growth_report import Ingest
from harness.measure import folder_bytes, measure
from harness.queries import PASSES, QUERIES, Questioner
from harness.rounds import Rounds

#: Of disk, for a row: its share of an archive, of the store, of an export of all totals, and some to spare.
BYTES_PER_ROW = 12


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = options.parser("growth", "Ingests a whole corpus, asks it, and writes a dated record.")
    positive = options.positive
    made.add_argument("--archives", type=positive, default=38, help="how many (default: %(default)s, at most 39)")
    made.add_argument("--rows", type=positive, default=37_650_000, help="rows of each, about (default: %(default)s)")
    made.add_argument("--base-archives", type=positive, default=4, help="of the small store (default: %(default)s)")
    made.add_argument("--base-rows", type=positive, help="rows of each (default: 10180000, or --rows if that is less)")
    made.add_argument("--base-rounds", type=positive, default=5, help="ingests of those (default: %(default)s)")
    made.add_argument("--runs", type=positive, default=10, help="runs of each query (default: %(default)s)")
    made.add_argument("--pass-runs", type=positive, default=1, help="runs of each export (default: %(default)s)")
    return made


@dataclass(frozen=True)
class Subject:
    """The build that is measured, and how it ingests."""

    contender: Contender
    program: Path
    placeholders: dict[str, str]


def subject(have: Facilities, isal: bool, cores: int) -> Subject:
    """The build that is asked for. Throws `HarnessError` when there is none."""
    if isal and have.ngrams_isal is None:
        raise HarnessError(f"--isal: {have.missing['ngrams-isal']}")
    name = "ngrams-isal" if isal else "ngrams"
    contender = next(contender for contender in CONTENDERS if contender.name == name)
    program = have.ngrams_isal if isal else have.ngrams
    return Subject(contender, program, have.placeholders() | {"cores": str(cores), "program": str(program)})


def ingest_base(have: Facilities, measured: Subject, archives: list[Archive], arguments: argparse.Namespace) -> Ingest:
    """Ingests the small set several times, each into a new store; the medians."""
    rounds = Rounds(have, archives, arguments.scratch, int(measured.placeholders["cores"]))
    rounds.run([measured.contender], arguments.base_rounds, repeat_slow=True)
    return Ingest.medians(rounds.runs, archives, rounds.agreements[False].facts())


def ingest_all(measured: Subject, archives: list[Archive], folder: Path) -> Ingest:
    """Ingests the large set into a store in the folder, where it stays, and checks what is in it."""
    placeholders = measured.placeholders | {"out": str(folder / "out")}
    (folder / "out").mkdir()
    warm(archives)
    os.sync()
    command = fill(measured.contender.command, placeholders, [str(archive.path) for archive in archives])
    took = measure(command, folder, "the ingest")
    say(f"{len(archives)} archives: {took.wall_seconds:.1f} s, {took.peak_bytes / 1e6:,.0f} MB of memory")
    disk = folder_bytes(folder / "out")
    told = measure(fill(measured.contender.answer, placeholders, []), folder, "the answer")
    agreement = Agreement.about(archives)
    agreement.hold(parse(told.output, "the store"), "the store")
    return Ingest(
        archives=len(archives),
        answer=agreement.facts(),
        wall_seconds=[took.wall_seconds],
        cpu_seconds=took.cpu_seconds,
        peak_bytes=took.peak_bytes,
        disk_bytes=disk,
    )


def ask(questioner: Questioner, runs: int) -> dict[str, dict[str, list[float]]]:
    """Seconds of all runs of all queries, with the store in the page cache and not."""
    found = {}
    for query in QUERIES:
        say(f"asking: {query.title}")
        found[query.title] = {
            "cached_seconds": questioner.times(query, runs, evict=False),
            "evicted_seconds": questioner.times(query, runs, evict=True),
        }
    return found


def go_through(questioner: Questioner, runs: int, answer: Answer) -> list[dict]:
    """Seconds and memory of all commands that go through the whole store."""
    found = []
    for one in PASSES:
        say(f"passing: {one.title}")
        rows = answer[one.rows] if one.rows else None
        found.append({"title": one.title, "rows": rows, "runs": questioner.passes(one, runs)})
    return found


def check_space(arguments: argparse.Namespace) -> None:
    """Throws `HarnessError` when the disk has clearly too little room."""
    needed = arguments.archives * arguments.rows * BYTES_PER_ROW
    arguments.scratch.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(arguments.scratch).free
    if free < needed:
        raise HarnessError(f"about {needed / 1e9:.0f} GB of disk are needed, {free / 1e9:.0f} GB are free")


def grow(arguments: argparse.Namespace) -> None:
    """Prepares, ingests, asks, and writes the record."""
    command = options.repeat_command(parser(), arguments)
    check_space(arguments)
    have = facilities.prepare({"zlib", "isal", "ngrams-isal"}, arguments.isal, install=not arguments.no_install)
    base_rows = arguments.base_rows or min(arguments.rows, 10_180_000)
    base = archive_set(have.samples, arguments.base_archives, base_rows, None)
    archives = archive_set(have.samples, arguments.archives, arguments.rows, arguments.data)
    cores = options.limit_cores(arguments.cores)
    measured = subject(have, arguments.isal, cores)

    folder = Path(tempfile.mkdtemp(prefix="growth-", dir=arguments.scratch))
    try:
        ingests = [ingest_base(have, measured, base, arguments), ingest_all(measured, archives, folder)]
        store = measured.placeholders | {"store": str(folder / "out" / "store.sqlite")}
        questioner = Questioner(store, archives, folder)
        queries = ask(questioner, arguments.runs)
        passes = go_through(questioner, arguments.pass_runs, ingests[-1].answer)
    finally:
        shutil.rmtree(folder, ignore_errors=True)

    environment = {"machine": machine.machine(cores), "versions": machine.versions(have)}
    found = growth_report.sections(measured.contender.title, ingests, queries, passes)
    raw = environment | {
        "command": command,
        "ingests": [dataclasses.asdict(ingest) for ingest in ingests],
        "queries": queries,
        "passes": passes,
    }
    record.save("growth", record.page("Growth", found, environment, command), raw, arguments.output)


def main() -> int:
    """Returns the exit code."""
    arguments = parser().parse_args()
    return ending(lambda: grow(arguments))


if __name__ == "__main__":
    sys.exit(main())
