#ifndef NGRAMS_RUN_CURSOR_H
#define NGRAMS_RUN_CURSOR_H

#include "block.h"
#include "head.h"
#include "pieces.h"
#include "ranges.h"
#include "series.h"

// The n-grams of a run within a range, in ascending order. Begin with all zeros.
typedef struct {
    const ngrams_run *run;
    // The place of the present block in the run.
    int64_t place;
    ngrams_block block;
    ngrams_head head;
    ngrams_pieces pieces;
    // The last n-gram of the block before the present one.
    ngrams_buffer previous;
    bool is_at_end;
} ngrams_run_cursor;

// What of a run is wanted. The memory must outlive its use.
typedef struct {
    const ngrams_range *range;
    // N-grams without observations in these years may be left out. Every one is given for 1 to 9999.
    int first_year;
    int last_year;
} ngrams_wanted;

// Moves to the first n-gram of a run that is wanted.
int ngrams_run_cursor_open(
    ngrams_store *store, ngrams_run_cursor *cursor, const ngrams_run *run, const ngrams_wanted *wanted);

// Moves to the next n-gram that is wanted.
int ngrams_run_cursor_next(ngrams_store *store, ngrams_run_cursor *cursor, const ngrams_wanted *wanted);

// The present n-gram, unless the cursor is at its end.
static inline ngrams_text ngrams_run_cursor_text(const ngrams_run_cursor *cursor) {
    return ngrams_buffer_text(&cursor->head.text);
}

// Reads sums and years of the present n-gram into `head.entry`.
int ngrams_run_cursor_read_entry(ngrams_store *store, ngrams_run_cursor *cursor);

// Reads the series of the present n-gram, whose entry was read, into memory for `ngrams_last_year` observations.
int ngrams_run_cursor_read_series(
    ngrams_store *store, ngrams_run_cursor *cursor, int64_t ahead, ngrams_observation *observations, int *count);

void ngrams_run_cursor_free(ngrams_run_cursor *cursor);

#endif
