#include "merge.h"

#include <stdlib.h>

// All open runs together read ahead about this many bytes of series.
enum { all_ahead = 4 << 20, most_ahead = 32 << 10 };

static int compare_cursors(const ngrams_run_cursor *a, const ngrams_run_cursor *b) {
    int order = ngrams_text_compare(ngrams_run_cursor_text(a), ngrams_run_cursor_text(b));
    return order != 0 ? order : (a->run->corpus > b->run->corpus) - (a->run->corpus < b->run->corpus);
}

static void sift_down(ngrams_merge *merge) {
    ngrams_run_cursor **heap = merge->heap;
    for (size_t at = 0;;) {
        size_t child = 2 * at + 1;
        if (child >= merge->heap_count) return;
        if (child + 1 < merge->heap_count && compare_cursors(heap[child + 1], heap[child]) < 0) child++;
        if (compare_cursors(heap[at], heap[child]) <= 0) return;
        ngrams_run_cursor *cursor = heap[at];
        heap[at] = heap[child];
        heap[child] = cursor;
        at = child;
    }
}

static void free_cursor(ngrams_run_cursor *cursor) {
    ngrams_run_cursor_free(cursor);
    sqlite3_free(cursor);
}

static int push(ngrams_store *store, ngrams_merge *merge, ngrams_run_cursor *cursor) {
    if (merge->heap_count == merge->heap_capacity) {
        size_t capacity = merge->heap_capacity == 0 ? 4 : merge->heap_capacity * 2;
        ngrams_run_cursor **heap = sqlite3_realloc64(merge->heap, capacity * sizeof *heap);
        if (!heap) return ngrams_fail_memory(store);
        merge->heap = heap;
        merge->heap_capacity = capacity;
    }
    size_t at = merge->heap_count++;
    for (; at > 0 && compare_cursors(cursor, merge->heap[(at - 1) / 2]) < 0; at = (at - 1) / 2)
        merge->heap[at] = merge->heap[(at - 1) / 2];
    merge->heap[at] = cursor;
    return SQLITE_OK;
}

static int open_run(ngrams_store *store, ngrams_merge *merge, const ngrams_run *run) {
    ngrams_run_cursor *cursor = sqlite3_malloc64(sizeof *cursor);
    if (!cursor) return ngrams_fail_memory(store);
    memset(cursor, 0, sizeof *cursor);
    int code = ngrams_run_cursor_open(store, cursor, run, &merge->wanted);
    if (code == SQLITE_OK && !cursor->is_at_end) {
        code = push(store, merge, cursor);
        if (code == SQLITE_OK) return code;
    }
    free_cursor(cursor);
    return code;
}

