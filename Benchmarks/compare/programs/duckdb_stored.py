"""DuckDB: stores every row in one table of a file, and the totals per n-gram in another."""

from common import arguments
from duckdb_engine import READ_ARCHIVES, connect

folder, files = arguments()
with connect(folder) as connection:
    connection.execute(f"CREATE TABLE counts AS SELECT * FROM {READ_ARCHIVES}", {"files": files})
    connection.execute(
        """
        CREATE TABLE totals AS
        SELECT ngram, sum(match_count)::UBIGINT AS match_count, sum(volume_count)::UBIGINT AS volume_count,
               min(year) AS first_year, max(year) AS last_year
        FROM counts
        GROUP BY ngram
        """
    )
