"""What the harness says while it works, how it gives up, and how it calls other programs."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

#: The exit code for whatever keeps the harness from a record.
FAILURE = 1


class HarnessError(Exception):
    """Something that makes the run worthless; its text is for the person who started it."""


def say(text: str) -> None:
    """Prints a line about the progress, to standard error."""
    print(text, file=sys.stderr, flush=True)


def call(*command: str | Path, cwd: Path | None = None) -> None:
    """Runs a program whose output is for people. Throws `HarnessError` when it fails."""
    say("$ " + " ".join(map(str, command)))
    try:
        subprocess.run(command, cwd=cwd, check=True, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as error:
        raise HarnessError(str(error)) from error


def output(*command: str | Path, cwd: Path | None = None) -> str | None:
    """What a program prints to standard output, or nothing when it is not there or fails."""
    try:
        ended = subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    return ended.stdout.decode().strip()


def first_line(*command: str | Path) -> str | None:
    """The first line of what a program prints, as of a version."""
    text = output(*command)
    return text.splitlines()[0] if text else None


def ending(work: Callable[[], None]) -> int:
    """Does the work of a command and returns its exit code."""
    try:
        work()
    except HarnessError as error:
        say(f"FAILED: {error}")
        return FAILURE
    except KeyboardInterrupt:
        say("interrupted")
        return 130
    return 0


def require(names: Sequence[str], known: Sequence[str], what: str) -> None:
    """Throws `HarnessError` when one of the names is not known."""
    unknown = [name for name in names if name not in known]
    if unknown:
        raise HarnessError(f"no {what} {', '.join(unknown)}; there are {', '.join(known)}")
