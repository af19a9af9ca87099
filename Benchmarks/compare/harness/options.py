"""The options that `run` and `growth` have in common."""

import argparse
import os
import shlex
from pathlib import Path

from harness import layout


def positive(text: str) -> int:
    """A whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("has to be at least 1")
    return number


def parser(command: str, description: str) -> argparse.ArgumentParser:
    """A parser with the common options; the others are added to it."""
    made = argparse.ArgumentParser(prog=f"Benchmarks/compare/{command}", description=description)
    made.add_argument("--cores", type=positive, default=2, help="processors that each may use (default: %(default)s)")
    made.add_argument("--isal", action="store_true", help="also build ngrams with ISA-L, if the package has that trait")
    made.add_argument("--data", type=Path, metavar="DIR", help="keep the archives there, or use those that are there")
    made.add_argument(
        "--scratch", type=Path, metavar="DIR", default=layout.SCRATCH, help="write stores and tables there"
    )
    made.add_argument("--output", type=Path, metavar="DIR", default=layout.RECORDS, help="write the record there")
    made.add_argument("--no-install", action="store_true", help="do not install missing tools by apt-get")
    return made


def limit_cores(wanted: int) -> int:
    """Keeps this process and all it starts to so many processors; returns how many it got."""
    allowed = sorted(os.sched_getaffinity(0))[:wanted]
    os.sched_setaffinity(0, allowed)
    os.environ["CORES"] = str(len(allowed))
    return len(allowed)


def repeat_command(made: argparse.ArgumentParser, options: argparse.Namespace) -> str:
    """The command that does the same again: options that differ from the default, paths only as `DIR`."""
    words = [made.prog]
    for action in made._actions:
        value = getattr(options, action.dest, None)
        if value is None or value is False or value == action.default:
            continue
        words.append(action.option_strings[-1])
        if value is not True:
            words.append(action.metavar if isinstance(value, Path) else str(value))
    return shlex.join(words)
