#ifndef NGRAMS_BLOCK_H
#define NGRAMS_BLOCK_H

#include "catalog.h"
#include "store.h"

// A row of the table `block`, and the block's head. Begin with all zeros; a block may be read again and again.
typedef struct {
    int64_t id;
    int64_t ngrams;
    int64_t piece;
    int64_t position;
    int64_t series_size;
    ngrams_buffer first;
    ngrams_buffer last;
    // Years outside of these do not occur in the block; none occurs if the first is greater.
    int64_t first_year;
    int64_t last_year;
    ngrams_buffer head;
} ngrams_block;

// Records that a block is damaged. Returns SQLITE_CORRUPT.
int ngrams_fail_block(ngrams_store *store, int64_t id, const char *what);

// The place in a run of the block that contains `low`, if one does: the last that does not begin after it, else the
// first. Reads only the first n-grams of a few blocks.
int ngrams_block_find(ngrams_store *store, const ngrams_run *run, ngrams_text low, int64_t *place);

// Reads the row of a run's block.
int ngrams_block_read(ngrams_store *store, const ngrams_run *run, int64_t place, ngrams_block *block);

// Reads the head of the block whose row was read.
int ngrams_block_read_head(ngrams_store *store, ngrams_block *block);

void ngrams_block_free(ngrams_block *block);

#endif
