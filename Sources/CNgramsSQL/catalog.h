#ifndef NGRAMS_CATALOG_H
#define NGRAMS_CATALOG_H

#include "store.h"

// A run of a complete archive.
typedef struct {
    int64_t id;
    int64_t blocks;
    size_t corpus;
    ngrams_buffer first;
    ngrams_buffer last;
    // Of this run and those before it in its corpus, the place of the one with the largest last n-gram.
    size_t farthest;
} ngrams_run;

typedef struct {
    ngrams_buffer name;
    // Its runs are those from `first_run` to before `end_run`.
    size_t first_run;
    size_t end_run;
} ngrams_corpus;

// The corpora that have n-grams, in the order of their names, and their runs in the order of their first n-grams.
// Counted references: a cursor keeps the catalog that it began with.
typedef struct ngrams_catalog {
    int references;
    ngrams_corpus *corpora;
    size_t corpus_count;
    ngrams_run *runs;
    size_t run_count;
} ngrams_catalog;

// The catalog of the present state of the store, which is read again only when it may have changed. Checks the schema.
// The caller releases it.
int ngrams_catalog_get(ngrams_store *store, ngrams_catalog **catalog);

void ngrams_catalog_release(ngrams_catalog *catalog);

// Appends to `found`, which has room for all runs, the runs of a corpus that may have n-grams from `low` to `high`, in
// the order of their first n-grams. Without `high` there is no upper end.
size_t ngrams_catalog_covering(
    const ngrams_catalog *catalog, size_t corpus, ngrams_text low, const ngrams_text *high, const ngrams_run **found);

#endif
