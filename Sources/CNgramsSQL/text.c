#include "text.h"

#include "sqlite.h"

int ngrams_buffer_reserve(ngrams_buffer *buffer, size_t capacity) {
    if (capacity <= buffer->capacity) return SQLITE_OK;
    size_t doubled = buffer->capacity * 2;
    if (doubled > capacity) capacity = doubled;
    uint8_t *bytes = sqlite3_realloc64(buffer->bytes, capacity);
    if (!bytes) return SQLITE_NOMEM;
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return SQLITE_OK;
}

int ngrams_buffer_set(ngrams_buffer *buffer, ngrams_text text) {
    int code = ngrams_buffer_reserve(buffer, text.size);
    if (code != SQLITE_OK) return code;
    if (text.size > 0) memcpy(buffer->bytes, text.bytes, text.size);
    buffer->size = text.size;
    return SQLITE_OK;
}

void ngrams_buffer_free(ngrams_buffer *buffer) {
    sqlite3_free(buffer->bytes);
    memset(buffer, 0, sizeof *buffer);
}
