#ifndef NGRAMS_PIECES_H
#define NGRAMS_PIECES_H

#include "block.h"

// Reads the series of blocks from the pieces of a run, a little at a time. Begin with all zeros.
typedef struct {
    // The open piece; NULL if none is.
    sqlite3_blob *blob;
    int64_t open_id;
    // The block: its number, where its series begin, and how many bytes they have.
    int64_t block;
    int64_t first_id;
    int64_t first_position;
    int64_t size;
    // A place that was found: the byte `offset` of the block's series is the byte `position` of piece `id`.
    int64_t id;
    int64_t position;
    int64_t offset;
    // What was read last: the bytes from `window_start` of the block's series.
    ngrams_buffer window;
    int64_t window_start;
} ngrams_pieces;

// Begins to read the series of a block. Nothing is read yet.
void ngrams_pieces_begin(ngrams_pieces *pieces, const ngrams_block *block);

// Reads `size` bytes of the block's series from `offset` on. They must lie within the series. Up to `ahead` bytes are
// read in the same go if they are there. The bytes are valid until the next call.
int ngrams_pieces_read(
    ngrams_store *store, ngrams_pieces *pieces, int64_t offset, int64_t size, int64_t ahead, const uint8_t **bytes);

void ngrams_pieces_free(ngrams_pieces *pieces);

#endif
