#include "run_cursor.h"

static int fail(ngrams_store *store, const ngrams_run_cursor *cursor, const char *what) {
    return ngrams_fail_block(store, cursor->block.id, what);
}

static int head_failure(ngrams_store *store, const ngrams_run_cursor *cursor, ngrams_head_result result) {
    return result == ngrams_head_no_memory ? ngrams_fail_memory(store) : fail(store, cursor, "its head is not valid");
}

static bool is_after(const ngrams_wanted *wanted, ngrams_text text) {
    const ngrams_range *range = wanted->range;
    if (!range->has_high) return false;
    int order = ngrams_text_compare(text, ngrams_buffer_text(&range->high));
    return order > 0 || (order == 0 && range->without_high);
}

static bool is_before(const ngrams_wanted *wanted, ngrams_text text) {
    int order = ngrams_text_compare(text, ngrams_buffer_text(&wanted->range->low));
    return order < 0 || (order == 0 && wanted->range->without_low);
}

// Whether nothing of the block is wanted, as its row says.
static bool is_unwanted(const ngrams_run_cursor *cursor, const ngrams_wanted *wanted) {
    const ngrams_block *block = &cursor->block;
    if (is_before(wanted, ngrams_buffer_text(&block->last))) return true;
    bool all_years = wanted->first_year <= ngrams_first_year && wanted->last_year >= ngrams_last_year;
    return !all_years && (block->last_year < wanted->first_year || block->first_year > wanted->last_year);
}

// Reads the row of the present block, and checks it against the run and the block before it.
static int read_block(ngrams_store *store, ngrams_run_cursor *cursor, bool is_next) {
    const ngrams_run *run = cursor->run;
    ngrams_block *block = &cursor->block;
    int code = ngrams_block_read(store, run, cursor->place, block);
    if (code != SQLITE_OK) return code;
    ngrams_text first = ngrams_buffer_text(&block->first), last = ngrams_buffer_text(&block->last);
    if (is_next && ngrams_text_compare(ngrams_buffer_text(&cursor->previous), first) >= 0)
        return fail(store, cursor, "it does not come after the block before it");
    if (cursor->place == 0 && ngrams_text_compare(first, ngrams_buffer_text(&run->first)) != 0)
        return fail(store, cursor, "its first n-gram is not that of its run");
    if (cursor->place == run->blocks - 1 && ngrams_text_compare(last, ngrams_buffer_text(&run->last)) != 0)
        return fail(store, cursor, "its last n-gram is not that of its run");
    if (ngrams_buffer_set(&cursor->previous, last) != SQLITE_OK) return ngrams_fail_memory(store);
    return SQLITE_OK;
}

// Moves to the first block from the present one on of which something may be wanted, before the first of its texts.
static int enter_block(ngrams_store *store, ngrams_run_cursor *cursor, const ngrams_wanted *wanted, bool is_next) {
    ngrams_block *block = &cursor->block;
    for (;; cursor->place++, is_next = true) {
        if (cursor->place == cursor->run->blocks) {
            cursor->is_at_end = true;
            return SQLITE_OK;
        }
        int code = read_block(store, cursor, is_next);
        if (code != SQLITE_OK) return code;
        if (is_after(wanted, ngrams_buffer_text(&block->first))) {
            cursor->is_at_end = true;
            return SQLITE_OK;
        }
        if (!is_unwanted(cursor, wanted)) break;
    }
    int code = ngrams_block_read_head(store, block);
    if (code != SQLITE_OK) return code;
    ngrams_head_result result = ngrams_head_open(
        &cursor->head, block->head.bytes, block->head.size, block->ngrams, block->series_size);
    if (result != ngrams_head_ok) return head_failure(store, cursor, result);
    ngrams_pieces_begin(&cursor->pieces, block);
    return SQLITE_OK;
}

