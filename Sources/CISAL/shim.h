#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

// Swift does not import arrays of this size.
static inline const uint8_t *inflate_state_output(const struct inflate_state *state) { return state->tmp_out_buffer; }
