"""Reads the answer from a store of ngrams with the commands `status`, `export totals` and, for 2020, `export years`.

The arguments are the program and the folder of the store.
"""

import csv
import io
import json
import subprocess
import sys

from common import has_row_per_ngram, print_answer

program, folder = sys.argv[1:]
store = ["--db", f"{folder}/store.sqlite"]


def rows_in_status() -> int:
    """Returns the number of rows in the ledger."""
    status = subprocess.run([program, "status", "--format", "json", *store], check=True, stdout=subprocess.PIPE)
    return sum(corpus["rows"] for corpus in json.loads(status.stdout)["corpora"])


def exported_years() -> int:
    """Returns the number of years of all n-grams: the lines of the export without its head."""
    lines = -1
    with subprocess.Popen([program, "export", "years", *store], stdout=subprocess.PIPE) as export:
        while part := export.stdout.read(1 << 20):
            lines += part.count(b"\n")
    if export.returncode != 0:
        sys.exit(f"ngrams export years ended with {export.returncode}")
    return lines


# The ledger counts a row of 2020 once. All other programs count its years.
rows = exported_years() if has_row_per_ngram() else rows_in_status()

ngrams = matches = volumes = 0
with subprocess.Popen([program, "export", "totals", *store], stdout=subprocess.PIPE) as export:
    for total in csv.DictReader(io.TextIOWrapper(export.stdout, encoding="utf-8", newline="")):
        ngrams += 1
        matches += int(total["match_count"])
        volumes += int(total["volume_count"])
if export.returncode != 0:
    sys.exit(f"ngrams export totals ended with {export.returncode}")

print_answer(rows, ngrams, matches, volumes)
