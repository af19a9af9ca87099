#ifndef FAULTY_VFS_H
#define FAULTY_VFS_H

// A layer over SQLite's own way to files that makes a chosen call fail: for tests only.
//
// Files whose paths begin with a watched prefix have their calls counted and, once armed, one of them (or all from one
// on) fails. All other files are handed to SQLite's own layer untouched, so that tests beside this one notice nothing.

// What SQLite asks of files; a set of them is their sum.
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

// Makes the layer SQLite's default, once per process. Connections opened before are not watched.
// Returns 0, or SQLite's error code.
int faulty_vfs_install(void);

// Watches the files whose paths begin with a prefix.
faulty_watch *faulty_watch_begin(const char *prefix);

// Stops watching. Its files must be closed.
void faulty_watch_end(faulty_watch *watch);

// Counts calls of the set anew, and makes the k-th, from 1 on, fail with an error code of SQLite. None does when k is
// 0. `lasting`: those after it too. `half`: a write that fails has written the first half of its bytes by then.
void faulty_watch_arm(faulty_watch *watch, int operations, long k, int code, int lasting, int half);

// How many calls of the set there were since it was armed.
long faulty_watch_calls(faulty_watch *watch);

// How many of them failed.
long faulty_watch_failures(faulty_watch *watch);

#endif
