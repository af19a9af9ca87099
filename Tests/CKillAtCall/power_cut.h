#include <stdint.h>
#include <sys/types.h>

/// What is not yet durable, newest first, so that it can be undone. Not thread-safe.

/// Notes a write that is about to be made.
void note_write(int fd, const void *bytes, size_t length, off_t offset);
/// Notes a change of length that is about to be made.
void note_truncation(int fd, off_t length);
/// Forgets what an fsync of the file, or of the folder, has made durable.
void note_sync(int fd, const char *path);
/// Notes that a name is about to appear.
void note_creation(const char *path);
/// Notes that a name is about to vanish, and keeps the file. `keep` is where.
void note_removal(const char *path, const char *keep);
/// Notes that a name is about to become another.
void note_rename(const char *from, const char *to, const char *keep);
/// Loses a random part of what is noted.
/// - Returns: how many changes there were, and in `lost` how many of them were lost, in whole or in part.
int cut_power(uint64_t seed, int *lost);
