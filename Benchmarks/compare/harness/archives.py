"""The archives that all contenders read, and what their maker says of them."""

import dataclasses
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import layout
from harness.console import HarnessError, say

MANIFEST = "archives.tsv"

#: There while a set is being made, so that an interrupted one is made again.
MAKING = "archives.tsv.making"

#: The archives of 2012 and of generated sets.
PATTERN = "googlebooks-*gram-20120701-*.gz"


@dataclass(frozen=True)
class Archive:
    """One archive. What is not known of one that was not generated is nothing."""

    path: Path
    packed_bytes: int
    rows: int | None = None
    ngrams: int | None = None
    matches: int | None = None
    unpacked_bytes: int | None = None

    def facts(self) -> dict[str, int | str | None]:
        """For the record: all but the folder."""
        return dataclasses.asdict(self) | {"path": self.path.name}


def archive_set(samples: Path, count: int, rows: int, folder: Path | None) -> list[Archive]:
    """The archives, which are generated unless they are there."""
    folder = (folder or layout.ARCHIVES / f"{count}x{rows}").resolve()
    manifest = folder / MANIFEST
    if not manifest.exists():
        if folder.exists() and any(folder.iterdir()) and not (folder / MAKING).exists():
            return given(folder)
        generate(samples, count, rows, folder)
    return read_manifest(manifest)


def given(folder: Path) -> list[Archive]:
    """Archives that somebody put there; nobody vouches for what is in them."""
    paths = sorted(folder.glob(PATTERN))
    if not paths:
        raise HarnessError(f"{folder} holds no archives of 2012")
    return [Archive(path, path.stat().st_size) for path in paths]


def generate(samples: Path, count: int, rows: int, folder: Path) -> None:
    """Makes the archives, then the manifest of them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MAKING).touch()
    command = [samples, "archives", folder, "--count", str(count), "--rows", str(rows)]
    say(f"generating {count} archives of about {rows:,} rows")
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ended.returncode != 0:
        raise HarnessError("the archives could not be generated")
    lines = sorted(ended.stdout.decode().splitlines())
    (folder / MANIFEST).write_text("".join(line + "\n" for line in lines))
    (folder / MAKING).unlink()


def read_manifest(manifest: Path) -> list[Archive]:
    """The archives of a generated set: path, rows, n-grams, runs, sum of matches, bytes unpacked, bytes packed."""
    archives = []
    for line in manifest.read_text().splitlines():
        name, *numbers = line.split("\t")
        rows, ngrams, _, matches, unpacked, packed = map(int, numbers)
        path = manifest.parent / name
        if not path.exists() or path.stat().st_size != packed:
            raise HarnessError(f"{name} is not what {MANIFEST} says; remove the folder of the archives")
        archives.append(Archive(path, packed, rows, ngrams, matches, unpacked))
    return archives


def warm(archives: list[Archive]) -> None:
    """Reads the archives once, so that they are in the page cache."""
    subprocess.run(["cat", "--", *(archive.path for archive in archives)], stdout=subprocess.DEVNULL, check=True)
