"""The program `ngrams`, which does the work."""

import os
import subprocess
import sys
import warnings
from pathlib import Path

_NOTE = "ngrams: note: "


class NgramsError(Exception):
    """The program could not do what it was asked for.

    `code` is its exit code, as the project's README lists them, and the text is its message.
    """

    def __init__(self, code, message):
        """Keep the code and the message."""
        super().__init__(message)
        self.code = code


class NgramsWarning(UserWarning):
    """What the program notes beside an answer, such as archives that are missing."""


def warn(messages):
    """Pass on the notes among the messages of the program, as bytes, as warnings."""
    for line in messages.decode(errors="replace").splitlines():
        if line.startswith(_NOTE):
            warnings.warn(line.removeprefix(_NOTE), NgramsWarning, stacklevel=4)


def _installed():
    """Return the first program in the PATH. The command that this package installs is a script, not the program."""
    for folder in os.get_exec_path():
        candidate = Path(folder) / "ngrams"
        if os.access(candidate, os.X_OK) and candidate.is_file():
            with candidate.open("rb") as file:
                if file.read(2) != b"#!":
                    return str(candidate)
    return None


def _carried():
    """Return the program that the wheel carries."""
    carried = Path(__file__).parent / "bin" / "ngrams"
    return str(carried) if os.access(carried, os.X_OK) else None


def path():
    """Return the path of the program: $NGRAMS_PROGRAM, the one that the wheel carries, or the first one in the PATH."""
    found = os.environ.get("NGRAMS_PROGRAM") or _carried() or _installed()
    if not found:
        raise NgramsError(127, "there is no program ngrams: install it, or name it in $NGRAMS_PROGRAM")
    return found


def run(*arguments, allowed=(0,)):
    """Run the program and return what it wrote to standard output, as bytes.

    Raise `NgramsError` if it ends with a code that is not allowed. Notes of the program are warnings.
    """
    ended = subprocess.run([path(), *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if ended.returncode not in allowed:
        raise NgramsError(ended.returncode, ended.stderr.decode(errors="replace").strip())
    warn(ended.stderr)
    return ended.stdout


def main():
    """Become the program, with the arguments of this process."""
    program = path()
    os.execv(program, [program, *sys.argv[1:]])
