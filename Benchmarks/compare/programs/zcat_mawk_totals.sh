#!/bin/sh
# zcat and mawk: computes the totals per n-gram of each archive, one archive per processor at a time, then the totals of
# all archives. An n-gram may occur in several archives, so the second step adds their totals.
set -eu
export LC_ALL=C
folder=$1
shift

# mawk computes in floating point. Integers are exact up to 2^53, far more than any sum of these files.
# Archives of 2020 have all years of an n-gram in a row.
if [ "${EDITION:-2012}" = 2020 ]; then
    row='{
        rows[$1] += NF - 1
        for (i = 2; i <= NF; i++) { split($i, part, ","); matches[$1] += part[2]; volumes[$1] += part[3] }
    }'
else
    row='{ rows[$1]++; matches[$1] += $3; volumes[$1] += $4 }'
fi
export PER_ARCHIVE="$row"'
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
