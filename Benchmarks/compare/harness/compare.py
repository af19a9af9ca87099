"""`Benchmarks/compare/run`: compares ngrams with other programs that do the same work."""

import argparse
import dataclasses
import sys

from harness import compare_report, facilities, machine, options, record
from harness.archives import archive_set
from harness.console import report, require, run_command
from harness.contenders import CONTENDERS, Contender
from harness.rounds import Rounds


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the options."""
    made = options.parser("run", "Compares ngrams with programs that do the same work, and writes a dated record.")
    made.add_argument("--rounds", type=options.positive, default=5, help="runs per contender (default: %(default)s)")
    made.add_argument("--archives", type=options.positive, default=4, help="number of archives (default: %(default)s)")
    made.add_argument(
        "--rows", type=options.positive, default=10_180_000, help="approximate rows per archive (default: %(default)s)"
    )
    made.add_argument("--only", metavar="NAMES", help="only these contenders, separated by commas; see --list")
    made.add_argument("--repeat-slow", action="store_true", help="run slow contenders in every round")
    made.add_argument("--list", action="store_true", help="list the contenders and exit")
    return made


def choose(only: str | None) -> list[Contender]:
    """Returns the selected contenders, in the order of the table."""
    if only is None:
        return list(CONTENDERS)
    names = only.split(",")
    require(names, [contender.name for contender in CONTENDERS], "contender")
    return [contender for contender in CONTENDERS if contender.name in names]


def compare(arguments: argparse.Namespace) -> None:
    """Prepares and runs the contenders, and writes the record."""
    chosen = choose(arguments.only)
    needed = set().union(*(contender.needs for contender in chosen))
    available = facilities.prepare(needed, arguments.isal, install=not arguments.no_install)
    skipped = {c.name: available.missing[need] for c in chosen for need in sorted(c.needs) if need in available.missing}
    for name, reason in skipped.items():
        report(f"SKIPPED {name}: {reason}")

    archives = archive_set(available.samples, arguments.archives, arguments.rows, arguments.data)
    cores = options.limit_cores(arguments.cores)
    rounds = Rounds(available, archives, arguments.scratch, cores)
    participants = [contender for contender in chosen if contender.name not in skipped]
    rounds.run(participants, arguments.rounds, arguments.repeat_slow)

    environment = {"machine": machine.machine(cores), "versions": machine.versions(available) | machine.engines()}
    command = options.repeat_command(parser(), arguments)
    answer = rounds.agreements[False].facts()
    found = compare_report.sections(rounds.runs, archives, answer, skipped)
    raw = environment | {
        "command": command,
        "archives": [archive.facts() for archive in archives],
        "answer": answer,
        "answer_of_one_archive": rounds.agreements[True].facts(),
        "skipped": skipped,
        "commands": {contender.name: contender.command for contender in participants},
        "runs": [dataclasses.asdict(run) for run in rounds.runs],
    }
    record.save("compare", record.page("Comparison", found, environment, command), raw, arguments.output)


def main() -> int:
    """Runs the command and returns the exit code."""
    arguments = parser().parse_args()
    if arguments.list:
        print("\n".join(f"{contender.name}\t{contender.group}: {contender.title}" for contender in CONTENDERS))
        return 0
    return run_command(lambda: compare(arguments))


if __name__ == "__main__":
    sys.exit(main())
