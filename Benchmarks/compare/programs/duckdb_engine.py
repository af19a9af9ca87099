"""Opens DuckDB and reads the archives, for all DuckDB contenders."""

import os

import duckdb

from common import cores

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
READ_ARCHIVES = """
    read_csv(
        $files, delim = '\t', quote = '', escape = '', comment = '', header = false, auto_detect = false,
        nullstr = '\\N', buffer_size = 2000000, columns = {
            'ngram': 'VARCHAR', 'year': 'USMALLINT', 'match_count': 'UINTEGER', 'volume_count': 'UINTEGER'})
"""
