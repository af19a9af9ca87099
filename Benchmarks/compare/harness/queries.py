"""What a store is asked, and how long it takes to answer: each time by a new process."""

import gzip
import json
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.archives import Archive
from harness.console import HarnessError
from harness.contenders import ARCHIVES, fill
from harness.measure import measure

STORE = ("--db", "{store}")


@dataclass(frozen=True)
class Query:
    """A command that is over in an instant, and so is run many times."""

    title: str
    arguments: tuple[str, ...]

    def command(self) -> tuple[str, ...]:
        """The whole command."""
        return ("{program}", *self.arguments, *STORE)


QUERIES: tuple[Query, ...] = (
    Query("query total WORD", ("query", "total", "{word}")),
    Query("query years WORD", ("query", "years", "{word}")),
    Query("query top -n 100", ("query", "top", "-n", "100")),
    Query("query top --prefix qu", ("query", "top", "--prefix", "qu")),
    Query("query top --year 1950", ("query", "top", "--year", "1950")),
    Query("query top --from 1940 --to 1950", ("query", "top", "--from", "1940", "--to", "1950")),
    Query("status", ("status",)),
    Query("ingest of the unchanged archives", ("ingest", "--progress", "none", ARCHIVES)),
)


@dataclass(frozen=True)
class Pass:
    """A command that goes through the whole store, and so is run few times."""

    title: str
    arguments: tuple[str, ...]
    #: Which number of the answer says how many rows it writes.
    rows: str | None = None

    def command(self) -> tuple[str, ...]:
        """The whole command; what it prints is thrown away by the shell, not by the harness."""
        return ("sh", "-c", 'exec "$@" > /dev/null', "sh", "{program}", *self.arguments, *STORE)


PASSES: tuple[Pass, ...] = (
    Pass("export totals to /dev/null", ("export", "totals"), rows="ngrams"),
    Pass("export totals to a file", ("export", "totals", "--output", "{out}/totals.csv"), rows="ngrams"),
    Pass("export years to /dev/null", ("export", "years"), rows="rows"),
    Pass("verify", ("verify",)),
)


class Questioner:
    """Asks one store."""

    def __init__(self, placeholders: dict[str, str], archives: list[Archive], folder: Path) -> None:
        self._placeholders = placeholders | {"word": middling_word(archives[0]), "out": str(folder)}
        self._paths = [str(archive.path) for archive in archives]
        self._folder = folder

    def times(self, query: Query, runs: int, evict: bool) -> list[float]:
        """Seconds of each run; with `evict`, the store is dropped from the page cache before each."""
        command = self._fill(query.command())
        store = Path(self._placeholders["store"])
        files = [str(file) for file in sorted(store.parent.glob(store.name + "*"))]
        evicting = self._fill(("{own_python}", "{programs}/evict.py", *files)) if evict else []
        by = hyperfine_times if shutil.which("hyperfine") else launcher_times
        return by(command, evicting, runs, self._folder, query.title)

    def passes(self, one: Pass, runs: int) -> list[dict[str, float]]:
        """Seconds and peak memory of each run."""
        command = self._fill(one.command())
        took = [measure(command, self._folder, one.title) for _ in range(runs)]
        return [{"wall_seconds": run.wall_seconds, "peak_bytes": run.peak_bytes} for run in took]

    def _fill(self, template: Sequence[str]) -> list[str]:
        return fill(template, self._placeholders, self._paths)


def hyperfine_times(command: list[str], evicting: list[str], runs: int, folder: Path, name: str) -> list[float]:
    """Times by hyperfine, without a shell, after one run that is not counted."""
    exported = folder / "hyperfine.json"
    prepare = ["--prepare", shlex.join(evicting)] if evicting else []
    counts = ["--shell", "none", "--warmup", "1", "--runs", str(max(runs, 2))]
    timing = ["hyperfine", *counts, *prepare, "--export-json", str(exported), shlex.join(command)]
    ended = subprocess.run(timing, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if ended.returncode != 0:
        raise HarnessError(f"{name}: {ended.stderr.decode(errors='replace')[-2000:]}")
    return json.loads(exported.read_text())["results"][0]["times"]


def launcher_times(command: list[str], evicting: list[str], runs: int, folder: Path, name: str) -> list[float]:
    """Times by the launcher that measures everything else, after one run that is not counted."""
    times = []
    for _ in range(runs + 1):
        if evicting:
            subprocess.run(evicting, check=True)
        times.append(measure(command, folder, name).wall_seconds)
    return times[1:]


def middling_word(archive: Archive) -> str:
    """A word without a tag from within an archive, the last that begins in its first megabyte or the first of all."""
    word = ""
    read = 0
    with gzip.open(archive.path, "rb") as rows:
        for row in rows:
            ngram = row.split(b"\t", 1)[0]
            if b"_" not in ngram:
                word = ngram.decode()
            read += len(row)
            if word and read > 1_000_000:
                break
    return word
