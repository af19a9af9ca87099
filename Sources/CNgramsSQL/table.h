#ifndef NGRAMS_TABLE_H
#define NGRAMS_TABLE_H

#include "store.h"

// What differs between the two tables.
typedef struct {
    bool is_yearly;
    const char *declaration;
} ngrams_table_kind;

extern const ngrams_table_kind ngrams_totals;
extern const ngrams_table_kind ngrams_years;

// Both tables, as a module whose client data is the kind. The tables exist in every connection without being created.
extern const sqlite3_module ngrams_module;

typedef struct {
    sqlite3_vtab base;
    const ngrams_table_kind *kind;
    ngrams_store store;
} ngrams_table;

// The columns that can be searched by; the others differ between the tables.
enum { ngrams_column_corpus, ngrams_column_ngram, ngrams_column_year };

// What of a WHERE is used, as letters in the plan's `idxStr`, one for each value that is handed over.
enum {
    ngrams_corpus_is = 'c',
    ngrams_ngram_is = 'n',
    ngrams_ngram_after = '>',
    ngrams_ngram_from = ']',
    ngrams_ngram_before = '<',
    ngrams_ngram_to = '[',
    ngrams_ngram_like = '%',
    ngrams_ngram_glob = '*',
    ngrams_year_is = 'y',
    ngrams_year_after = 'a',
    ngrams_year_from = 'f',
    ngrams_year_before = 'b',
    ngrams_year_to = 't'
};

// Chooses how to answer a query. `idxNum` becomes the order of the rows (ngrams_order).
int ngrams_table_plan(sqlite3_vtab *table, sqlite3_index_info *info);

#endif
