"""Plain Python: asyncio and a pool of processes.

The shape that many people write first: read all lines, cut them into partitions, let a pool of processes map each
partition to a dictionary, and reduce the dictionaries to one. It holds every line in memory as a string and sends it to
another process, and that is what it is here to show.
"""

import asyncio
import functools
import gzip
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from common import arguments, cores, print_answer

#: Lines that a process of the pool is given at a time.
PARTITION_LINES = 60_000

#: Rows, matches and volumes of an n-gram.
Totals = dict[str, tuple[int, int, int]]


def read_lines(files: list[str]) -> list[str]:
    """All lines of all archives."""
    lines: list[str] = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as text:
            lines.extend(text)
    return lines


def partitions(lines: list[str], size: int) -> Iterator[list[str]]:
    """The lines, `size` at a time."""
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def map_totals(lines: list[str]) -> Totals:
    """The totals per n-gram of one partition."""
    totals: Totals = {}
    for line in lines:
        ngram, _, match_count, volume_count = line.split("\t")
        rows, matches, volumes = totals.get(ngram, (0, 0, 0))
        totals[ngram] = (rows + 1, matches + int(match_count), volumes + int(volume_count))
    return totals


def reduce_totals(first: Totals, second: Totals) -> Totals:
    """Adds the second totals to the first."""
    for ngram, (rows, matches, volumes) in second.items():
        if ngram in first:
            other_rows, other_matches, other_volumes = first[ngram]
            first[ngram] = (rows + other_rows, matches + other_matches, volumes + other_volumes)
        else:
            first[ngram] = (rows, matches, volumes)
    return first


async def count(files: list[str]) -> Totals:
    """The totals per n-gram of all archives."""
    lines = read_lines(files)
    loop = asyncio.get_running_loop()
    # Spawned, not forked: a fork would share the memory of all lines, and count it twice.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=cores(), mp_context=context) as pool:
        mapped = [loop.run_in_executor(pool, map_totals, part) for part in partitions(lines, PARTITION_LINES)]
        return functools.reduce(reduce_totals, await asyncio.gather(*mapped), {})


def main() -> None:
    """Counts the archives that the arguments name."""
    _, files = arguments()
    totals = asyncio.run(count(files))
    rows, matches, volumes = (sum(column) for column in zip(*totals.values(), strict=True))
    print_answer(rows, len(totals), matches, volumes)


if __name__ == "__main__":
    main()
