/// Decompresses with Intel's ISA-L.

#include "inflate.h"

#include <fcntl.h>
#include <isa-l.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT(x) #x
#define DOTTED(major, minor, patch) TEXT(major) "." TEXT(minor) "." TEXT(patch)

const char *inflater_name(void) {
    return DOTTED(ISAL_MAJOR_VERSION, ISAL_MINOR_VERSION, ISAL_PATCH_VERSION);
}

uint64_t inflate_file(const char *path) {
    int file = open(path, O_RDONLY);
    unsigned char *input = malloc(INPUT_BYTES), *output = malloc(OUTPUT_BYTES);
    struct inflate_state *state = malloc(sizeof *state);
    if (file < 0 || !input || !output || !state) fail(path, "cannot be opened");
    isal_inflate_init(state);
    state->crc_flag = ISAL_GZIP;

    uint64_t total = 0;
    for (;;) {
        if (state->avail_in == 0) {
            ssize_t bytes = read(file, input, INPUT_BYTES);
            if (bytes < 0) fail(path, "cannot be read");
            if (bytes == 0) break;
            state->next_in = input;
            state->avail_in = (uint32_t)bytes;
        }
        // The input has another member.
        if (state->block_state == ISAL_BLOCK_FINISH) {
            isal_inflate_reset(state);
            state->crc_flag = ISAL_GZIP;
        }
        do {
            state->next_out = output;
            state->avail_out = OUTPUT_BYTES;
            if (isal_inflate(state) != ISAL_DECOMP_OK) fail(path, "is damaged");
            total += OUTPUT_BYTES - state->avail_out;
        } while (state->avail_out == 0 && state->block_state != ISAL_BLOCK_FINISH);
    }
    if (state->block_state != ISAL_BLOCK_FINISH) fail(path, "is truncated");

    free(state);
    free(input);
    free(output);
    close(file);
    return total;
}
