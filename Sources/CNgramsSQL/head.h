#ifndef NGRAMS_HEAD_H
#define NGRAMS_HEAD_H

#include "bytes.h"
#include "text.h"

// Years that a store may contain.
enum { ngrams_first_year = 1, ngrams_last_year = 9999 };

// The most bytes of a series: 22 for each year.
enum { ngrams_largest_series = ngrams_last_year * 22 };

// What a head says of an n-gram beside its text.
typedef struct {
    int64_t match_count;
    int64_t volume_count;
    int first_year;
    int last_year;
    // Where its series lies within those of the block, in bytes.
    int64_t series;
    int series_size;
} ngrams_entry;

// Reads the head of a block (HeadCodec.swift). Begin with all zeros; `ngrams_head_open` may be called again.
typedef struct {
    ngrams_bytes texts;
    ngrams_bytes counts;
    ngrams_bytes years;
    ngrams_bytes lengths;
    int earliest;
    int latest;
    int64_t ngrams;
    // How many texts and how many entries were read.
    int64_t texts_read;
    int64_t entries_read;
    int64_t series_size;
    ngrams_entry entry;
    // The present text.
    ngrams_buffer text;
} ngrams_head;

typedef enum { ngrams_head_ok, ngrams_head_end, ngrams_head_damaged, ngrams_head_no_memory } ngrams_head_result;

// Begins to read a head, which must have the given number of n-grams. The bytes must outlive the reader.
ngrams_head_result ngrams_head_open(
    ngrams_head *head, const uint8_t *bytes, size_t size, int64_t ngrams, int64_t series_size);

// Moves to the next text, which is then `text`.
ngrams_head_result ngrams_head_next(ngrams_head *head);

// Reads the entry of the present text into `entry`. What was skipped is checked as well.
ngrams_head_result ngrams_head_read_entry(ngrams_head *head);

void ngrams_head_free(ngrams_head *head);

#endif
