"""Reads the answer from a store of ngrams with the commands `status` and `export totals`.

The arguments are the program and the folder of the store.
"""

import csv
import io
import json
import subprocess
import sys

from common import print_answer

program, folder = sys.argv[1:]
store = ["--db", f"{folder}/store.sqlite"]

status = subprocess.run([program, "status", "--format", "json", *store], check=True, stdout=subprocess.PIPE)
rows = sum(corpus["rows"] for corpus in json.loads(status.stdout)["corpora"])

ngrams = matches = volumes = 0
with subprocess.Popen([program, "export", "totals", *store], stdout=subprocess.PIPE) as export:
    for total in csv.DictReader(io.TextIOWrapper(export.stdout, encoding="utf-8", newline="")):
        ngrams += 1
        matches += int(total["match_count"])
        volumes += int(total["volume_count"])
if export.returncode != 0:
    sys.exit(f"ngrams export totals ended with {export.returncode}")

print_answer(rows, ngrams, matches, volumes)
