"""The page of a comparison record."""

from collections.abc import Iterable
from statistics import median

from harness.answers import Answer
from harness.archives import Archive
from harness.contenders import CONTENDERS, RATIOS, Contender, Group
from harness.record import megabytes, seconds, spread, table
from harness.rounds import Run

HEAD = ("", "wall s", "range", "CPU s", "peak memory MB", "on disk MB", "runs")


def sections(runs: list[Run], archives: list[Archive], answer: Answer, skipped: dict[str, str]) -> dict[str, str]:
    """Returns the sections of the page, keyed by their headings."""
    found = {
        "": introduction(archives, answer),
        "Medians": medians(runs),
        "Ratios of the medians (wall)": table(("", "ratio"), ratios(runs)),
    }
    if skipped:
        found["Skipped"] = "\n".join(f"- {name}: {reason}" for name, reason in skipped.items())
    return found


def introduction(archives: list[Archive], answer: Answer) -> str:
    """Returns what was read, and the numbers on which all contenders agree."""
    compressed = megabytes(sum(archive.compressed_bytes for archive in archives))
    agreed = ", ".join(f"{key.replace('_', ' ')} {number:,}" for key, number in answer.items())
    return (
        f"{len(archives)} archives of the 2012 layout, {compressed} MB compressed, in the page cache. "
        f"All contenders agree: {agreed}. "
        "`Benchmarks/compare/README.md` explains what is measured, with which settings, and how to read it."
    )


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


def ratios(runs: list[Run]) -> Iterable[tuple[str, str]]:
    """Yields each ratio for which both contenders ran."""
    walls: dict[str, list[float]] = {}
    for run in runs:
        walls.setdefault(run.contender, []).append(run.wall_seconds)
    for ratio in RATIOS:
        if ratio.numerator in walls and ratio.denominator in walls:
            yield ratio.title, f"{median(walls[ratio.numerator]) / median(walls[ratio.denominator]):.2f}"
