"""Reads the answer from the file that `duckdb_stored.py` created."""

from common import arguments, print_answer
from duckdb_engine import connect

folder, _ = arguments()
with connect(folder) as connection:
    (rows,) = connection.execute("SELECT count(*) FROM counts").fetchone()
    totals = connection.execute("SELECT count(*), sum(match_count), sum(volume_count) FROM totals").fetchone()
print_answer(rows, *totals)