// Moves to the next text of the present block; ngrams_head_end after the last.
static ngrams_head_result next_text(ngrams_run_cursor *cursor) {
    ngrams_head *head = &cursor->head;
    const ngrams_block *block = &cursor->block;
    ngrams_head_result result = ngrams_head_next(head);
    if (result != ngrams_head_ok) return result;
    ngrams_text text = ngrams_buffer_text(&head->text);
    // The row that led here must say the same of the block as its head.
    bool is_first = head->texts_read == 1, is_last = head->texts_read == head->ngrams;
    if (is_first && ngrams_text_compare(text, ngrams_buffer_text(&block->first)) != 0) return ngrams_head_damaged;
    if (is_last && ngrams_text_compare(text, ngrams_buffer_text(&block->last)) != 0) return ngrams_head_damaged;
    return result;
}

int ngrams_run_cursor_open(
    ngrams_store *store, ngrams_run_cursor *cursor, const ngrams_run *run, const ngrams_wanted *wanted) {
    cursor->run = run;
    cursor->is_at_end = false;
    int code = ngrams_block_find(store, run, ngrams_buffer_text(&wanted->range->low), &cursor->place);
    if (code == SQLITE_OK) code = enter_block(store, cursor, wanted, false);
    if (code != SQLITE_OK || cursor->is_at_end) return code;
    return ngrams_run_cursor_next(store, cursor, wanted);
}

int ngrams_run_cursor_next(ngrams_store *store, ngrams_run_cursor *cursor, const ngrams_wanted *wanted) {
    for (;;) {
        ngrams_head_result result = next_text(cursor);
        if (result == ngrams_head_end) {
            cursor->place++;
            int code = enter_block(store, cursor, wanted, true);
            if (code != SQLITE_OK || cursor->is_at_end) return code;
            continue;
        }
        if (result != ngrams_head_ok) return head_failure(store, cursor, result);
        ngrams_text text = ngrams_run_cursor_text(cursor);
        if (is_after(wanted, text)) {
            cursor->is_at_end = true;
            return SQLITE_OK;
        }
        if (!is_before(wanted, text)) return SQLITE_OK;
    }
}

int ngrams_run_cursor_read_entry(ngrams_store *store, ngrams_run_cursor *cursor) {
    ngrams_head_result result = ngrams_head_read_entry(&cursor->head);
    return result == ngrams_head_ok ? SQLITE_OK : head_failure(store, cursor, result);
}

// Whether a series is the one that the head describes.
static bool agrees(const ngrams_entry *entry, const ngrams_observation *observations, int count) {
    uint64_t match_count = 0, volume_count = 0;
    for (int i = 0; i < count; i++) {
        match_count += (uint64_t)observations[i].match_count;
        volume_count += (uint64_t)observations[i].volume_count;
    }
    if (match_count != (uint64_t)entry->match_count || volume_count != (uint64_t)entry->volume_count) return false;
    return count == 0 || (observations[0].year == entry->first_year &&
                          observations[count - 1].year == entry->last_year);
}

int ngrams_run_cursor_read_series(
    ngrams_store *store, ngrams_run_cursor *cursor, int64_t ahead, ngrams_observation *observations, int *count) {
    const ngrams_entry *entry = &cursor->head.entry;
    const uint8_t *bytes = NULL;
    if (entry->series_size > 0) {
        int code = ngrams_pieces_read(store, &cursor->pieces, entry->series, entry->series_size, ahead, &bytes);
        if (code != SQLITE_OK) return code;
    }
    *count = bytes ? ngrams_series_read(bytes, (size_t)entry->series_size, observations, ngrams_last_year) : 0;
    if (*count < 0) return fail(store, cursor, "a series is not valid");
    if (!agrees(entry, observations, *count)) return fail(store, cursor, "a series is not what its head says");
    return SQLITE_OK;
}

void ngrams_run_cursor_free(ngrams_run_cursor *cursor) {
    ngrams_block_free(&cursor->block);
    ngrams_head_free(&cursor->head);
    ngrams_pieces_free(&cursor->pieces);
    ngrams_buffer_free(&cursor->previous);
}
