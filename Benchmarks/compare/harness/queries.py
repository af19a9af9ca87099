"""The queries on a store, and their times. Each query runs in a new process."""

import gzip
import json
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.answers import Answer
from harness.archives import Archive
from harness.console import HarnessError, report
from harness.contenders import ARCHIVES, fill
from harness.measure import measure

STORE = ("--db", "{store}")


@dataclass(frozen=True)
class Query:
    """A short command, which runs many times."""

    title: str
    arguments: tuple[str, ...]

    def command(self) -> tuple[str, ...]:
        """Returns the full command."""
        return ("{program}", *self.arguments, *STORE)


QUERIES: tuple[Query, ...] = (
    Query("query total WORD", ("query", "total", "{word}")),
    Query("query years WORD", ("query", "years", "{word}")),
    Query("query top -n 100", ("query", "top", "-n", "100")),
    Query("query top --prefix PREFIX", ("query", "top", "--prefix", "{prefix}")),
    Query("query top --year 1950", ("query", "top", "--year", "1950")),
    Query("query top --from 1940 --to 1950", ("query", "top", "--from", "1940", "--to", "1950")),
    Query("query search of a prefix", ("query", "search", "--syntax", "regex", "{prefix}.*")),
    Query("query search '** *era'", ("query", "search", "** *era")),
    Query("query search with a regular expression", ("query", "search", "--syntax", "regex", ".*[aeiou]k[aeiou].*")),
    Query("query search of a misspelled WORD", ("query", "search", "--syntax", "fuzzy", "{word}")),
    Query("query search '** *era', merging cases", ("query", "search", "** *era", "--ignore-case", "--merge-case")),
    Query("status", ("status",)),
    Query("ingest of the unchanged archives", ("ingest", "--progress", "none", ARCHIVES)),
)


@dataclass(frozen=True)
class Pass:
    """A command that reads the whole store, which runs few times."""

    title: str
    arguments: tuple[str, ...]
    #: The key of the number in the answer that equals the number of rows it writes.
    rows: str | None = None

    def command(self) -> tuple[str, ...]:
        """Returns the full command. The shell discards the output, so the harness does not read it."""
        return ("sh", "-c", 'exec "$@" > /dev/null', "sh", "{program}", *self.arguments, *STORE)


PASSES: tuple[Pass, ...] = (
    Pass("export totals to /dev/null", ("export", "totals"), rows="ngrams"),
    Pass("export totals to a file", ("export", "totals", "--output", "{out}/totals.csv"), rows="ngrams"),
    Pass("export years to /dev/null", ("export", "years"), rows="rows"),
    Pass("verify", ("verify",)),
)

#: Needs as much disk space as the uncompressed rows.
EXPORT_YEARS = Pass("export years to a file", ("export", "years", "--output", "{out}/years.csv"), rows="rows")


class StoreQueries:
    """Runs queries on one store."""

    def __init__(
        self, placeholders: dict[str, str], archives: list[Archive], folder: Path, prefix: str | None = None
    ) -> None:
        """Queries with an n-gram of the first archive, and with `prefix` or the beginning of that n-gram."""
        word = typical_word(archives[0])
        self._placeholders = placeholders | {"word": word, "prefix": prefix or word[:3], "out": str(folder)}
        self._paths = [str(archive.path) for archive in archives]
        self._folder = folder

    def run_queries(self, runs: int) -> dict[str, dict[str, list[float]]]:
        """Returns the seconds of all runs of all queries, with and without the store in the page cache."""
        found = {}
        for query in QUERIES:
            report(f"query: {query.title}")
            found[query.title] = {
                "cached_seconds": self.times(query, runs, evict=False),
                "evicted_seconds": self.times(query, runs, evict=True),
            }
        return found

    def run_passes(self, passes: Sequence[Pass], runs: int, answer: Answer) -> list[dict]:
        """Returns the seconds and the memory of commands that read the whole store."""
        found = []
        for one in passes:
            report(f"pass: {one.title}")
            rows = answer[one.rows] if one.rows else None
            found.append({"title": one.title, "rows": rows, "runs": self.passes(one, runs)})
        return found

    def times(self, query: Query, runs: int, evict: bool) -> list[float]:
        """Returns the seconds of each run. With `evict`, the store is removed from the page cache before each run."""
        command = self._fill(query.command())
        store = Path(self._placeholders["store"])
        files = [str(file) for file in sorted(store.parent.glob(store.name + "*"))]
        evicting = self._fill(("{own_python}", "{programs}/evict.py", *files)) if evict else []
        measure_times = hyperfine_times if shutil.which("hyperfine") else launcher_times
        return measure_times(command, evicting, runs, self._folder, query.title)

    def passes(self, one: Pass, runs: int) -> list[dict[str, float]]:
        """Returns the seconds and the peak memory of each run."""
        command = self._fill(one.command())
        measurements = [measure(command, self._folder, one.title) for _ in range(runs)]
        return [{"wall_seconds": run.wall_seconds, "peak_bytes": run.peak_bytes} for run in measurements]

    def _fill(self, template: Sequence[str]) -> list[str]:
        return fill(template, self._placeholders, self._paths)


def hyperfine_times(command: list[str], evicting: list[str], runs: int, folder: Path, name: str) -> list[float]:
    """Measures with hyperfine, without a shell, after one warmup run."""
    exported = folder / "hyperfine.json"
    prepare = ["--prepare", shlex.join(evicting)] if evicting else []
    counts = ["--shell", "none", "--warmup", "1", "--runs", str(max(runs, 2))]
    timing = ["hyperfine", *counts, *prepare, "--export-json", str(exported), shlex.join(command)]
    ended = subprocess.run(timing, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if ended.returncode != 0:
        raise HarnessError(f"{name}: {ended.stderr.decode(errors='replace')[-2000:]}")
    return json.loads(exported.read_text())["results"][0]["times"]


def launcher_times(command: list[str], evicting: list[str], runs: int, folder: Path, name: str) -> list[float]:
    """Measures with the launcher, after one warmup run."""
    times = []
    for _ in range(runs + 1):
        if evicting:
            subprocess.run(evicting, check=True)
        times.append(measure(command, folder, name).wall_seconds)
    return times[1:]


def typical_word(archive: Archive) -> str:
    """Returns an untagged word: the last one in the first megabyte of the archive, or the first one after it."""
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
