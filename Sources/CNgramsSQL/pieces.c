#include "pieces.h"

static void go_to_start(ngrams_pieces *pieces) {
    pieces->id = pieces->first_id;
    pieces->position = pieces->first_position;
    pieces->offset = 0;
}

void ngrams_pieces_begin(ngrams_pieces *pieces, const ngrams_block *block) {
    pieces->block = block->id;
    // Blocks and pieces have their run in the upper 32 bits.
    pieces->first_id = (block->id >> 32) << 32 | block->piece;
    pieces->first_position = block->position;
    pieces->size = block->series_size;
    go_to_start(pieces);
    pieces->window.size = 0;
    pieces->window_start = 0;
}

static void close_blob(ngrams_pieces *pieces) {
    sqlite3_blob_close(pieces->blob);
    pieces->blob = NULL;
}

// Opens a piece. SQLITE_ERROR, without a message, if there is none.
static int open_piece(ngrams_store *store, ngrams_pieces *pieces, int64_t id) {
    if (pieces->blob && pieces->open_id == id) return SQLITE_OK;
    int code = pieces->blob
                   ? sqlite3_blob_reopen(pieces->blob, id)
                   : sqlite3_blob_open(store->database, "main", "series", "data", id, 0, &pieces->blob);
    if (code == SQLITE_OK) {
        pieces->open_id = id;
        return SQLITE_OK;
    }
    if (code != SQLITE_ERROR) ngrams_fail_sqlite(store, code);
    close_blob(pieces);
    return code;
}

// Opens the piece with the byte `offset` of the block's series and finds the byte's position in it.
static int locate(ngrams_store *store, ngrams_pieces *pieces, int64_t offset) {
    for (;;) {
        int code = open_piece(store, pieces, pieces->id);
        if (code != SQLITE_OK) return code;
        int64_t position = pieces->position + (offset - pieces->offset);
        int64_t size = sqlite3_blob_bytes(pieces->blob);
        if (position < size) {
            pieces->position = position;
            pieces->offset = offset;
            return SQLITE_OK;
        }
        // The first piece of a block begins before its end, so that no damaged position skips pieces.
        if (pieces->position > size) return SQLITE_ERROR;
        pieces->offset += size - pieces->position;
        pieces->position = 0;
        // The pieces of a run end with it.
        if ((uint32_t)pieces->id == UINT32_MAX) return SQLITE_ERROR;
        pieces->id++;
    }
}

// Reads bytes into the window. SQLITE_ERROR, without a message, if a piece is missing before `size` bytes.
static int fill(ngrams_store *store, ngrams_pieces *pieces, int64_t offset, int64_t size, int64_t ahead) {
    int64_t wanted = size > ahead ? size : ahead;
    if (wanted > pieces->size - offset) wanted = pieces->size - offset;
    ngrams_buffer *window = &pieces->window;
    window->size = 0;
    pieces->window_start = offset;
    if (ngrams_buffer_reserve(window, (size_t)wanted) != SQLITE_OK) return ngrams_fail_memory(store);
    while ((int64_t)window->size < wanted) {
        int code = locate(store, pieces, offset + (int64_t)window->size);
        if (code == SQLITE_ERROR && (int64_t)window->size >= size) return SQLITE_OK;
        if (code != SQLITE_OK) return code;
        int64_t there = sqlite3_blob_bytes(pieces->blob) - pieces->position;
        int64_t missing = wanted - (int64_t)window->size;
        int part = (int)(there < missing ? there : missing);
        code = sqlite3_blob_read(pieces->blob, window->bytes + window->size, part, (int)pieces->position);
        if (code != SQLITE_OK) return ngrams_fail_sqlite(store, code);
        window->size += (size_t)part;
    }
    return SQLITE_OK;
}

int ngrams_pieces_read(
    ngrams_store *store, ngrams_pieces *pieces, int64_t offset, int64_t size, int64_t ahead, const uint8_t **bytes) {
    int64_t start = offset - pieces->window_start;
    bool is_there = start >= 0 && start + size <= (int64_t)pieces->window.size;
    if (!is_there) {
        // Reading ahead may have gone to a later piece than that in which the bytes begin.
        if (offset < pieces->offset) go_to_start(pieces);
        int code = fill(store, pieces, offset, size, ahead);
        if (code == SQLITE_ERROR)
            return ngrams_fail(
                store, SQLITE_CORRUPT, "block %lld of the store is damaged: piece %lld of its series is missing or short",
                pieces->block, pieces->id);
        if (code != SQLITE_OK) return code;
        start = 0;
    }
    *bytes = pieces->window.bytes + start;
    return SQLITE_OK;
}

void ngrams_pieces_free(ngrams_pieces *pieces) {
    close_blob(pieces);
    ngrams_buffer_free(&pieces->window);
}
