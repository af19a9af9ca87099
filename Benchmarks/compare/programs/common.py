"""Arguments, columns and output format, shared by the programs of the contenders."""

import json
import os
import sys

#: The columns of a row of a 2012 archive.
COLUMNS = ("ngram", "year", "match_count", "volume_count")


def cores() -> int:
    """Returns the number of processors that an engine may use. The harness sets it in the environment."""
    return int(os.environ.get("CORES", "2"))


def arguments() -> tuple[str, list[str]]:
    """Returns the folder to write to, and the archives to read."""
    return sys.argv[1], sys.argv[2:]


def print_answer(rows: int, ngrams: int, matches: int, volumes: int, **more: int) -> None:
    """Prints the numbers that the harness compares, as one line of JSON."""
    answer = {"rows": rows, "ngrams": ngrams, "matches": matches, "volumes": volumes} | more
    print(json.dumps({key: int(value) for key, value in answer.items()}))
