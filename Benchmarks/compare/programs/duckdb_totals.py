"""DuckDB: computes the totals per n-gram and stores nothing."""

from common import arguments, print_answer
from duckdb_engine import READ_ARCHIVES, connect

folder, files = arguments()
with connect(folder, ":memory:") as connection:
    answer = connection.execute(
        f"""
        SELECT sum(rows), count(*), sum(matches), sum(volumes)
        FROM (
            SELECT ngram, count(*) AS rows, sum(match_count) AS matches, sum(volume_count) AS volumes
            FROM {READ_ARCHIVES}
            GROUP BY ngram)
        """,
        {"files": files},
    ).fetchone()
print_answer(*answer)
