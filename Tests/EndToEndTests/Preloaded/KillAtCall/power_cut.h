#include <stdint.h>
#include <sys/types.h>

/// The changes that are not durable yet, newest first, so that they can be undone. Not thread-safe.

/// Records a write that is about to happen.
void note_write(int fd, const void *bytes, size_t length, off_t offset);
/// Records a change of a file's length that is about to happen.
void note_truncation(int fd, off_t length);
/// Drops the records of what an fsync of the file or folder has made durable.
void note_sync(int fd, const char *path);
/// Records that a name is about to appear.
void note_creation(const char *path);
/// Records that a name is about to disappear, and keeps the file under the name `keep`.
void note_removal(const char *path, const char *keep);
/// Records that a file is about to get another name.
void note_rename(const char *from, const char *to, const char *keep);
/// Undoes a random part of the recorded changes.
/// - Returns: the number of changes; `lost` receives how many were undone, in whole or in part.
int cut_power(uint64_t seed, int *lost);
