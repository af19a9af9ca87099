// Reads heads as HeadReader.swift does, with the same checks: every read is bounded by its column, and no memory is
// allocated whose size depends on a value that was read.
#include "head.h"

#include "sqlite.h"

enum { escape = 15 };

static ngrams_bytes take(ngrams_bytes *bytes, int64_t size) {
    ngrams_bytes column = {bytes->at, bytes->at + size};
    bytes->at += size;
    return column;
}

ngrams_head_result ngrams_head_open(
    ngrams_head *head, const uint8_t *bytes, size_t size, int64_t ngrams, int64_t series_size) {
    ngrams_bytes rest = {bytes, bytes + size};
    int64_t count, texts, counts, years, earliest, latest;
    int64_t largest = (int64_t)size;
    if (!ngrams_read_varint(&rest, largest, &count) || !ngrams_read_varint(&rest, largest, &texts) ||
        !ngrams_read_varint(&rest, largest, &counts) || !ngrams_read_varint(&rest, largest, &years) ||
        !ngrams_read_varint(&rest, ngrams_last_year, &earliest) || !ngrams_read_varint(&rest, ngrams_last_year, &latest))
        return ngrams_head_damaged;
    if (count < 1 || count != ngrams || earliest < ngrams_first_year || latest < earliest) return ngrams_head_damaged;
    // Each is at most `size`, so the sum cannot overflow.
    if (texts + counts + years > rest.end - rest.at) return ngrams_head_damaged;
    head->texts = take(&rest, texts);
    head->counts = take(&rest, counts);
    head->years = take(&rest, years);
    head->lengths = rest;
    head->earliest = (int)earliest;
    head->latest = (int)latest;
    head->ngrams = count;
    head->texts_read = 0;
    head->entries_read = 0;
    head->series_size = series_size;
    memset(&head->entry, 0, sizeof head->entry);
    head->text.size = 0;
    // A text consists of bytes of the column, each at most once, so that none is longer than the column.
    int code = ngrams_buffer_reserve(&head->text, (size_t)texts + 1);
    return code == SQLITE_OK ? ngrams_head_ok : ngrams_head_no_memory;
}

ngrams_head_result ngrams_head_next(ngrams_head *head) {
    ngrams_bytes *column = &head->texts;
    ngrams_buffer *text = &head->text;
    if (head->texts_read == head->ngrams)
        return column->at == column->end ? ngrams_head_end : ngrams_head_damaged;
    uint8_t lengths;
    if (!ngrams_read_byte(column, &lengths)) return ngrams_head_damaged;
    int64_t shared = lengths >> 4, added = lengths & 15, more;
    if (shared == escape) {
        if (!ngrams_read_varint(column, INT32_MAX, &more)) return ngrams_head_damaged;
        shared += more;
    }
    if (added == escape) {
        if (!ngrams_read_varint(column, INT32_MAX, &more)) return ngrams_head_damaged;
        added += more;
    }
    if (shared > (int64_t)text->size || added < 1 || added > column->end - column->at) return ngrams_head_damaged;
    // The text comes after the one before it, whose beginning it shares.
    if (shared < (int64_t)text->size && column->at[0] <= text->bytes[shared]) return ngrams_head_damaged;
    memcpy(text->bytes + shared, column->at, (size_t)added);
    text->size = (size_t)(shared + added);
    column->at += added;
    head->texts_read++;
    return ngrams_head_ok;
}

static bool read_entry(ngrams_head *head) {
    ngrams_entry *entry = &head->entry;
    int64_t span = head->latest - head->earliest, first, last, size;
    int64_t position = entry->series + entry->series_size;
    if (!ngrams_read_varint(&head->counts, INT64_MAX, &entry->match_count) ||
        !ngrams_read_varint(&head->counts, INT64_MAX, &entry->volume_count) ||
        !ngrams_read_varint(&head->years, span, &first) || !ngrams_read_varint(&head->years, span, &last) ||
        !ngrams_read_varint(&head->lengths, ngrams_largest_series, &size))
        return false;
    entry->first_year = head->earliest + (int)first;
    entry->last_year = head->latest - (int)last;
    entry->series = position;
    entry->series_size = (int)size;
    head->entries_read++;
    return entry->first_year <= entry->last_year && size <= head->series_size - position;
}

ngrams_head_result ngrams_head_read_entry(ngrams_head *head) {
    while (head->entries_read < head->texts_read)
        if (!read_entry(head)) return ngrams_head_damaged;
    if (head->entries_read < head->ngrams) return ngrams_head_ok;
    bool is_whole = head->counts.at == head->counts.end && head->years.at == head->years.end &&
                    head->lengths.at == head->lengths.end &&
                    head->entry.series + head->entry.series_size == head->series_size;
    return is_whole ? ngrams_head_ok : ngrams_head_damaged;
}

void ngrams_head_free(ngrams_head *head) { ngrams_buffer_free(&head->text); }
