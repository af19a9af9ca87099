#ifndef NGRAMS_TEXT_H
#define NGRAMS_TEXT_H

#include <stdint.h>
#include <string.h>

// Bytes of someone else, in UTF-8 unless a store is damaged. They may contain NUL.
typedef struct {
    const uint8_t *bytes;
    size_t size;
} ngrams_text;

// Compares bytes, as SQLite's collation BINARY: less than, equal to or greater than 0.
static inline int ngrams_text_compare(ngrams_text a, ngrams_text b) {
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

// Bytes of our own, which grow. Begin with all zeros.
typedef struct {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
} ngrams_buffer;

static inline ngrams_text ngrams_buffer_text(const ngrams_buffer *buffer) {
    ngrams_text text = {buffer->bytes, buffer->size};
    return text;
}

// Makes room for `capacity` bytes, and keeps those that are there. Returns SQLITE_OK or SQLITE_NOMEM.
int ngrams_buffer_reserve(ngrams_buffer *buffer, size_t capacity);

// Makes the buffer hold the bytes of a text. Returns SQLITE_OK or SQLITE_NOMEM.
int ngrams_buffer_set(ngrams_buffer *buffer, ngrams_text text);

// Frees the memory; the buffer is empty then.
void ngrams_buffer_free(ngrams_buffer *buffer);

#endif
