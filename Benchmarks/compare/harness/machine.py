"""The machine and the versions, for the record. They include no host name and no paths."""

import json
import os
import platform
import re
from pathlib import Path

from harness import layout
from harness.console import first_line, output
from harness.facilities import INFLATE_ISAL, INFLATE_ZLIB, Facilities

#: The packages of the virtual environment whose versions are recorded.
PACKAGES = ("duckdb", "polars", "chdb", "chdb-core", "numpy", "pandas", "pyarrow")


def machine(cores: int) -> dict[str, str]:
    """Returns the processor, the memory and the operating system."""
    cpu = field("/proc/cpuinfo", r"^model name\s*:\s*(.+)$") or platform.processor() or platform.machine()
    kilobytes = int(field("/proc/meminfo", r"^MemTotal:\s*(\d+) kB$") or 0)
    return {
        "CPU": cpu,
        "cores": f"{os.cpu_count()}, {cores} of them used",
        "memory": f"{kilobytes * 1024 / 1e9:.1f} GB",
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "system": field("/etc/os-release", r'^PRETTY_NAME="?([^"\n]+)"?$') or "unknown",
    }


def field(path: str, pattern: str) -> str | None:
    """Returns the group of the first match of the pattern in a file."""
    try:
        match = re.search(pattern, Path(path).read_text(), re.MULTILINE)
    except OSError:
        return None
    return match.group(1).strip() if match else None


def commit() -> str:
    """Returns the commit of the repository, and whether there are uncommitted changes."""
    short = output("git", "rev-parse", "--short=12", "HEAD", cwd=layout.REPOSITORY)
    if short is None:
        return "unknown"
    changes = output("git", "status", "--porcelain", "--untracked-files=no", cwd=layout.REPOSITORY)
    return f"{short}, with changes" if changes else short


def versions(facilities: Facilities) -> dict[str, str]:
    """Returns the versions of ngrams, its tools and its libraries. Missing ones are omitted."""
    found = {
        "commit": commit(),
        "ngrams": first_line(facilities.ngrams, "--version") if facilities.ngrams else None,
        "Swift": first_line("swift", "--version"),
        "cc": first_line("cc", "--version"),
        "Python": platform.python_version(),
        "zlib": first_line(INFLATE_ZLIB, "--version"),
        "ISA-L": None if "isal" in facilities.missing else first_line(INFLATE_ISAL, "--version"),
        "SQLite": (first_line("sqlite3", "--version") or "").split(" ")[0],
        "hyperfine": first_line("hyperfine", "--version"),
    }
    return {name: version for name, version in found.items() if version}


def engines() -> dict[str, str]:
    """Returns the versions of the other programs of a comparison."""
    tools = {"mawk": first_line("mawk", "-W", "version"), "zcat": first_line("zcat", "--version")}
    return packages() | {name: version for name, version in tools.items() if version}


def packages() -> dict[str, str]:
    """Returns the versions of the packages in the virtual environment."""
    listed = output(layout.VENV_PYTHON, "-m", "pip", "list", "--format", "json", "--disable-pip-version-check")
    installed = {package["name"].lower(): package["version"] for package in json.loads(listed or "[]")}
    return {name: installed[name] for name in PACKAGES if name in installed}
