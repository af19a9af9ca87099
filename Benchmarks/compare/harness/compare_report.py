"""The page of a comparison record."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from harness.answers import Answer
from harness.archives import Archive
from harness.contenders import CONTENDERS, RATIOS, Contender, Group
from harness.growth_report import QUERY_NOTE, pass_table, query_table
from harness.record import megabytes, seconds, spread, table
from harness.rounds import Run
from harness.shapes import Shape

HEAD = ("", "wall s", "range", "CPU s", "peak memory MB", "on disk MB", "runs")


@dataclass(frozen=True)
class StoreResults:
    """What was measured with a store of ngrams."""

    #: Seconds on a processor by the name of the thread, of one ingest.
    thread_seconds: dict[str, float]
    queries: dict[str, dict[str, list[float]]]
    passes: list[dict]

    def pass_seconds(self, title: str) -> float:
        """Returns the median seconds of a command that reads the whole store."""
        return median(run["wall_seconds"] for one in self.passes if one["title"] == title for run in one["runs"])


@dataclass(frozen=True)
class Comparison:
    """The results with the archives of one shape."""

    shape: Shape
    archives: list[Archive]
    runs: list[Run]
    answer: Answer
    answer_of_one_archive: Answer
    skipped: dict[str, str]
    #: `None` if ngrams did not take part.
    store: StoreResults | None

    def facts(self) -> dict:
        """Returns all fields for the record, without folders."""
        archives = [archive.facts() for archive in self.archives]
        return dataclasses.asdict(dataclasses.replace(self, archives=[])) | {"archives": archives}

    def wall(self, contender: str) -> float | None:
        """Returns the median seconds of a contender, if it ran."""
        walls = [run.wall_seconds for run in self.runs if run.contender == contender]
        return median(walls) if walls else None

    def ratio(self, numerator: str, denominator: str) -> float | None:
        """Returns the ratio of the median times of two contenders, if both ran."""
        first, second = self.wall(numerator), self.wall(denominator)
        return first / second if first is not None and second is not None else None

    def size_ratio(self) -> float | None:
        """Returns the size of the store of ngrams, divided by that of the archives."""
        sizes = [run.disk_bytes for run in self.runs if run.contender == "ngrams"]
        return median(sizes) / sum(archive.compressed_bytes for archive in self.archives) if sizes else None

    def peak_bytes(self, contender: str) -> float | None:
        """Returns the largest peak memory of a contender, if it ran."""
        return max((run.peak_bytes for run in self.runs if run.contender == contender), default=None)


def sections(comparisons: list[Comparison]) -> dict[str, str]:
    """Returns the sections of the page, keyed by their headings."""
    found = {"": INTRODUCTION, "Shapes": summary(comparisons)}
    for one in comparisons:
        title = one.shape.title
        found[title] = introduction(one.archives, one.answer)
        found[f"{title}: medians"] = medians(one.runs)
        found[f"{title}: ratios of the medians"] = table(("", "ratio"), ratios(one))
        if one.store:
            found[f"{title}: processor time of the threads of ngrams"] = thread_table(one.store)
            found[f"{title}: queries"] = QUERY_NOTE + "\n\n" + query_table(one.store.queries)
            found[f"{title}: commands that read the whole store"] = pass_table(one.store.passes)
        if one.skipped:
            found[f"{title}: skipped"] = "\n".join(f"- {name}: {reason}" for name, reason in one.skipped.items())
    return found


INTRODUCTION = "`Benchmarks/compare/README.md` explains what is measured, with which settings, and how to read it."

#: The thread of ngrams that writes to the store.
WRITER = "ngrams.writer"


def summary(comparisons: list[Comparison]) -> str:
    """Returns a table with a line for each shape."""
    head = (
        *("", "ours s", "÷ inflating", "DuckDB stored ÷ ours", "ClickHouse stored ÷ ours", "Polars totals ÷ ours"),
        *("store ÷ archives", "peak memory MB", "writer thread s", "export totals s", "export years s"),
    )
    return table(head, (summary_line(one) for one in comparisons))


def summary_line(one: Comparison) -> tuple[str, ...]:
    """Returns the line of a shape."""
    store = one.store
    numbers = (
        (one.wall("ngrams"), seconds),
        (one.ratio("ngrams", "inflate-zlib"), "{:.2f}".format),
        (one.ratio("duckdb-stored", "ngrams"), "{:.2f}".format),
        (one.ratio("clickhouse-stored", "ngrams"), "{:.2f}".format),
        (one.ratio("polars-totals", "ngrams"), "{:.2f}".format),
        (one.size_ratio(), "{:.2f}".format),
        (one.peak_bytes("ngrams"), megabytes),
        (store.thread_seconds.get(WRITER) if store else None, seconds),
        (store.pass_seconds("export totals to a file") if store else None, seconds),
        (store.pass_seconds("export years to a file") if store else None, seconds),
    )
    return (one.shape.title, *("–" if number is None else written(number) for number, written in numbers))


def thread_table(store: StoreResults) -> str:
    """Returns the processor time by the name of the thread."""
    return table(("thread", "CPU s"), ((f"`{name}`", seconds(time)) for name, time in store.thread_seconds.items()))


def introduction(archives: list[Archive], answer: Answer) -> str:
    """Returns what was read, and the numbers on which all contenders agree."""
    compressed = megabytes(sum(archive.compressed_bytes for archive in archives))
    agreed = ", ".join(f"{key.replace('_', ' ')} {number:,}" for key, number in answer.items())
    return f"{len(archives)} archives, {compressed} MB compressed, in the page cache. All contenders agree: {agreed}."


def medians(runs: list[Run]) -> str:
    """Returns a table of the contenders that ran, by group."""
    rows: list[tuple[str, ...]] = []
    for group in Group:
        in_group = [row for contender in CONTENDERS if contender.group is group for row in lines(contender, runs)]
        rows += [(f"**{group}**", *[""] * (len(HEAD) - 1)), *in_group] if in_group else []
    return table(HEAD, rows)


def lines(contender: Contender, runs: list[Run]) -> Iterable[tuple[str, ...]]:
    """Yields the line of a contender, if it ran."""
    own = [run for run in runs if run.contender == contender.name]
    if not own:
        return
    walls = [run.wall_seconds for run in own]
    disk = median(run.disk_bytes for run in own)
    yield (
        contender.title,
        seconds(median(walls)),
        spread(walls),
        seconds(median(run.cpu_seconds for run in own)),
        megabytes(median(run.peak_bytes for run in own)),
        megabytes(disk) if contender.answer else "–",
        str(len(own)),
    )


def ratios(one: Comparison) -> Iterable[tuple[str, str]]:
    """Yields each ratio of times for which both contenders ran, and the ratio of the sizes."""
    for ratio in RATIOS:
        found = one.ratio(ratio.numerator, ratio.denominator)
        if found is not None:
            yield ratio.title, f"{found:.2f}"
    size = one.size_ratio()
    if size is not None:
        yield "size of the store ÷ archives", f"{size:.2f}"