// Opens the runs that may have the smallest n-gram.
static int open_runs(ngrams_store *store, ngrams_merge *merge) {
    while (merge->opened < merge->run_count) {
        const ngrams_run *run = merge->runs[merge->opened];
        if (merge->heap_count > 0 &&
            ngrams_text_compare(ngrams_buffer_text(&run->first), ngrams_run_cursor_text(merge->heap[0])) > 0)
            break;
        merge->opened++;
        int code = open_run(store, merge, run);
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}

// Moves the run with the smallest n-gram to its next one.
static int advance_first(ngrams_store *store, ngrams_merge *merge) {
    ngrams_run_cursor *cursor = merge->heap[0];
    int code = ngrams_run_cursor_next(store, cursor, &merge->wanted);
    if (code != SQLITE_OK) return code;
    if (cursor->is_at_end) {
        free_cursor(cursor);
        merge->heap[0] = merge->heap[--merge->heap_count];
    }
    sift_down(merge);
    return SQLITE_OK;
}

static int overflow(ngrams_store *store, const ngrams_merge *merge) {
    int size = merge->ngram.size < 200 ? (int)merge->ngram.size : 200;
    return ngrams_fail(store, SQLITE_RANGE, "a sum of counts of \"%.*s\" does not fit in 64 bits", size, merge->ngram.bytes);
}

static bool add(int64_t *sum, int64_t count) { return !__builtin_add_overflow(*sum, count, sum); }

static int add_row(ngrams_store *store, ngrams_merge *merge, ngrams_row row) {
    if (merge->row_count == merge->row_capacity) {
        size_t capacity = merge->row_capacity == 0 ? 16 : merge->row_capacity * 2;
        ngrams_row *rows = sqlite3_realloc64(merge->rows, capacity * sizeof *rows);
        if (!rows) return ngrams_fail_memory(store);
        merge->rows = rows;
        merge->row_capacity = capacity;
    }
    merge->rows[merge->row_count++] = row;
    return SQLITE_OK;
}

// Adds the sums of the entry to the row of its corpus, the last row.
static int add_entry(ngrams_store *store, ngrams_merge *merge, size_t corpus, const ngrams_entry *entry, bool is_first) {
    if (is_first) {
        ngrams_row row = {corpus, entry->first_year, entry->last_year, entry->match_count, entry->volume_count};
        return add_row(store, merge, row);
    }
    ngrams_row *row = &merge->rows[merge->row_count - 1];
    if (entry->first_year < row->first_year) row->first_year = entry->first_year;
    if (entry->last_year > row->last_year) row->last_year = entry->last_year;
    if (!add(&row->match_count, entry->match_count) || !add(&row->volume_count, entry->volume_count))
        return overflow(store, merge);
    return SQLITE_OK;
}

// Adds observations to those in `merge->summed`, of which there are `count`.
static int add_observations(ngrams_store *store, ngrams_merge *merge, int *count, int added) {
    // From the end, so that both fit into the same memory: years differ, so there are at most 9999.
    ngrams_observation *a = merge->summed, *b = merge->observations;
    int both = 0;
    for (int i = 0, j = 0; i < *count && j < added;) {
        int order = (a[i].year > b[j].year) - (a[i].year < b[j].year);
        both += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    int i = *count - 1, j = added - 1, to = *count + added - both - 1;
    *count = to + 1;
    for (; j >= 0; to--) {
        if (i < 0 || b[j].year > a[i].year) {
            a[to] = b[j--];
            continue;
        }
        a[to] = a[i--];
        if (b[j].year < a[to].year) continue;
        if (!add(&a[to].match_count, b[j].match_count) || !add(&a[to].volume_count, b[j].volume_count))
            return overflow(store, merge);
        j--;
    }
    return SQLITE_OK;
}

// Adds the series of a run's present n-gram to those in `merge->summed`.
static int add_series(ngrams_store *store, ngrams_merge *merge, ngrams_run_cursor *cursor, int *count) {
    const ngrams_entry *entry = &cursor->head.entry;
    if (entry->last_year < merge->first_year || entry->first_year > merge->last_year) return SQLITE_OK;
    int64_t ahead = merge->is_lookup ? 0 : all_ahead / (int64_t)merge->heap_count;
    if (ahead > most_ahead) ahead = most_ahead;
    ngrams_observation *target = *count == 0 ? merge->summed : merge->observations;
    int read;
    int code = ngrams_run_cursor_read_series(store, cursor, ahead, target, &read);
    if (code != SQLITE_OK) return code;
    if (*count > 0) return add_observations(store, merge, count, read);
    *count = read;
    return SQLITE_OK;
}

static int add_yearly_rows(ngrams_store *store, ngrams_merge *merge, size_t corpus, int count) {
    for (int i = 0; i < count; i++) {
        const ngrams_observation *observation = &merge->summed[i];
        if (observation->year < merge->first_year || observation->year > merge->last_year) continue;
        ngrams_row row = {
            corpus, observation->year, observation->year, observation->match_count, observation->volume_count};
        int code = add_row(store, merge, row);
        if (code != SQLITE_OK) return code;
    }
    return SQLITE_OK;
}

// Makes the rows of the present n-gram in the corpus of the first open run, and moves the runs that have it on.
static int sum_corpus(ngrams_store *store, ngrams_merge *merge) {
    size_t corpus = merge->heap[0]->run->corpus;
    int count = 0;
    bool is_first = true;
    while (merge->heap_count > 0) {
        ngrams_run_cursor *cursor = merge->heap[0];
        if (cursor->run->corpus != corpus ||
            ngrams_text_compare(ngrams_run_cursor_text(cursor), ngrams_buffer_text(&merge->ngram)) != 0)
            break;
        int code = ngrams_run_cursor_read_entry(store, cursor);
        if (code != SQLITE_OK) return code;
        code = merge->is_yearly ? add_series(store, merge, cursor, &count)
                                : add_entry(store, merge, corpus, &cursor->head.entry, is_first);
        if (code != SQLITE_OK) return code;
        is_first = false;
        code = advance_first(store, merge);
        if (code != SQLITE_OK) return code;
    }
    return merge->is_yearly ? add_yearly_rows(store, merge, corpus, count) : SQLITE_OK;
}

static int compare_rows(const void *a, const void *b) {
    const ngrams_row *x = a, *y = b;
    int order = (x->first_year > y->first_year) - (x->first_year < y->first_year);
    return order != 0 ? order : (x->corpus > y->corpus) - (x->corpus < y->corpus);
}

// Makes the rows of the smallest n-gram; there may be none.
static int sum_ngram(ngrams_store *store, ngrams_merge *merge) {
    if (ngrams_buffer_set(&merge->ngram, ngrams_run_cursor_text(merge->heap[0])) != SQLITE_OK)
        return ngrams_fail_memory(store);
    merge->row = 0;
    merge->row_count = 0;
    size_t corpora = 0;
    do {
        int code = sum_corpus(store, merge);
        if (code != SQLITE_OK) return code;
        corpora++;
    } while (merge->heap_count > 0 && ngrams_text_compare(
                                          ngrams_run_cursor_text(merge->heap[0]),
                                          ngrams_buffer_text(&merge->ngram)) == 0);
    if (merge->order == ngrams_by_ngram_year && corpora > 1)
        qsort(merge->rows, merge->row_count, sizeof *merge->rows, compare_rows);
    return SQLITE_OK;
}

static int compare_runs(const void *a, const void *b) {
    const ngrams_run *x = *(const ngrams_run *const *)a, *y = *(const ngrams_run *const *)b;
    return ngrams_text_compare(ngrams_buffer_text(&x->first), ngrams_buffer_text(&y->first));
}

// Finds the runs that cover the present range.
static void begin_range(ngrams_merge *merge) {
    const ngrams_range *range = &merge->ranges.ranges[merge->range];
    ngrams_text low = ngrams_buffer_text(&range->low), high = ngrams_buffer_text(&range->high);
    bool one = merge->order == ngrams_by_corpus;
    size_t start = one ? merge->corpus : merge->first_corpus, end = one ? merge->corpus + 1 : merge->end_corpus;
    merge->wanted.range = range;
    merge->wanted.first_year = merge->first_year;
    merge->wanted.last_year = merge->last_year;
    merge->run_count = 0;
    merge->opened = 0;
    for (size_t corpus = start; corpus < end; corpus++)
        merge->run_count += ngrams_catalog_covering(
            merge->catalog, corpus, low, range->has_high ? &high : NULL, merge->runs + merge->run_count);
    if (end - start > 1) qsort(merge->runs, merge->run_count, sizeof *merge->runs, compare_runs);
}

// Moves to the next range, or by corpus to the next corpus; false after the last.
static bool next_range(ngrams_merge *merge) {
    merge->range++;
    if (merge->range == merge->ranges.count && merge->order == ngrams_by_corpus) {
        merge->range = 0;
        merge->corpus++;
    }
    bool is_left = merge->order == ngrams_by_corpus ? merge->corpus < merge->end_corpus
                                                   : merge->range < merge->ranges.count;
    if (is_left) begin_range(merge);
    return is_left;
}

// Makes the rows of the next n-gram that has any.
static int next_ngram(ngrams_store *store, ngrams_merge *merge) {
    for (;;) {
        int code = open_runs(store, merge);
        if (code != SQLITE_OK) return code;
        if (merge->heap_count == 0) {
            if (next_range(merge)) continue;
            merge->is_at_end = true;
            return SQLITE_OK;
        }
        code = sum_ngram(store, merge);
        if (code != SQLITE_OK || merge->row_count > 0) return code;
    }
}

int ngrams_merge_start(ngrams_store *store, ngrams_merge *merge) {
    merge->is_at_end = merge->ranges.count == 0 || merge->first_corpus == merge->end_corpus ||
                       merge->first_year > merge->last_year;
    if (merge->is_at_end) return SQLITE_OK;
    merge->runs = sqlite3_malloc64((merge->catalog->run_count + 1) * sizeof *merge->runs);
    if (!merge->runs) return ngrams_fail_memory(store);
    if (merge->is_yearly) {
        merge->observations = sqlite3_malloc64(2 * ngrams_last_year * sizeof *merge->observations);
        if (!merge->observations) return ngrams_fail_memory(store);
        merge->summed = merge->observations + ngrams_last_year;
    }
    merge->corpus = merge->first_corpus;
    begin_range(merge);
    return next_ngram(store, merge);
}

int ngrams_merge_next(ngrams_store *store, ngrams_merge *merge) {
    merge->row++;
    return merge->row < merge->row_count ? SQLITE_OK : next_ngram(store, merge);
}

void ngrams_merge_free(ngrams_merge *merge) {
    for (size_t i = 0; i < merge->heap_count; i++) free_cursor(merge->heap[i]);
    sqlite3_free(merge->heap);
    sqlite3_free(merge->runs);
    sqlite3_free(merge->rows);
    sqlite3_free(merge->observations);
    ngrams_buffer_free(&merge->ngram);
    ngrams_ranges_free(&merge->ranges);
    ngrams_catalog_release(merge->catalog);
    memset(merge, 0, sizeof *merge);
}
