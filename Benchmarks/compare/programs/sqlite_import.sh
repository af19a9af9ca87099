#!/bin/sh
# sqlite3: imports every row into one table with `.import`, then creates an index by n-gram and year.
#
# The mode `ascii`, with TAB and newline as separators, treats quotes as data. The mode `tabs` does not. There is no
# journal, and nothing waits for the disk. So this is the fastest possible `.import`, but a crash would lose the file.
set -eu
folder=$1
shift

{
    cat <<'SQL'
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -1000000;
.mode ascii
.separator "\t" "\n"
SQL
    echo "PRAGMA threads = ${CORES:-2};"
    echo 'CREATE TABLE counts (ngram TEXT, year INTEGER, match_count INTEGER, volume_count INTEGER);'
    for file in "$@"; do
        printf '.import "|zcat '"'%s'"'" counts\n' "$file"
    done
    echo 'CREATE INDEX counts_by_ngram ON counts (ngram, year);'
} | sqlite3 -bail "$folder/counts.sqlite" > /dev/null
