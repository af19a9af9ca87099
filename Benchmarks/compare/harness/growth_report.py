"""The page of a growth record."""

from dataclasses import dataclass
from statistics import median

from harness.answers import Answer
from harness.archives import Archive
from harness.record import megabytes, seconds, spread, table
from harness.rounds import Run


@dataclass(frozen=True)
class Ingest:
    """One or more ingests of a set of archives. All numbers except `wall_seconds` are medians."""

    archives: int
    answer: Answer
    wall_seconds: list[float]
    cpu_seconds: float
    peak_bytes: float
    disk_bytes: float

    @classmethod
    def medians(cls, runs: list[Run], archives: list[Archive], answer: Answer) -> "Ingest":
        """Summarizes several ingests."""
        return cls(
            archives=len(archives),
            answer=answer,
            wall_seconds=[run.wall_seconds for run in runs],
            cpu_seconds=median(run.cpu_seconds for run in runs),
            peak_bytes=median(run.peak_bytes for run in runs),
            disk_bytes=median(run.disk_bytes for run in runs),
        )

    @property
    def nanoseconds_per_row(self) -> float:
        """The elapsed time per row."""
        return median(self.wall_seconds) / self.answer["rows"] * 1e9


def sections(title: str, ingests: list[Ingest], queries: dict, passes: list[dict]) -> dict[str, str]:
    """Returns the sections of the page, keyed by their headings. `ingests` has the small set, then the large set."""
    small, large = ingests
    return {
        "": introduction(title, large),
        "Ingest": ingest_table(ingests)
        + f"\n\nA row of the large set takes {large.nanoseconds_per_row / small.nanoseconds_per_row:.2f} times as long "
        "as a row of the small set.",
        "Queries on the large store": QUERY_NOTE + "\n\n" + query_table(queries),
        "Commands that read the whole large store": pass_table(passes),
    }


QUERY_NOTE = (
    "Each run is a new process. Cached: the store is in the page cache. Evicted: the store was removed from the page "
    "cache before each run. Medians in milliseconds."
)


def introduction(title: str, large: Ingest) -> str:
    """Returns what was ingested, and the numbers that confirm the content of the store."""
    agreed = ", ".join(f"{key.replace('_', ' ')} {number:,}" for key, number in large.answer.items())
    return (
        f"{title}: {large.archives} archives in one run. The store contains: {agreed}. If the archives are generated, "
        "these numbers agree with the generator's. `Benchmarks/compare/README.md` explains what is measured and how to "
        "read it."
    )


def ingest_table(ingests: list[Ingest]) -> str:
    """Returns a table of the ingests."""
    head = ("archives", "rows", "wall s", "range", "ns per row", "CPU s", "peak memory MB", "store MB", "runs")
    return table(
        head,
        (
            (
                str(ingest.archives),
                f"{ingest.answer['rows']:,}",
                seconds(median(ingest.wall_seconds)),
                spread(ingest.wall_seconds),
                f"{ingest.nanoseconds_per_row:.1f}",
                seconds(ingest.cpu_seconds),
                megabytes(ingest.peak_bytes),
                megabytes(ingest.disk_bytes),
                str(len(ingest.wall_seconds)),
            )
            for ingest in ingests
        ),
    )


def query_table(queries: dict[str, dict[str, list[float]]]) -> str:
    """Returns a table of the queries."""
    return table(
        ("", "cached", "range", "evicted", "range", "runs"),
        (
            (
                f"`{title}`",
                *milliseconds(times["cached_seconds"]),
                *milliseconds(times["evicted_seconds"]),
                str(len(times["cached_seconds"])),
            )
            for title, times in queries.items()
        ),
    )


def milliseconds(times: list[float]) -> tuple[str, str]:
    """Returns the median and the range in milliseconds."""
    return f"{median(times) * 1e3:.1f}", f"{min(times) * 1e3:.1f}–{max(times) * 1e3:.1f}"


def pass_table(passes: list[dict]) -> str:
    """Returns a table of the passes, with rows per second."""
    lines = []
    for one in passes:
        wall = median(run["wall_seconds"] for run in one["runs"])
        peak = median(run["peak_bytes"] for run in one["runs"])
        rows = f"{one['rows']:,}" if one["rows"] else "–"
        rate = f"{one['rows'] / wall / 1e6:.2f}" if one["rows"] else "–"
        lines.append((f"`{one['title']}`", rows, seconds(wall), rate, megabytes(peak), str(len(one["runs"]))))
    return table(("", "rows", "wall s", "million rows/s", "peak memory MB", "runs"), lines)
