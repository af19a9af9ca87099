"""Arguments, columns and output format, shared by the programs of the contenders."""

import json
import os
import sys

#: The columns of a row of a 2012 archive. A row of a 2020 archive has the n-gram, and after each TAB a year with its
#: counts, separated by commas.
COLUMNS = ("ngram", "year", "match_count", "volume_count")

#: A byte that no archive contains. As the separator of columns, it keeps a line whole.
NO_SEPARATOR = "\x01"


def cores() -> int:
    """Returns the number of processors that an engine may use. The harness sets it in the environment."""
    return int(os.environ.get("CORES", "2"))


def has_row_per_ngram() -> bool:
    """Returns whether the archives are of 2020, with a row per n-gram. The harness sets it in the environment."""
    return os.environ.get("EDITION", "2012") == "2020"


def arguments() -> tuple[str, list[str]]:
    """Returns the folder to write to, and the archives to read."""
    return sys.argv[1], sys.argv[2:]


def print_answer(rows: int, ngrams: int, matches: int, volumes: int, **more: int) -> None:
    """Prints the numbers that the harness compares, as one line of JSON."""
    answer = {"rows": rows, "ngrams": ngrams, "matches": matches, "volumes": volumes} | more
    print(json.dumps({key: int(value) for key, value in answer.items()}))
