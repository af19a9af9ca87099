"""The facilities that the contenders need: a virtual environment, tools, and compiled programs.

A missing facility is not an error. The contenders that need it are skipped, and the reason is reported.
"""

import ctypes.util
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from harness import layout
from harness.console import HarnessError, call, output, report

INFLATE_ZLIB = layout.BIN / "inflate-zlib"
INFLATE_ISAL = layout.BIN / "inflate-isal"
TIMED = layout.BIN / "timed"

#: The sources and libraries of each C program.
NATIVE_PROGRAMS = {
    TIMED: ("timed.c",),
    INFLATE_ZLIB: ("inflate_main.c", "inflate_zlib.c", "-lz"),
    INFLATE_ISAL: ("inflate_main.c", "inflate_isal.c", "-lisal"),
}


@dataclass
class Facilities:
    """The compiled programs, and the reason for each missing facility."""

    ngrams: Path | None = None
    samples: Path | None = None
    ngrams_isal: Path | None = None
    missing: dict[str, str] = field(default_factory=dict)

    def placeholders(self) -> dict[str, str]:
        """Returns the values of the placeholders in the commands of the contenders."""
        return {
            "python": str(layout.VENV_PYTHON),
            "own_python": sys.executable,
            "programs": str(layout.PROGRAMS),
            "inflate_zlib": str(INFLATE_ZLIB),
            "inflate_isal": str(INFLATE_ISAL),
            "ngrams": str(self.ngrams),
            "ngrams_isal": str(self.ngrams_isal),
        }


def prepare(needed: set[str], isal: bool, install: bool) -> Facilities:
    """Prepares the facilities whose names are in `needed`."""
    facilities = Facilities()
    build_native(TIMED)
    if "zlib" in needed:
        build_native(INFLATE_ZLIB)
    if "isal" in needed:
        prepare_isal(facilities)
    for tool in ("mawk", "sqlite3"):
        if tool in needed and not has_tool(tool, install):
            facilities.missing[tool] = f"{tool} is not installed and could not be installed"
    if "engines" in needed:
        make_environment(install)
    facilities.ngrams = build_swift("ngrams")
    facilities.samples = build_swift("ngrams-samples")
    if "ngrams-isal" in needed:
        build_with_isal(facilities, isal)
    return facilities


def build_native(program: Path) -> None:
    """Compiles a C program."""
    layout.BIN.mkdir(exist_ok=True)
    sources = [layout.NATIVE / word if word.endswith(".c") else word for word in NATIVE_PROGRAMS[program]]
    call("cc", "-O2", "-std=gnu11", "-pthread", "-o", program, *sources)


def prepare_isal(facilities: Facilities) -> None:
    """Compiles the program that inflates with ISA-L, if the library is installed."""
    if ctypes.util.find_library("isal") and Path("/usr/include/isa-l.h").exists():
        build_native(INFLATE_ISAL)
    else:
        facilities.missing["isal"] = "libisal-dev is not installed"


def has_tool(tool: str, install: bool) -> bool:
    """Returns whether a tool is installed. If it is not, first tries to install the Debian package of that name."""
    if shutil.which(tool) is None and install:
        install_package(tool)
    return shutil.which(tool) is not None


def install_package(package: str) -> None:
    """Tries to install a Debian package without prompting."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    try:
        call(*as_root, "apt-get", "update", "-qq")
        call(*as_root, "apt-get", "install", "-y", "-qq", package)
    except HarnessError as error:
        report(f"{package} could not be installed: {error}")


def make_environment(install: bool) -> None:
    """Creates the virtual environment of the engines, unless it exists with the same versions."""
    pins = layout.REQUIREMENTS.read_text()
    stamp = layout.VENV / "installed.txt"
    if stamp.exists() and stamp.read_text() == pins:
        return
    if install and output("python3", "-c", "import ensurepip") is None:
        install_package("python3-venv")
    call("python3", "-m", "venv", "--clear", layout.VENV)
    call(layout.VENV_PYTHON, "-m", "pip", "install", "--quiet", "--requirement", layout.REQUIREMENTS)
    stamp.write_text(pins)


def build_swift(product: str, *more: str | Path) -> Path:
    """Builds a product of the package in release configuration and returns the path of the program."""
    call(layout.REPOSITORY / ".ci" / "release", product, "--", "--quiet", *more, cwd=layout.REPOSITORY)
    folder = output(
        "swift", "build", "--configuration", "release", *more, "--show-bin-path", cwd=layout.REPOSITORY
    )
    if folder is None:
        raise HarnessError("swift build does not report the folder of its programs")
    return Path(folder) / product


def build_with_isal(facilities: Facilities, requested: bool) -> None:
    """Builds ngrams with ISA-L, separately from the default build, if requested and if the package has the trait."""
    package = json.loads(output("swift", "package", "dump-package", cwd=layout.REPOSITORY) or "{}")
    traits = [trait["name"] for trait in package.get("traits") or []]
    if not requested:
        facilities.missing["ngrams-isal"] = "not requested; use --isal"
    elif "ISAL" not in traits:
        facilities.missing["ngrams-isal"] = "the package has no trait ISAL"
    else:
        facilities.ngrams_isal = build_swift("ngrams", "--traits", "ISAL", "--scratch-path", layout.ISAL_BUILD)
