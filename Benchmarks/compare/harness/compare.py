"""`Benchmarks/compare/run`: compares ngrams with other programs that do the same work."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from harness import compare_report, facilities, machine, options, record
from harness.answers import Answer
from harness.archives import Archive, archive_set, warm
from harness.compare_report import Comparison, StoreResults
from harness.console import HarnessError, report, require, run_command
from harness.contenders import CONTENDERS, Contender, fill
from harness.facilities import Facilities
from harness.measure import measure
from harness.queries import EXPORT_YEARS, PASSES, StoreQueries
from harness.rounds import Rounds
from harness.shapes import SHAPES, WORDS, Shape


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the options."""
    made = options.parser("run", "Compares ngrams with programs that do the same work, and writes a dated record.")
    made.add_argument("--rounds", type=options.positive, default=5, help="runs per contender (default: %(default)s)")
    made.add_argument(
        "--shapes",
        metavar="NAMES",
        default=WORDS,
        help="the sets of archives, separated by commas, or all; see --list (default: %(default)s)",
    )
    made.add_argument("--archives", type=options.positive, help="number of archives, instead of the shape's")
    made.add_argument("--rows", type=options.positive, help="approximate rows per archive, instead of the shape's")
    made.add_argument("--runs", type=options.positive, default=10, help="runs per query (default: %(default)s)")
    made.add_argument("--pass-runs", type=options.positive, default=3, help="runs per export (default: %(default)s)")
    made.add_argument("--only", metavar="NAMES", help="only these contenders, separated by commas; see --list")
    made.add_argument("--repeat-slow", action="store_true", help="run slow contenders in every round")
    made.add_argument("--list", action="store_true", help="list the contenders and the shapes, and exit")
    return made


def choose(only: str | None) -> list[Contender]:
    """Returns the selected contenders, in the order of the table."""
    if only is None:
        return list(CONTENDERS)
    names = only.split(",")
    require(names, [contender.name for contender in CONTENDERS], "contender")
    return [contender for contender in CONTENDERS if contender.name in names]


def choose_shapes(arguments: argparse.Namespace) -> list[Shape]:
    """Returns the selected shapes."""
    known = [shape.name for shape in SHAPES]
    names = known if arguments.shapes == "all" else arguments.shapes.split(",")
    require(names, known, "shape")
    if arguments.data and len(names) > 1:
        raise HarnessError("--data is the folder of one set of archives, so it needs a single shape")
    return [shape.resized(arguments.archives, arguments.rows) for shape in SHAPES if shape.name in names]


def compare_shape(
    shape: Shape, available: Facilities, chosen: list[Contender], arguments: argparse.Namespace, cores: int
) -> Comparison:
    """Runs the contenders with the archives of one shape, and measures the store of ngrams."""
    report(f"shape {shape.name}")
    skipped = {c.name: available.missing[need] for c in chosen for need in sorted(c.needs) if need in available.missing}
    skipped |= {c.name: f"cannot read archives of {shape.edition}" for c in chosen if shape.edition not in c.editions}
    for name, reason in skipped.items():
        report(f"SKIPPED {name}: {reason}")
    archives = archive_set(available.samples, shape, arguments.data)
    # The programs of the contenders read it.
    os.environ["EDITION"] = shape.edition
    rounds = Rounds(available, archives, arguments.scratch, cores)
    participants = [contender for contender in chosen if contender.name not in skipped]
    rounds.run(participants, arguments.rounds, arguments.repeat_slow)
    answer = rounds.agreements[False].facts()
    ours = next((contender for contender in participants if contender.name == "ngrams"), None)
    return Comparison(
        shape=shape,
        archives=archives,
        runs=rounds.runs,
        answer=answer,
        answer_of_one_archive=rounds.agreements[True].facts(),
        skipped=skipped,
        store=measure_store(ours, available, archives, answer, arguments, cores) if ours else None,
    )


def measure_store(
    ours: Contender,
    available: Facilities,
    archives: list[Archive],
    answer: Answer,
    arguments: argparse.Namespace,
    cores: int,
) -> StoreResults:
    """Ingests once more, which samples the processor time of the threads, then queries and exports the store."""
    folder = Path(tempfile.mkdtemp(prefix="store-", dir=arguments.scratch))
    try:
        out = folder / "out"
        out.mkdir()
        placeholders = available.placeholders() | {"cores": str(cores), "out": str(out)}
        warm(archives)
        os.sync()
        command = fill(ours.command, placeholders, [str(archive.path) for archive in archives])
        ingest = measure(command, folder, "the ingest with samples of its threads", threads=True)
        placeholders |= {"program": placeholders["ngrams"], "store": str(out / "store.sqlite")}
        store = StoreQueries(placeholders, archives, folder)
        return StoreResults(
            thread_seconds=ingest.thread_seconds,
            queries=store.run_queries(arguments.runs),
            passes=store.run_passes((*PASSES, EXPORT_YEARS), arguments.pass_runs, answer),
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def compare(arguments: argparse.Namespace) -> None:
    """Prepares and runs the contenders with each shape, and writes the record."""
    chosen = choose(arguments.only)
    shapes = choose_shapes(arguments)
    needed = set().union(*(contender.needs for contender in chosen))
    available = facilities.prepare(needed, arguments.isal, install=not arguments.no_install)
    cores = options.limit_cores(arguments.cores)
    comparisons = [compare_shape(shape, available, chosen, arguments, cores) for shape in shapes]

    environment = {"machine": machine.machine(cores), "versions": machine.versions(available) | machine.engines()}
    command = options.repeat_command(parser(), arguments)
    raw = environment | {
        "command": command,
        "commands": {contender.name: contender.command for contender in chosen},
        "shapes": [comparison.facts() for comparison in comparisons],
    }
    text = record.page("Comparison", compare_report.sections(comparisons), environment, command)
    record.save("compare", text, raw, arguments.output)


def main() -> int:
    """Runs the command and returns the exit code."""
    arguments = parser().parse_args()
    if arguments.list:
        print("\n".join(f"{contender.name}\t{contender.group}: {contender.title}" for contender in CONTENDERS))
        print("\n".join(f"{shape.name}\tshape: {shape.title}" for shape in SHAPES))
        return 0
    return run_command(lambda: compare(arguments))


if __name__ == "__main__":
    sys.exit(main())
