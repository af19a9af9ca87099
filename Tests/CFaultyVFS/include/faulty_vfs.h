#ifndef FAULTY_VFS_H
#define FAULTY_VFS_H

// A VFS layer for SQLite that makes a chosen call fail. For tests only.
//
// A watch counts the calls for files whose paths have a given prefix. Once it is armed, the k-th call fails, or the
// k-th and all later ones. Calls for other files pass through unchanged, so tests that run at the same time are not
// affected.

// The operations of SQLite on files. They can be combined with `|`.
enum {
    FAULTY_OPEN = 1 << 0,
    FAULTY_DELETE = 1 << 1,
    FAULTY_ACCESS = 1 << 2,
    FAULTY_READ = 1 << 3,
    FAULTY_WRITE = 1 << 4,
    FAULTY_TRUNCATE = 1 << 5,
    FAULTY_SYNC = 1 << 6,
    FAULTY_FILE_SIZE = 1 << 7,
    FAULTY_LOCK = 1 << 8,
    FAULTY_SHM_MAP = 1 << 9,
    FAULTY_SHM_LOCK = 1 << 10,
};

typedef struct faulty_watch faulty_watch;

// Makes this layer the default of SQLite. Later calls have no effect. Connections that are already open are not
// watched. Returns 0 or an error code of SQLite.
int faulty_vfs_install(void);

// Begins to watch the files whose paths have the given prefix.
faulty_watch *faulty_watch_begin(const char *prefix);

// Ends a watch. Its files must be closed.
void faulty_watch_end(faulty_watch *watch);

// Resets the counters, counts calls of the given operations, and makes the k-th of them, from 1, fail with an error
// code of SQLite. If k is 0, no call fails. With `lasting`, all later calls fail too. With `half`, a failing write
// still writes the first half of its bytes.
void faulty_watch_arm(faulty_watch *watch, int operations, long k, int code, int lasting, int half);

// Returns the number of calls of these operations since the watch was armed.
long faulty_watch_calls(faulty_watch *watch);

// Returns the number of these calls that failed.
long faulty_watch_failures(faulty_watch *watch);

#endif
