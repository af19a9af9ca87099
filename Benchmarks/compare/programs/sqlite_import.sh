#!/bin/sh
# sqlite3: `.import` of every row into one table, then an index by n-gram and year.
#
# The mode `ascii` takes quotes as data, here with TAB and newline as its separators; `tabs` would not. There is no
# journal and no waiting for the disk, so this is as fast as `.import` gets, and a crash would lose the file.
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
