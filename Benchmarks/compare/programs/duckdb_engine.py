"""Opens DuckDB and reads the archives, for all DuckDB contenders."""

import os

import duckdb

from common import NO_SEPARATOR, cores, has_row_per_ngram

STORE = "store.duckdb"


def connect(folder: str, name: str = STORE) -> duckdb.DuckDBPyConnection:
    """Returns a connection to a file in the folder, or to memory if `name` is `:memory:`.

    Temporary files are in the folder too. The order of the rows is not preserved, which saves memory and time.
    """
    path = name if name == ":memory:" else os.path.join(folder, name)
    connection = duckdb.connect(path)
    connection.execute(f"SET threads = {cores()}")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET temp_directory = $folder", {"folder": os.path.join(folder, "spill")})
    return connection


#: The columns are given, so DuckDB does not detect them, and only TAB and newline have a meaning. The default buffer of
#: 64 MB cuts an archive into few pieces, which leaves a processor idle at the end. Smaller buffers took a tenth less
#: time.
READ = """
    read_csv(
        $files, delim = '{separator}', quote = '', escape = '', comment = '', header = false, auto_detect = false,
        nullstr = '\\N', buffer_size = 2000000, columns = {columns})
"""

#: A row per year, from archives of 2012.
READ_YEARS = READ.format(
    separator="\t",
    columns="{'ngram': 'VARCHAR', 'year': 'USMALLINT', 'match_count': 'UINTEGER', 'volume_count': 'UINTEGER'}",
)

#: A row per year, from archives of 2020.
READ_NGRAMS = f"""
    (SELECT ngram, counts[1]::USMALLINT AS year, counts[2]::UINTEGER AS match_count, counts[3]::UINTEGER AS volume_count
    FROM (
        SELECT ngram, string_split(entry, ',') AS counts
        FROM (
            SELECT fields[1] AS ngram, unnest(fields[2:]) AS entry
            FROM (
                SELECT string_split(line, '\t') AS fields
                FROM {READ.format(separator=NO_SEPARATOR, columns="{'line': 'VARCHAR'}")}))))
"""

READ_ARCHIVES = READ_NGRAMS if has_row_per_ngram() else READ_YEARS
