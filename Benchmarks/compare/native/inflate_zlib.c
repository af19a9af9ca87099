/// Decompresses with the zlib of the system.

#include "inflate.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

const char *inflater_name(void) { return zlibVersion(); }

uint64_t inflate_file(const char *path) {
    int file = open(path, O_RDONLY);
    unsigned char *input = malloc(INPUT_BYTES), *output = malloc(OUTPUT_BYTES);
    z_stream stream = {0};
    // A window of 15 bits; adding 16 selects the gzip format.
    if (file < 0 || !input || !output || inflateInit2(&stream, 15 + 16) != Z_OK) fail(path, "cannot be opened");

    uint64_t total = 0;
    int state = Z_OK;
    for (;;) {
        if (stream.avail_in == 0) {
            ssize_t bytes = read(file, input, INPUT_BYTES);
            if (bytes < 0) fail(path, "cannot be read");
            if (bytes == 0) break;
            stream.next_in = input;
            stream.avail_in = (unsigned)bytes;
        }
        // The input has another member.
        if (state == Z_STREAM_END && inflateReset(&stream) != Z_OK) fail(path, "cannot be continued");
        do {
            stream.next_out = output;
            stream.avail_out = OUTPUT_BYTES;
            state = inflate(&stream, Z_NO_FLUSH);
            // Z_BUF_ERROR: the previous call had already consumed all input and filled the output exactly.
            if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) fail(path, "is damaged");
            total += OUTPUT_BYTES - stream.avail_out;
        } while (stream.avail_out == 0 && state != Z_STREAM_END);
    }
    if (state != Z_STREAM_END) fail(path, "is truncated");

    inflateEnd(&stream);
    free(input);
    free(output);
    close(file);
    return total;
}
