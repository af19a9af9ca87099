"""The archives that all contenders read, and the numbers that `ngrams-samples` reports for them."""

import dataclasses
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import layout
from harness.console import HarnessError, report
from harness.shapes import Shape

MANIFEST = "archives.tsv"

#: Exists while a set is being generated. If generating is interrupted, the next run starts over.
MAKING = "archives.tsv.making"

#: The names of the archives of each edition, both Google's and generated ones. Those of 2020 are in a folder of their
#: corpus.
PATTERNS = {"2012": "googlebooks-*gram-20120701-*.gz", "2020": "20200217/*/*-of-*.gz"}


@dataclass(frozen=True)
class Archive:
    """An archive. If it was not generated, the numbers that are not known are `None`."""

    path: Path
    compressed_bytes: int
    rows: int | None = None
    ngrams: int | None = None
    matches: int | None = None
    uncompressed_bytes: int | None = None

    def facts(self) -> dict[str, int | str | None]:
        """Returns all fields for the record, without the folder."""
        return dataclasses.asdict(self) | {"path": self.path.name}


def archive_set(samples: Path, shape: Shape, folder: Path | None) -> list[Archive]:
    """Returns the archives. Generates them if they do not exist."""
    folder = (folder or layout.ARCHIVES / shape.folder()).resolve()
    manifest = folder / MANIFEST
    if not manifest.exists():
        if folder.exists() and any(folder.iterdir()) and not (folder / MAKING).exists():
            return existing(folder, shape.edition)
        generate(samples, shape, folder)
    return read_manifest(manifest)


def existing(folder: Path, edition: str) -> list[Archive]:
    """Returns the archives in a folder that this harness did not generate. Their numbers are not known."""
    paths = sorted(folder.glob(PATTERNS[edition]))
    if not paths:
        raise HarnessError(f"{folder} contains no archives of {edition}")
    return [Archive(path, path.stat().st_size) for path in paths]


def generate(samples: Path, shape: Shape, folder: Path) -> None:
    """Generates the archives, then writes their manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MAKING).touch()
    command = [samples, "archives", folder, *shape.arguments()]
    report(f"{shape.title}: generating {shape.archives:,} archives of about {shape.rows:,} rows")
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if ended.returncode != 0:
        raise HarnessError("the archives could not be generated")
    lines = sorted(ended.stdout.decode().splitlines())
    (folder / MANIFEST).write_text("".join(line + "\n" for line in lines))
    (folder / MAKING).unlink()


def read_manifest(manifest: Path) -> list[Archive]:
    """Returns the archives of a generated set.

    A line has the path, rows, n-grams, sorted runs, sum of the match counts, uncompressed bytes and compressed bytes.
    """
    archives = []
    for line in manifest.read_text().splitlines():
        name, *numbers = line.split("\t")
        rows, ngrams, _, matches, uncompressed, compressed = map(int, numbers)
        path = manifest.parent / name
        if not path.exists() or path.stat().st_size != compressed:
            raise HarnessError(f"{name} is missing or differs from {MANIFEST}; remove the folder of the archives")
        archives.append(Archive(path, compressed, rows, ngrams, matches, uncompressed))
    return archives


def warm(archives: list[Archive]) -> None:
    """Reads the archives once, which brings them into the page cache."""
    buffer = bytearray(1 << 20)
    for archive in archives:
        with archive.path.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass
