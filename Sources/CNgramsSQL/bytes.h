#ifndef NGRAMS_BYTES_H
#define NGRAMS_BYTES_H

#include <stdbool.h>
#include <stdint.h>

// Encoded bytes being read. Nothing at or after `end` is ever read.
typedef struct {
    const uint8_t *at;
    const uint8_t *end;
} ngrams_bytes;

// Reads one byte; false at the end.
static inline bool ngrams_read_byte(ngrams_bytes *bytes, uint8_t *value) {
    if (bytes->at == bytes->end) return false;
    *value = *bytes->at++;
    return true;
}

// Reads a varint: little-endian base 128, of at most 63 bits. False when there is none, or it is larger than `largest`.
static inline bool ngrams_read_varint(ngrams_bytes *bytes, int64_t largest, int64_t *value) {
    uint64_t result = 0;
    for (int shift = 0; shift < 63; shift += 7) {
        if (bytes->at == bytes->end) return false;
        uint8_t byte = *bytes->at++;
        result |= (uint64_t)(byte & 0x7F) << shift;
        if (byte >= 0x80) continue;
        *value = (int64_t)result;
        return *value <= largest;
    }
    return false;
}

#endif
