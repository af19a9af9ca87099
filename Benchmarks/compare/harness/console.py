"""Progress messages, errors, and calls of other programs."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

#: The exit code if no record was written because of an error.
FAILURE = 1


class HarnessError(Exception):
    """An error that makes the measurements useless. The text is a message for the user."""


def report(text: str) -> None:
    """Prints a progress message to standard error."""
    print(text, file=sys.stderr, flush=True)


def call(*command: str | Path, cwd: Path | None = None) -> None:
    """Runs a program and shows its output to the user. Raises `HarnessError` if it fails."""
    report("$ " + " ".join(map(str, command)))
    try:
        subprocess.run(command, cwd=cwd, check=True, stdout=sys.stderr)
    except (OSError, subprocess.CalledProcessError) as error:
        raise HarnessError(str(error)) from error


def output(*command: str | Path, cwd: Path | None = None) -> str | None:
    """Returns the standard output of a program, or `None` if it does not exist or fails."""
    try:
        ended = subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    return ended.stdout.decode().strip()


def first_line(*command: str | Path) -> str | None:
    """Returns the first line of the standard output of a program, such as its version."""
    text = output(*command)
    return text.splitlines()[0] if text else None


def run_command(work: Callable[[], None]) -> int:
    """Runs the work of a command and returns its exit code."""
    try:
        work()
    except HarnessError as error:
        report(f"FAILED: {error}")
        return FAILURE
    except KeyboardInterrupt:
        report("interrupted")
        return 130
    return 0


def require(names: Sequence[str], known: Sequence[str], what: str) -> None:
    """Raises `HarnessError` if a name is unknown."""
    unknown = [name for name in names if name not in known]
    if unknown:
        raise HarnessError(f"unknown {what}: {', '.join(unknown)}; known: {', '.join(known)}")
