#ifndef NGRAMS_SERIES_H
#define NGRAMS_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The counts of a year.
typedef struct {
    int year;
    int64_t match_count;
    int64_t volume_count;
} ngrams_observation;

// Reads observations in ascending order of years (SeriesCodec.swift, without an end token: the head has the size).
//
// At most `capacity` are written; `size` bytes of encoding contain at most as many observations as bytes.
// Returns how many there are, or -1 if the bytes are not a series.
int ngrams_series_read(const uint8_t *bytes, size_t size, ngrams_observation *observations, size_t capacity);

#endif
