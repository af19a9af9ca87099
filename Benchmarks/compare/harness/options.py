"""The options that `run` and `growth` share."""

import argparse
import os
import shlex
from pathlib import Path

from harness import layout


def positive(text: str) -> int:
    """Parses an integer of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def parser(command: str, description: str) -> argparse.ArgumentParser:
    """Returns a parser with the shared options."""
    made = argparse.ArgumentParser(prog=f"Benchmarks/compare/{command}", description=description)
    made.add_argument(
        "--cores", type=positive, default=2, help="processors that each program may use (default: %(default)s)"
    )
    made.add_argument("--isal", action="store_true", help="also build ngrams with ISA-L")
    made.add_argument("--data", type=Path, metavar="DIR", help="the folder of the archives; existing ones are used")
    made.add_argument(
        "--scratch", type=Path, metavar="DIR", default=layout.SCRATCH, help="the folder for stores and tables"
    )
    made.add_argument("--output", type=Path, metavar="DIR", default=layout.RECORDS, help="the folder for the record")
    made.add_argument("--no-install", action="store_true", help="do not install missing tools with apt-get")
    return made


def limit_cores(wanted: int) -> int:
    """Limits this process and its descendants to `wanted` processors. Returns the number of processors it got."""
    allowed = sorted(os.sched_getaffinity(0))[:wanted]
    os.sched_setaffinity(0, allowed)
    os.environ["CORES"] = str(len(allowed))
    return len(allowed)


def repeat_command(made: argparse.ArgumentParser, options: argparse.Namespace) -> str:
    """Returns the command that repeats the run: options that differ from their defaults, with paths as `DIR`."""
    words = [made.prog]
    for action in made._actions:
        value = getattr(options, action.dest, None)
        if value is None or value is False or value == action.default:
            continue
        words.append(action.option_strings[-1])
        if value is not True:
            words.append(action.metavar if isinstance(value, Path) else str(value))
    return shlex.join(words)
