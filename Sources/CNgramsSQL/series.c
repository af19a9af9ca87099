#include "series.h"

#include "bytes.h"
#include "head.h"

enum { any_counts = 210, any_gap = 212, gap_bias = 211 };

// The match count of each token below 210, which is the index of (match, volume) in a triangle.
static const uint8_t small_match[any_counts] = {
    // clang-format off
    1,
    2, 2,
    3, 3, 3,
    4, 4, 4, 4,
    5, 5, 5, 5, 5,
    6, 6, 6, 6, 6, 6,
    7, 7, 7, 7, 7, 7, 7,
    8, 8, 8, 8, 8, 8, 8, 8,
    9, 9, 9, 9, 9, 9, 9, 9, 9,
    10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
    11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11,
    12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12,
    13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13,
    14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14, 14,
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,
    16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17,
    18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18,
    19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19,
    20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20,
    // clang-format on
};

int ngrams_series_read(const uint8_t *start, size_t size, ngrams_observation *observations, size_t capacity) {
    ngrams_bytes bytes = {start, start + size};
    size_t count = 0;
    int64_t year = 0;
    while (bytes.at != bytes.end) {
        int64_t gap = 1;
        uint8_t token = *bytes.at++;
        if (token >= any_gap) {
            gap = token - gap_bias;
            if (token == any_gap && (!ngrams_read_varint(&bytes, ngrams_last_year, &gap) || gap < 2)) return -1;
            if (!ngrams_read_byte(&bytes, &token)) return -1;
        }
        year += gap;
        if (year > ngrams_last_year || token > any_counts || count == capacity) return -1;
        ngrams_observation *observation = &observations[count++];
        observation->year = (int)year;
        if (token < any_counts) {
            int match = small_match[token];
            observation->match_count = match;
            observation->volume_count = token - match * (match - 1) / 2 + 1;
        } else if (!ngrams_read_varint(&bytes, INT64_MAX, &observation->match_count) ||
                   !ngrams_read_varint(&bytes, INT64_MAX, &observation->volume_count)) {
            return -1;
        }
    }
    return (int)count;
}
