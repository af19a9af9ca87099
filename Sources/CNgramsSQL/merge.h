#ifndef NGRAMS_MERGE_H
#define NGRAMS_MERGE_H

#include "run_cursor.h"

// The order of rows.
typedef enum {
    ngrams_by_corpus,      // corpus, n-gram, year
    ngrams_by_ngram,       // n-gram, corpus, year
    ngrams_by_ngram_year   // n-gram, year, corpus
} ngrams_order;

// A row: an n-gram of a corpus, with the sums over all archives. For yearly rows both years are the same.
typedef struct {
    size_t corpus;
    int first_year;
    int last_year;
    int64_t match_count;
    int64_t volume_count;
} ngrams_row;

// Merges the runs of some corpora into rows in order. Runs are open only while they cover the present n-gram.
//
// Begin with all zeros, set what is asked for, and call `ngrams_merge_start`.
typedef struct {
    // What is asked for.
    bool is_yearly;
    ngrams_order order;
    ngrams_ranges ranges;
    int first_year;
    int last_year;
    // Whether few n-grams are wanted, so that nothing is read ahead.
    bool is_lookup;

    ngrams_catalog *catalog;
    // The corpora that are asked for, as places in the catalog: from `first_corpus` to before `end_corpus`.
    size_t first_corpus;
    size_t end_corpus;

    // The range that is being read, and by corpus also the corpus.
    int range;
    size_t corpus;
    ngrams_wanted wanted;

    // The runs that cover the range, in the order of their first n-grams; those before `opened` were opened.
    const ngrams_run **runs;
    size_t run_count;
    size_t opened;

    // The open runs, as a heap: the one with the smallest n-gram comes first.
    ngrams_run_cursor **heap;
    size_t heap_count;
    size_t heap_capacity;

    // The present n-gram and its rows.
    ngrams_buffer ngram;
    ngrams_row *rows;
    size_t row_count;
    size_t row_capacity;
    size_t row;
    bool is_at_end;

    ngrams_observation *observations;
    ngrams_observation *summed;
} ngrams_merge;

// Moves to the first row. `catalog`, corpora and what is asked for are set.
int ngrams_merge_start(ngrams_store *store, ngrams_merge *merge);

// Moves to the next row.
int ngrams_merge_next(ngrams_store *store, ngrams_merge *merge);

// Frees everything; all zeros remain.
void ngrams_merge_free(ngrams_merge *merge);

#endif
