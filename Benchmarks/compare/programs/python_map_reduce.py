"""Plain Python: asyncio and a pool of processes.

This is the program that many people write first. It reads all lines, cuts them into partitions, maps each partition to
a dictionary in a pool of processes, and reduces the dictionaries to one. It keeps every line in memory as a string and
sends it to another process. This program measures the cost of that.
"""

import asyncio
import functools
import gzip
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from common import arguments, cores, has_row_per_ngram, print_answer

#: The number of lines in a partition.
PARTITION_LINES = 60_000

#: Rows, matches and volumes per n-gram.
Totals = dict[str, tuple[int, int, int]]


def read_lines(files: list[str]) -> list[str]:
    """Returns all lines of all archives."""
    lines: list[str] = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="\n") as text:
            lines.extend(text)
    return lines


def partitions(lines: list[str], size: int) -> Iterator[list[str]]:
    """Yields the lines in partitions of `size` lines."""
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


def map_totals(lines: list[str]) -> Totals:
    """Returns the totals per n-gram of one partition."""
    return map_ngrams(lines) if has_row_per_ngram() else map_years(lines)


def map_years(lines: list[str]) -> Totals:
    """Returns the totals of lines of 2012, which have one year each."""
    totals: Totals = {}
    for line in lines:
        ngram, _, match_count, volume_count = line.split("\t")
        rows, matches, volumes = totals.get(ngram, (0, 0, 0))
        totals[ngram] = (rows + 1, matches + int(match_count), volumes + int(volume_count))
    return totals


def map_ngrams(lines: list[str]) -> Totals:
    """Returns the totals of lines of 2020, which have all years of an n-gram."""
    totals: Totals = {}
    for line in lines:
        ngram, *entries = line.split("\t")
        rows, matches, volumes = totals.get(ngram, (0, 0, 0))
        for entry in entries:
            _, match_count, volume_count = entry.split(",")
            matches += int(match_count)
            volumes += int(volume_count)
        totals[ngram] = (rows + len(entries), matches, volumes)
    return totals


def reduce_totals(first: Totals, second: Totals) -> Totals:
    """Adds the second totals to the first, and returns the first."""
    for ngram, (rows, matches, volumes) in second.items():
        if ngram in first:
            other_rows, other_matches, other_volumes = first[ngram]
            first[ngram] = (rows + other_rows, matches + other_matches, volumes + other_volumes)
        else:
            first[ngram] = (rows, matches, volumes)
    return first


async def count(files: list[str]) -> Totals:
    """Returns the totals per n-gram of all archives."""
    lines = read_lines(files)
    loop = asyncio.get_running_loop()
    # Processes are spawned, not forked. A forked process would share the memory of all lines, which would count again
    # for each process.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=cores(), mp_context=context) as pool:
        mapped = [loop.run_in_executor(pool, map_totals, part) for part in partitions(lines, PARTITION_LINES)]
        return functools.reduce(reduce_totals, await asyncio.gather(*mapped), {})


def main() -> None:
    """Computes the totals of the archives in the arguments."""
    _, files = arguments()
    totals = asyncio.run(count(files))
    rows, matches, volumes = (sum(column) for column in zip(*totals.values(), strict=True))
    print_answer(rows, len(totals), matches, volumes)


if __name__ == "__main__":
    main()
