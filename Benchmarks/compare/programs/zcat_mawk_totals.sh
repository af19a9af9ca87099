#!/bin/sh
# zcat and mawk: the totals per n-gram of each archive, as many archives at a time as there are processors to use, then
# the totals of all. An n-gram may lie in several archives, so the second step adds and does not only print.
set -eu
export LC_ALL=C
folder=$1
shift

# Numbers of mawk are floating point: whole to 2^53, which no sum of these files comes near.
export PER_ARCHIVE='
    { rows[$1]++; matches[$1] += $3; volumes[$1] += $4 }
    END { for (ngram in rows) printf "%s\t%.0f\t%.0f\t%.0f\n", ngram, rows[ngram], matches[ngram], volumes[ngram] }'

of_all='
    { rows[$1] += $2; matches[$1] += $3; volumes[$1] += $4 }
    END {
        for (ngram in rows) { ngrams++; r += rows[ngram]; m += matches[ngram]; v += volumes[ngram] }
        printf "{\"rows\": %.0f, \"ngrams\": %.0f, \"matches\": %.0f, \"volumes\": %.0f}\n", r, ngrams, m, v
    }'

# The inner $0 and $1 are the output folder and the archive.
# shellcheck disable=SC2016
printf '%s\0' "$@" | xargs -0 -n 1 -P "${CORES:-2}" sh -c '
    zcat "$1" | mawk -F "\t" "$PER_ARCHIVE" > "$0/$(basename "$1").totals"' "$folder"

cat "$folder"/*.totals | mawk -F '\t' "$of_all"
