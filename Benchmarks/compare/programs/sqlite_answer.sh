#!/bin/sh
# Reads the answer from the file that `sqlite_import.sh` created.
set -eu
sqlite3 "$1/counts.sqlite" "
    SELECT json_object(
        'rows', sum(rows), 'ngrams', count(*), 'matches', sum(matches), 'volumes', sum(volumes))
    FROM (
        SELECT count(*) AS rows, sum(match_count) AS matches, sum(volume_count) AS volumes
        FROM counts
        GROUP BY ngram)"
