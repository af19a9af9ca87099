"""Opens ClickHouse (chdb) and reads the archives, for all ClickHouse contenders."""

import json
import os

from chdb.session import Session

from common import cores, has_row_per_ngram

#: The columns of a row. The format is `TSVRaw`, in which only TAB and newline have a meaning. In `TSV`, a backslash
#: starts an escape sequence.
STRUCTURE = "ngram String, year UInt16, match_count UInt32, volume_count UInt32"


def connect(folder: str) -> Session:
    """Returns a session whose tables are in the folder."""
    session = Session(os.path.join(folder, "clickhouse"))
    session.query(f"SET max_threads = {cores()}, max_insert_threads = {cores()}")
    return session


def archives(files: list[str]) -> str:
    """Returns a table expression that reads the archives: their folder, and their names as alternatives."""
    folder = os.path.dirname(files[0])
    names = ",".join(os.path.basename(file) for file in files)
    pattern = os.path.join(folder, f"{{{names}}}").replace("\\", "\\\\").replace("'", "\\'")
    if not has_row_per_ngram():
        return f"file('{pattern}', TSVRaw, '{STRUCTURE}', 'gzip')"
    return f"""(
        SELECT ngram, toUInt16(counts[1]) AS year, toUInt32(counts[2]) AS match_count,
               toUInt32(counts[3]) AS volume_count
        FROM (
            SELECT fields[1] AS ngram, splitByChar(',', entry) AS counts
            FROM (
                SELECT splitByChar('\\t', line) AS fields
                FROM file('{pattern}', LineAsString, 'line String', 'gzip'))
            ARRAY JOIN arraySlice(fields, 2) AS entry))"""


def first_row(session: Session, query: str) -> list[int]:
    """Returns the first row of a result whose columns are integers."""
    answer = session.query(query, "JSONCompact")
    return [int(value) for value in json.loads(str(answer))["data"][0]]
