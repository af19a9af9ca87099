#include "block.h"

enum { codec_version = 1, years_of_span = 16 };

static int64_t block_id(const ngrams_run *run, int64_t place) { return run->id << 32 | place; }

int ngrams_fail_block(ngrams_store *store, int64_t id, const char *what) {
    return ngrams_fail(store, SQLITE_CORRUPT, "block %lld of the store is damaged: %s", id, what);
}

// Binds the block and steps to its row, which must exist.
static int select_block(
    ngrams_store *store, ngrams_statement which, int64_t id, const char *missing, sqlite3_stmt **row) {
    int code = ngrams_prepared(store, which, row);
    if (code != SQLITE_OK) return code;
    sqlite3_bind_int64(*row, 1, id);
    code = ngrams_step(store, *row);
    if (code == SQLITE_ROW) return SQLITE_OK;
    if (code != SQLITE_DONE) return code;
    sqlite3_reset(*row);
    return ngrams_fail_block(store, id, missing);
}

int ngrams_block_find(ngrams_store *store, const ngrams_run *run, ngrams_text low, int64_t *place) {
    int64_t start = 0, end = run->blocks;
    // The run's own first n-gram spares the search where all of it is wanted.
    if (ngrams_text_compare(low, ngrams_buffer_text(&run->first)) <= 0) end = 1;
    while (end - start > 1) {
        int64_t middle = start + (end - start) / 2;
        sqlite3_stmt *row = NULL;
        ngrams_text first;
        int code = select_block(store, ngrams_select_first, block_id(run, middle), "it is missing", &row);
        if (code != SQLITE_OK) return code;
        bool is_text = ngrams_column_text(row, 0, &first);
        int order = is_text ? ngrams_text_compare(first, low) : 0;
        sqlite3_reset(row);
        if (!is_text) return ngrams_fail_block(store, block_id(run, middle), "its first n-gram is not a text");
        if (order <= 0)
            start = middle;
        else
            end = middle;
    }
    *place = start;
    return SQLITE_OK;
}

// Reads for which years there are bounds (CountBounds.swift): two bytes with the first span, then two for each span.
static bool read_years(sqlite3_stmt *row, int column, ngrams_block *block) {
    if (sqlite3_column_type(row, column) != SQLITE_BLOB) return false;
    const uint8_t *bytes = sqlite3_column_blob(row, column);
    int size = sqlite3_column_bytes(row, column);
    if (!bytes || size < 2 || size % 2 != 0) return false;
    int64_t first = bytes[0] | bytes[1] << 8;
    block->first_year = first * years_of_span;
    block->last_year = (first + (size - 2) / 2) * years_of_span - 1;
    return true;
}

static int read_row(ngrams_store *store, sqlite3_stmt *row, ngrams_block *block) {
    ngrams_text first, last;
    if (!ngrams_column_integer(row, 0, 1, INT32_MAX, &block->ngrams) || !ngrams_column_text(row, 1, &first) ||
        !ngrams_column_text(row, 2, &last) || ngrams_text_compare(first, last) > 0 || !read_years(row, 3, block) ||
        !ngrams_column_integer(row, 4, 0, UINT32_MAX, &block->piece) ||
        !ngrams_column_integer(row, 5, 0, INT32_MAX, &block->position) ||
        !ngrams_column_integer(row, 6, 0, INT64_MAX, &block->series_size))
        return ngrams_fail_block(store, block->id, "its row is not valid");
    if (ngrams_buffer_set(&block->first, first) != SQLITE_OK || ngrams_buffer_set(&block->last, last) != SQLITE_OK)
        return ngrams_fail_memory(store);
    return SQLITE_OK;
}

int ngrams_block_read(ngrams_store *store, const ngrams_run *run, int64_t place, ngrams_block *block) {
    sqlite3_stmt *row = NULL;
    block->id = block_id(run, place);
    int code = select_block(store, ngrams_select_block, block->id, "it is missing", &row);
    if (code != SQLITE_OK) return code;
    code = read_row(store, row, block);
    sqlite3_reset(row);
    return code;
}

int ngrams_block_read_head(ngrams_store *store, ngrams_block *block) {
    sqlite3_stmt *row = NULL;
    int code = select_block(store, ngrams_select_head, block->id, "its head is missing", &row);
    if (code != SQLITE_OK) return code;
    int64_t codec;
    if (!ngrams_column_integer(row, 0, 0, INT64_MAX, &codec)) {
        code = ngrams_fail_block(store, block->id, "its codec is not a number");
    } else if (codec != codec_version) {
        code = ngrams_fail(
            store, SQLITE_CORRUPT, "block %lld of the store has codec %lld, which this version of ngrams does not know",
            block->id, codec);
    } else if (sqlite3_column_type(row, 1) != SQLITE_BLOB) {
        code = ngrams_fail_block(store, block->id, "its head is not a blob");
    } else {
        const void *bytes = sqlite3_column_blob(row, 1);
        ngrams_text head = {bytes, (size_t)sqlite3_column_bytes(row, 1)};
        if ((!bytes && head.size > 0) || ngrams_buffer_set(&block->head, head) != SQLITE_OK)
            code = ngrams_fail_memory(store);
    }
    sqlite3_reset(row);
    return code;
}

void ngrams_block_free(ngrams_block *block) {
    ngrams_buffer_free(&block->first);
    ngrams_buffer_free(&block->last);
    ngrams_buffer_free(&block->head);
}
