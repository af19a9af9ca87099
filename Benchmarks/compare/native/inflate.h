/// One way of unpacking a gzip file. Each `inflate_*.c` is one, and defines these two.

#ifndef INFLATE_H
#define INFLATE_H

#include <stdint.h>

/// What it is, with its version.
const char *inflater_name(void);

/// Unpacks the file, checks its checksum and throws the contents away. Returns their number of bytes; ends the program
/// when the file cannot be read or is damaged.
uint64_t inflate_file(const char *path);

/// Ends the program with a message about a file.
_Noreturn void fail(const char *path, const char *reason);

/// The sizes of the buffers that packed bytes are read into and contents unpacked into. The second fits the cache of one
/// core, as it would be of a reader that looks at the bytes right after.
enum { PACKED_BYTES = 256 * 1024, UNPACKED_BYTES = 256 * 1024 };

#endif
