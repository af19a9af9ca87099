/// An implementation of gzip decompression. `inflate_zlib.c` and `inflate_isal.c` each define the first two functions.

#ifndef INFLATE_H
#define INFLATE_H

#include <stdint.h>

/// Returns the version of the library.
const char *inflater_name(void);

/// Decompresses a file, verifies its checksum and discards the content. Returns the size of the content in bytes. Ends
/// the program if the file cannot be read or is damaged.
uint64_t inflate_file(const char *path);

/// Ends the program with a message about a file. Defined in `inflate_main.c`.
_Noreturn void fail(const char *path, const char *reason);

/// The sizes of the buffers for compressed and for decompressed bytes. The output buffer fits the cache of one core, as
/// it does in a program that processes the bytes immediately.
enum { INPUT_BYTES = 256 * 1024, OUTPUT_BYTES = 256 * 1024 };

#endif
