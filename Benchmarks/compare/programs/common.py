"""What the programs of the contenders share: their arguments, the columns of a row, and how an answer is printed."""

import json
import os
import sys

#: A row of a 2012 archive: name of the column, and what it holds.
COLUMNS = ("ngram", "year", "match_count", "volume_count")


def cores() -> int:
    """How many processors an engine may use; the harness says so to every contender."""
    return int(os.environ.get("CORES", "2"))


def arguments() -> tuple[str, list[str]]:
    """The folder to write to, and the archives to read."""
    return sys.argv[1], sys.argv[2:]


def print_answer(rows: int, ngrams: int, matches: int, volumes: int, **more: int) -> None:
    """Prints what the harness compares between contenders, as one line of JSON."""
    answer = {"rows": rows, "ngrams": ngrams, "matches": matches, "volumes": volumes} | more
    print(json.dumps({key: int(value) for key, value in answer.items()}))
