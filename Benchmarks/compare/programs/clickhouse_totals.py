"""ClickHouse (chdb): computes the totals per n-gram and stores nothing."""

from clickhouse_engine import archives, connect, first_row
from common import arguments, print_answer

folder, files = arguments()
session = connect(folder)
answer = first_row(
    session,
    f"""
    SELECT sum(rows), count(), sum(matches), sum(volumes)
    FROM (
        SELECT ngram, count() AS rows, sum(match_count) AS matches, sum(volume_count) AS volumes
        FROM {archives(files)}
        GROUP BY ngram)
    """,
)
session.close()
print_answer(*answer)
