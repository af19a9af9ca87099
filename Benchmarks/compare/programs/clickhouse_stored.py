"""ClickHouse (chdb): stores every row in a MergeTree ordered by n-gram and year."""

from clickhouse_engine import STRUCTURE, archives, connect
from common import arguments

folder, files = arguments()
session = connect(folder)
session.query("CREATE DATABASE ngrams ENGINE = Atomic")
session.query(f"CREATE TABLE ngrams.counts ({STRUCTURE}) ENGINE = MergeTree ORDER BY (ngram, year)")
session.query(f"INSERT INTO ngrams.counts SELECT * FROM {archives(files)}")
session.close()
