/// Unpacking by the system's zlib.

#include "inflate.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

const char *inflater_name(void) { return zlibVersion(); }

uint64_t inflate_file(const char *path) {
    int file = open(path, O_RDONLY);
    unsigned char *packed = malloc(PACKED_BYTES), *unpacked = malloc(UNPACKED_BYTES);
    z_stream stream = {0};
    // 15 bits of window, and 16 for a gzip header and trailer.
    if (file < 0 || !packed || !unpacked || inflateInit2(&stream, 15 + 16) != Z_OK) fail(path, "cannot be opened");

    uint64_t total = 0;
    int state = Z_OK;
    for (;;) {
        if (stream.avail_in == 0) {
            ssize_t bytes = read(file, packed, PACKED_BYTES);
            if (bytes < 0) fail(path, "cannot be read");
            if (bytes == 0) break;
            stream.next_in = packed;
            stream.avail_in = (unsigned)bytes;
        }
        // Another member follows.
        if (state == Z_STREAM_END && inflateReset(&stream) != Z_OK) fail(path, "cannot go on");
        do {
            stream.next_out = unpacked;
            stream.avail_out = UNPACKED_BYTES;
            state = inflate(&stream, Z_NO_FLUSH);
            // Z_BUF_ERROR: all that was packed in the buffer had been unpacked before.
            if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) fail(path, "is damaged");
            total += UNPACKED_BYTES - stream.avail_out;
        } while (stream.avail_out == 0 && state != Z_STREAM_END);
    }
    if (state != Z_STREAM_END) fail(path, "is truncated");

    inflateEnd(&stream);
    free(packed);
    free(unpacked);
    close(file);
    return total;
}
