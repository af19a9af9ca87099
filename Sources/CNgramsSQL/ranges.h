#ifndef NGRAMS_RANGES_H
#define NGRAMS_RANGES_H

#include "text.h"

#include <stdbool.h>

// A range of n-grams in byte order.
typedef struct {
    ngrams_buffer low;
    bool without_low;
    ngrams_buffer high;
    bool has_high;
    bool without_high;
} ngrams_range;

// A pattern of LIKE becomes up to this many ranges, one for each way to write its first letters.
enum { ngrams_most_ranges = 16 };

// Ranges in ascending order, which do not overlap. Begin with `ngrams_ranges_all`.
typedef struct {
    ngrams_range ranges[ngrams_most_ranges];
    int count;
} ngrams_ranges;

// Everything, in one range. The ranges must have been all zeros or freed.
void ngrams_ranges_all(ngrams_ranges *ranges);

// Leaves only what is at or after, or at or before, a text; without the text itself if `without`. Returns SQLITE_OK or
// SQLITE_NOMEM.
int ngrams_ranges_from(ngrams_ranges *ranges, ngrams_text low, bool without);
int ngrams_ranges_to(ngrams_ranges *ranges, ngrams_text high, bool without);

// Leaves only what may match a pattern, and perhaps more: what has its fixed beginning. Returns SQLITE_OK or
// SQLITE_NOMEM.
int ngrams_ranges_glob(ngrams_ranges *ranges, ngrams_text pattern);
int ngrams_ranges_like(ngrams_ranges *ranges, ngrams_text pattern);

// Frees all ranges and leaves none.
void ngrams_ranges_free(ngrams_ranges *ranges);

#endif
