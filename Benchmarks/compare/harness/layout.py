"""The paths of files and folders. Except for the records, the harness writes only to folders that git ignores."""

from pathlib import Path

COMPARE = Path(__file__).resolve().parent.parent
REPOSITORY = COMPARE.parent.parent

PROGRAMS = COMPARE / "programs"
NATIVE = COMPARE / "native"
REQUIREMENTS = COMPARE / "requirements.txt"

BIN = COMPARE / ".bin"
VENV = COMPARE / ".venv"
ARCHIVES = COMPARE / ".archives"
SCRATCH = COMPARE / ".scratch"
RECORDS = REPOSITORY / "docs" / "benchmarks"

VENV_PYTHON = VENV / "bin" / "python"
ISAL_BUILD = REPOSITORY / ".build-isal"
