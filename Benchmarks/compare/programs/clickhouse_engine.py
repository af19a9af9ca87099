"""How ClickHouse (chdb) is opened and how it reads the archives, for all its contenders."""

import json
import os

from chdb.session import Session

from common import cores

#: `TSVRaw` takes every byte but TAB and newline as it is; `TSV` would read backslashes as escapes.
STRUCTURE = "ngram String, year UInt16, match_count UInt32, volume_count UInt32"


def connect(folder: str) -> Session:
    """A session whose tables lie in the folder."""
    session = Session(os.path.join(folder, "clickhouse"))
    session.query(f"SET max_threads = {cores()}, max_insert_threads = {cores()}")
    return session


def archives(files: list[str]) -> str:
    """The archives as a table of a query: the folder they are in, and their names as alternatives."""
    folder = os.path.dirname(files[0])
    names = ",".join(os.path.basename(file) for file in files)
    pattern = os.path.join(folder, f"{{{names}}}").replace("\\", "\\\\").replace("'", "\\'")
    return f"file('{pattern}', TSVRaw, '{STRUCTURE}', 'gzip')"


def first_row(session: Session, query: str) -> list[int]:
    """The first row of an answer, all of whose columns are whole numbers."""
    answer = session.query(query, "JSONCompact")
    return [int(value) for value in json.loads(str(answer))["data"][0]]
