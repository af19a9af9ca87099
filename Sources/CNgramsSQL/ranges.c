#include "ranges.h"

#include "sqlite.h"

static void free_range(ngrams_range *range) {
    ngrams_buffer_free(&range->low);
    ngrams_buffer_free(&range->high);
    memset(range, 0, sizeof *range);
}

void ngrams_ranges_free(ngrams_ranges *ranges) {
    for (int i = 0; i < ranges->count; i++) free_range(&ranges->ranges[i]);
    ranges->count = 0;
}

void ngrams_ranges_all(ngrams_ranges *ranges) {
    memset(ranges, 0, sizeof *ranges);
    ranges->count = 1;
}

static bool is_empty(const ngrams_range *range) {
    if (!range->has_high) return false;
    int order = ngrams_text_compare(ngrams_buffer_text(&range->low), ngrams_buffer_text(&range->high));
    return order > 0 || (order == 0 && (range->without_low || range->without_high));
}

static int narrow_low(ngrams_range *range, ngrams_text low, bool without) {
    int order = ngrams_text_compare(low, ngrams_buffer_text(&range->low));
    if (order < 0) return SQLITE_OK;
    range->without_low = order == 0 ? range->without_low || without : without;
    return ngrams_buffer_set(&range->low, low);
}

static int narrow_high(ngrams_range *range, ngrams_text high, bool without) {
    int order = range->has_high ? ngrams_text_compare(high, ngrams_buffer_text(&range->high)) : -1;
    if (order > 0) return SQLITE_OK;
    range->without_high = order == 0 ? range->without_high || without : without;
    range->has_high = true;
    return ngrams_buffer_set(&range->high, high);
}

static void drop_empty(ngrams_ranges *ranges) {
    int kept = 0;
    for (int i = 0; i < ranges->count; i++) {
        if (is_empty(&ranges->ranges[i]))
            free_range(&ranges->ranges[i]);
        else
            ranges->ranges[kept++] = ranges->ranges[i];
    }
    ranges->count = kept;
}

int ngrams_ranges_from(ngrams_ranges *ranges, ngrams_text low, bool without) {
    int code = SQLITE_OK;
    for (int i = 0; i < ranges->count && code == SQLITE_OK; i++) code = narrow_low(&ranges->ranges[i], low, without);
    drop_empty(ranges);
    return code;
}

int ngrams_ranges_to(ngrams_ranges *ranges, ngrams_text high, bool without) {
    int code = SQLITE_OK;
    for (int i = 0; i < ranges->count && code == SQLITE_OK; i++) code = narrow_high(&ranges->ranges[i], high, without);
    drop_empty(ranges);
    return code;
}

// The number of bytes of a character in UTF-8, or 0 if none begins here. Only what SQLite reads as this character in
// this encoding alone: SQLite takes other bytes for U+FFFD, so that a pattern with them matches other texts.
static size_t character(ngrams_text text, size_t at) {
    const uint8_t *bytes = text.bytes + at;
    size_t left = text.size - at;
    if (bytes[0] < 0x80) return 1;
    size_t size = bytes[0] < 0xC2 ? 0 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : bytes[0] < 0xF5 ? 4 : 0;
    if (size == 0 || size > left) return 0;
    for (size_t i = 1; i < size; i++)
        if ((bytes[i] & 0xC0) != 0x80) return 0;
    bool is_overlong = (bytes[0] == 0xE0 && bytes[1] < 0xA0) || (bytes[0] == 0xF0 && bytes[1] < 0x90);
    bool is_surrogate = bytes[0] == 0xED && bytes[1] >= 0xA0;
    // U+FFFD to U+FFFF
    bool is_special = bytes[0] == 0xEF && bytes[1] == 0xBF && bytes[2] >= 0xBD;
    return is_overlong || is_surrogate || is_special ? 0 : size;
}

// The bytes of a pattern before its first wildcard. A pattern and a text end at a NUL for LIKE and GLOB.
static ngrams_text fixed_beginning(ngrams_text pattern, const char *wildcards) {
    size_t size = 0;
    while (size < pattern.size) {
        size_t next = character(pattern, size);
        if (next == 0 || pattern.bytes[size] == 0 || strchr(wildcards, pattern.bytes[size])) break;
        size += next;
    }
    pattern.size = size;
    return pattern;
}

// Leaves of a range only what has a beginning.
static int narrow_to_beginning(ngrams_range *range, ngrams_text beginning) {
    if (beginning.size == 0) return SQLITE_OK;
    int code = narrow_low(range, beginning, false);
    // What has the beginning comes before the beginning with its last byte increased.
    while (beginning.size > 0 && beginning.bytes[beginning.size - 1] == 0xFF) beginning.size--;
    if (code != SQLITE_OK || beginning.size == 0) return code;
    ngrams_buffer end = {0};
    code = ngrams_buffer_set(&end, beginning);
    if (code == SQLITE_OK) {
        end.bytes[end.size - 1]++;
        code = narrow_high(range, ngrams_buffer_text(&end), true);
    }
    ngrams_buffer_free(&end);
    return code;
}

int ngrams_ranges_glob(ngrams_ranges *ranges, ngrams_text pattern) {
    ngrams_text beginning = fixed_beginning(pattern, "*?[");
    int code = SQLITE_OK;
    for (int i = 0; i < ranges->count && code == SQLITE_OK; i++)
        code = narrow_to_beginning(&ranges->ranges[i], beginning);
    drop_empty(ranges);
    return code;
}

static bool is_letter(uint8_t byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

int ngrams_ranges_like(ngrams_ranges *ranges, ngrams_text pattern) {
    // LIKE ignores the case of ASCII letters. Only one pattern is used, because another would multiply the ranges.
    if (ranges->count != 1) return SQLITE_OK;
    ngrams_text beginning = fixed_beginning(pattern, "%_");
    size_t size = 0;
    int letters = 0;
    for (; size < beginning.size; size++) {
        if (!is_letter(beginning.bytes[size])) continue;
        if (1 << (letters + 1) > ngrams_most_ranges) break;
        letters++;
    }
    beginning.size = size;
    if (size == 0) return SQLITE_OK;
    // Each number names a way to write the letters: a 0 is a large one, the first letter has the highest bit. Large
    // letters come before small ones, so the ways ascend.
    ngrams_range all = ranges->ranges[0];
    ngrams_buffer way = {0};
    int code = ngrams_buffer_set(&way, beginning);
    ranges->count = 0;
    for (int number = 0; number < 1 << letters && code == SQLITE_OK; number++) {
        int bit = letters;
        for (size_t i = 0; i < size; i++) {
            if (!is_letter(beginning.bytes[i])) continue;
            bit--;
            way.bytes[i] = (uint8_t)(number >> bit & 1 ? beginning.bytes[i] | 0x20 : beginning.bytes[i] & ~0x20);
        }
        ngrams_range *range = &ranges->ranges[ranges->count++];
        memset(range, 0, sizeof *range);
        range->without_low = all.without_low;
        range->has_high = all.has_high;
        range->without_high = all.without_high;
        code = ngrams_buffer_set(&range->low, ngrams_buffer_text(&all.low));
        if (code == SQLITE_OK) code = ngrams_buffer_set(&range->high, ngrams_buffer_text(&all.high));
        if (code == SQLITE_OK) code = narrow_to_beginning(range, ngrams_buffer_text(&way));
    }
    ngrams_buffer_free(&way);
    free_range(&all);
    drop_empty(ranges);
    return code;
}
