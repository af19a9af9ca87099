#include "catalog.h"

static void catalog_free(ngrams_catalog *catalog) {
    for (size_t i = 0; i < catalog->corpus_count; i++) ngrams_buffer_free(&catalog->corpora[i].name);
    for (size_t i = 0; i < catalog->run_count; i++) {
        ngrams_buffer_free(&catalog->runs[i].first);
        ngrams_buffer_free(&catalog->runs[i].last);
    }
    sqlite3_free(catalog->corpora);
    sqlite3_free(catalog->runs);
    sqlite3_free(catalog);
}

void ngrams_catalog_release(ngrams_catalog *catalog) {
    if (catalog && --catalog->references == 0) catalog_free(catalog);
}

// Adds an item of all zeros to an array, whose capacity is the next power of two.
static void *grow(void *items, size_t count, size_t size) {
    bool is_full = (count & (count - 1)) == 0;
    char *larger = is_full ? sqlite3_realloc64(items, (count == 0 ? 1 : count * 2) * size) : items;
    if (larger) memset(larger + count * size, 0, size);
    return larger;
}

static int add_corpus(ngrams_store *store, ngrams_catalog *catalog, ngrams_text name) {
    if (catalog->corpus_count > 0) {
        ngrams_text previous = ngrams_buffer_text(&catalog->corpora[catalog->corpus_count - 1].name);
        int order = ngrams_text_compare(previous, name);
        if (order == 0) return SQLITE_OK;
        if (order > 0) return ngrams_fail(store, SQLITE_CORRUPT, "the store is damaged: its corpora are out of order");
    }
    ngrams_corpus *corpora = grow(catalog->corpora, catalog->corpus_count, sizeof *corpora);
    if (!corpora) return ngrams_fail_memory(store);
    catalog->corpora = corpora;
    ngrams_corpus *corpus = &corpora[catalog->corpus_count++];
    corpus->first_run = catalog->run_count;
    corpus->end_run = catalog->run_count;
    return ngrams_buffer_set(&corpus->name, name) == SQLITE_OK ? SQLITE_OK : ngrams_fail_memory(store);
}

static int add_run(ngrams_store *store, ngrams_catalog *catalog, sqlite3_stmt *row) {
    ngrams_text first, last;
    int64_t id, blocks;
    if (!ngrams_column_integer(row, 1, 0, INT32_MAX, &id))
        return ngrams_fail(store, SQLITE_CORRUPT, "the store is damaged: a run has no valid number");
    if (!ngrams_column_integer(row, 2, 1, UINT32_MAX, &blocks) || !ngrams_column_text(row, 3, &first) ||
        !ngrams_column_text(row, 4, &last) || ngrams_text_compare(first, last) > 0)
        return ngrams_fail(store, SQLITE_CORRUPT, "the store is damaged: run %lld is not valid", id);
    ngrams_run *runs = grow(catalog->runs, catalog->run_count, sizeof *runs);
    if (!runs) return ngrams_fail_memory(store);
    catalog->runs = runs;
    size_t place = catalog->run_count++;
    ngrams_run *run = &runs[place];
    ngrams_corpus *corpus = &catalog->corpora[catalog->corpus_count - 1];
    corpus->end_run = catalog->run_count;
    run->id = id;
    run->blocks = blocks;
    run->corpus = catalog->corpus_count - 1;
    if (ngrams_buffer_set(&run->first, first) != SQLITE_OK || ngrams_buffer_set(&run->last, last) != SQLITE_OK)
        return ngrams_fail_memory(store);
    run->farthest = place;
    if (place == corpus->first_run) return SQLITE_OK;
    if (ngrams_text_compare(ngrams_buffer_text(&runs[place - 1].first), first) > 0)
        return ngrams_fail(store, SQLITE_CORRUPT, "the store is damaged: its runs are out of order");
    size_t farthest = runs[place - 1].farthest;
    if (ngrams_text_compare(ngrams_buffer_text(&runs[farthest].last), last) > 0) run->farthest = farthest;
    return SQLITE_OK;
}

static int read_rows(ngrams_store *store, ngrams_catalog *catalog) {
    sqlite3_stmt *row = NULL;
    int code = ngrams_prepared(store, ngrams_select_runs, &row);
    if (code != SQLITE_OK) return code;
    while ((code = ngrams_step(store, row)) == SQLITE_ROW) {
        ngrams_text name;
        code = ngrams_column_text(row, 0, &name)
                   ? add_corpus(store, catalog, name)
                   : ngrams_fail(store, SQLITE_CORRUPT, "the store is damaged: a corpus has no name");
        if (code == SQLITE_OK) code = add_run(store, catalog, row);
        if (code != SQLITE_OK) break;
    }
    sqlite3_reset(row);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int read_catalog(ngrams_store *store, ngrams_catalog **result) {
    int code = ngrams_check_schema(store);
    if (code != SQLITE_OK) return code;
    ngrams_catalog *catalog = sqlite3_malloc64(sizeof *catalog);
    if (!catalog) return ngrams_fail_memory(store);
    memset(catalog, 0, sizeof *catalog);
    catalog->references = 1;
    code = read_rows(store, catalog);
    if (code == SQLITE_OK)
        *result = catalog;
    else
        ngrams_catalog_release(catalog);
    return code;
}

int ngrams_catalog_get(ngrams_store *store, ngrams_catalog **result) {
    int64_t version = 0;
    int code = ngrams_select_number(store, ngrams_select_changes, &version);
    if (code != SQLITE_OK) return code;
    // `data_version` counts what other connections commit. What this one writes is counted by SQLite as well, but a
    // rollback is not, so while it writes nothing is kept.
    int64_t own = sqlite3_total_changes(store->database);
    bool is_writing = sqlite3_txn_state(store->database, "main") == SQLITE_TXN_WRITE;
    bool is_current = store->data_version == version && store->own_changes == own && !is_writing;
    if (store->catalog && !is_current) {
        ngrams_catalog_release(store->catalog);
        store->catalog = NULL;
    }
    if (!store->catalog) {
        code = read_catalog(store, &store->catalog);
        if (code != SQLITE_OK) return code;
        store->data_version = version;
        store->own_changes = is_writing ? -1 : own;
    }
    *result = store->catalog;
    store->catalog->references++;
    return SQLITE_OK;
}

size_t ngrams_catalog_covering(
    const ngrams_catalog *catalog, size_t corpus, ngrams_text low, const ngrams_text *high, const ngrams_run **found) {
    size_t start = catalog->corpora[corpus].first_run, end = catalog->corpora[corpus].end_run;
    if (high) {
        // The runs that begin after `high` are of no use.
        size_t least = start;
        while (least < end) {
            size_t middle = least + (end - least) / 2;
            if (ngrams_text_compare(ngrams_buffer_text(&catalog->runs[middle].first), *high) <= 0)
                least = middle + 1;
            else
                end = middle;
        }
    }
    // Backward, as long as one of the runs that are left reaches `low`.
    size_t count = 0;
    while (end > start) {
        const ngrams_run *run = &catalog->runs[end - 1];
        if (ngrams_text_compare(ngrams_buffer_text(&catalog->runs[run->farthest].last), low) < 0) break;
        if (ngrams_text_compare(ngrams_buffer_text(&run->last), low) >= 0) found[count++] = run;
        end--;
    }
    for (size_t i = 0; i < count / 2; i++) {
        const ngrams_run *run = found[i];
        found[i] = found[count - 1 - i];
        found[count - 1 - i] = run;
    }
    return count;
}
