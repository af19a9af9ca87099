"""Reads the answer from the table that `clickhouse_stored.py` created, and the size of its active parts.

Parts that were merged into others remain in the folder for some minutes. They do not count.
"""

from clickhouse_engine import connect, first_row
from common import arguments, print_answer

folder, _ = arguments()
session = connect(folder)
(stored_bytes,) = first_row(session, "SELECT sum(bytes_on_disk) FROM system.parts WHERE database = 'ngrams' AND active")
answer = first_row(session, "SELECT count(), uniqExact(ngram), sum(match_count), sum(volume_count) FROM ngrams.counts")
session.close()
print_answer(*answer, stored_bytes=stored_bytes)
