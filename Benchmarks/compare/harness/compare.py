"""`Benchmarks/compare/run`: ngrams and other ways of doing the same, side by side."""

import argparse
import dataclasses
import sys

from harness import compare_report, facilities, machine, options, record
from harness.archives import archive_set
from harness.console import ending, require, say
from harness.contenders import CONTENDERS, Contender
from harness.rounds import Rounds


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = options.parser("run", "Compares ngrams with other ways of doing the same, and writes a dated record.")
    made.add_argument("--rounds", type=options.positive, default=5, help="runs of each (default: %(default)s)")
    made.add_argument("--archives", type=options.positive, default=4, help="how many (default: %(default)s)")
    made.add_argument(
        "--rows", type=options.positive, default=10_180_000, help="rows of an archive, about (default: %(default)s)"
    )
    made.add_argument("--only", metavar="NAMES", help="only these, separated by commas; --list shows the names")
    made.add_argument("--repeat-slow", action="store_true", help="run the slow ones every round, too, and not once")
    made.add_argument("--list", action="store_true", help="list the contenders and end")
    return made


def choose(only: str | None) -> list[Contender]:
    """The contenders that are asked for, in the order of the table."""
    if only is None:
        return list(CONTENDERS)
    names = only.split(",")
    require(names, [contender.name for contender in CONTENDERS], "contender")
    return [contender for contender in CONTENDERS if contender.name in names]


def compare(arguments: argparse.Namespace) -> None:
    """Prepares, runs, and writes the record."""
    chosen = choose(arguments.only)
    needed = set().union(*(contender.needs for contender in chosen))
    have = facilities.prepare(needed, arguments.isal, install=not arguments.no_install)
    skipped = {c.name: have.missing[need] for c in chosen for need in sorted(c.needs) if need in have.missing}
    for name, reason in skipped.items():
        say(f"SKIPPED {name}: {reason}")

    archives = archive_set(have.samples, arguments.archives, arguments.rows, arguments.data)
    cores = options.limit_cores(arguments.cores)
    rounds = Rounds(have, archives, arguments.scratch, cores)
    takes_part = [contender for contender in chosen if contender.name not in skipped]
    rounds.run(takes_part, arguments.rounds, arguments.repeat_slow)

    environment = {"machine": machine.machine(cores), "versions": machine.versions(have) | machine.engines()}
    command = options.repeat_command(parser(), arguments)
    answer = rounds.agreements[False].facts()
    found = compare_report.sections(rounds.runs, archives, answer, skipped)
    raw = environment | {
        "command": command,
        "archives": [archive.facts() for archive in archives],
        "answer": answer,
        "answer_of_one_archive": rounds.agreements[True].facts(),
        "skipped": skipped,
        "commands": {contender.name: contender.command for contender in takes_part},
        "runs": [dataclasses.asdict(run) for run in rounds.runs],
    }
    record.save("compare", record.page("Comparison", found, environment, command), raw, arguments.output)


def main() -> int:
    """Returns the exit code."""
    arguments = parser().parse_args()
    if arguments.list:
        print("\n".join(f"{contender.name}\t{contender.group}: {contender.title}" for contender in CONTENDERS))
        return 0
    return ending(lambda: compare(arguments))


if __name__ == "__main__":
    sys.exit(main())
