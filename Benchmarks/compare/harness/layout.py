"""Where things are. All that is made lies in folders that git ignores, but the records."""

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
