#include "faulty_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct faulty_watch {
    char *prefix;
    int operations;
    long k;
    int code;
    int lasting;
    int half;
    long calls;
    long failures;
    struct faulty_watch *next;
};

// SQLite allocates `szOsFile` bytes for a file: this structure, followed by that of SQLite's own layer.
typedef struct {
    sqlite3_file base;
    faulty_watch *watch;
} faulty_file;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static faulty_watch *watches;
static sqlite3_vfs *own;
static sqlite3_vfs faulty;

static sqlite3_file *inner(sqlite3_file *file) {
    return (sqlite3_file *)((faulty_file *)file + 1);
}

static faulty_watch *find(const char *path) {
    if (!path) return NULL;
    pthread_mutex_lock(&mutex);
    faulty_watch *found = watches;
    while (found && strncmp(path, found->prefix, strlen(found->prefix)) != 0) found = found->next;
    pthread_mutex_unlock(&mutex);
    return found;
}

// The error code with which a call must fail, or SQLITE_OK if it must not fail.
static int fault(faulty_watch *watch, int operation, int *half) {
    if (!watch) return SQLITE_OK;
    int code = SQLITE_OK;
    pthread_mutex_lock(&mutex);
    if (watch->operations & operation) {
        watch->calls++;
        if (watch->k > 0 && (watch->lasting ? watch->calls >= watch->k : watch->calls == watch->k)) {
            watch->failures++;
            code = watch->code;
            if (half) *half = watch->half;
        }
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

static int file_fault(sqlite3_file *file, int operation) {
    return fault(((faulty_file *)file)->watch, operation, NULL);
}

static int file_close(sqlite3_file *file) { return inner(file)->pMethods->xClose(inner(file)); }

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
    int code = file_fault(file, FAULTY_READ);
    return code ? code : inner(file)->pMethods->xRead(inner(file), bytes, count, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
    int half = 0;
    int code = fault(((faulty_file *)file)->watch, FAULTY_WRITE, &half);
    if (!code) return inner(file)->pMethods->xWrite(inner(file), bytes, count, offset);
    if (half && count > 1) inner(file)->pMethods->xWrite(inner(file), bytes, count / 2, offset);
    return code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
    int code = file_fault(file, FAULTY_TRUNCATE);
    return code ? code : inner(file)->pMethods->xTruncate(inner(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
    int code = file_fault(file, FAULTY_SYNC);
    return code ? code : inner(file)->pMethods->xSync(inner(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
    int code = file_fault(file, FAULTY_FILE_SIZE);
    return code ? code : inner(file)->pMethods->xFileSize(inner(file), size);
}

static int file_lock(sqlite3_file *file, int lock) {
    int code = file_fault(file, FAULTY_LOCK);
    return code ? code : inner(file)->pMethods->xLock(inner(file), lock);
}

static int file_unlock(sqlite3_file *file, int lock) { return inner(file)->pMethods->xUnlock(inner(file), lock); }

static int file_check_reserved(sqlite3_file *file, int *found) {
    return inner(file)->pMethods->xCheckReservedLock(inner(file), found);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
    return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file) { return inner(file)->pMethods->xSectorSize(inner(file)); }

static int file_characteristics(sqlite3_file *file) {
    return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

static int file_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
    int code = file_fault(file, FAULTY_SHM_MAP);
    if (code) *memory = NULL;
    return code ? code : inner(file)->pMethods->xShmMap(inner(file), region, size, extend, memory);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    // Releasing a lock does not fail, and SQLite does not check the result.
    int code = flags & SQLITE_SHM_LOCK ? file_fault(file, FAULTY_SHM_LOCK) : SQLITE_OK;
    return code ? code : inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file) { inner(file)->pMethods->xShmBarrier(inner(file)); }

static int file_shm_unmap(sqlite3_file *file, int remove) {
    return inner(file)->pMethods->xShmUnmap(inner(file), remove);
}

// Version 2 lacks the methods for reading through mapped memory, which SQLite would otherwise use. This layer could not
// make such reads fail.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags) {
    (void)vfs;
    faulty_watch *watch = find(path);
    if (!watch) return own->xOpen(own, path, file, flags, out_flags);
    file->pMethods = NULL;
    int code = fault(watch, FAULTY_OPEN, NULL);
    if (code) return code;
    ((faulty_file *)file)->watch = watch;
    code = own->xOpen(own, path, inner(file), flags, out_flags);
    // If SQLite's own layer sets its methods, it must be closed even after a failed open. So this layer sets its own.
    if (inner(file)->pMethods) file->pMethods = &methods;
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync) {
    (void)vfs;
    int code = fault(find(path), FAULTY_DELETE, NULL);
    return code ? code : own->xDelete(own, path, sync);
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *found) {
    (void)vfs;
    int code = fault(find(path), FAULTY_ACCESS, NULL);
    return code ? code : own->xAccess(own, path, flags, found);
}

int faulty_vfs_install(void) {
    int code = sqlite3_initialize();
    if (code || own) return code;
    own = sqlite3_vfs_find(NULL);
    if (!own) return SQLITE_ERROR;
    // Functions that are not replaced are those of SQLite's own layer. They work with the copy of its structure.
    faulty = *own;
    faulty.zName = "faulty";
    faulty.szOsFile += (int)sizeof(faulty_file);
    faulty.pNext = NULL;
    faulty.xOpen = vfs_open;
    faulty.xDelete = vfs_delete;
    faulty.xAccess = vfs_access;
    return sqlite3_vfs_register(&faulty, 1);
}

faulty_watch *faulty_watch_begin(const char *prefix) {
    faulty_watch *watch = calloc(1, sizeof *watch);
    if (!watch) abort();
    watch->prefix = strdup(prefix);
    pthread_mutex_lock(&mutex);
    watch->next = watches;
    watches = watch;
    pthread_mutex_unlock(&mutex);
    return watch;
}

void faulty_watch_end(faulty_watch *watch) {
    pthread_mutex_lock(&mutex);
    faulty_watch **place = &watches;
    while (*place && *place != watch) place = &(*place)->next;
    if (*place) *place = watch->next;
    pthread_mutex_unlock(&mutex);
    free(watch->prefix);
    free(watch);
}

void faulty_watch_arm(faulty_watch *watch, int operations, long k, int code, int lasting, int half) {
    pthread_mutex_lock(&mutex);
    watch->operations = operations;
    watch->k = k;
    watch->code = code;
    watch->lasting = lasting;
    watch->half = half;
    watch->calls = 0;
    watch->failures = 0;
    pthread_mutex_unlock(&mutex);
}

long faulty_watch_calls(faulty_watch *watch) {
    pthread_mutex_lock(&mutex);
    long calls = watch->calls;
    pthread_mutex_unlock(&mutex);
    return calls;
}

long faulty_watch_failures(faulty_watch *watch) {
    pthread_mutex_lock(&mutex);
    long failures = watch->failures;
    pthread_mutex_unlock(&mutex);
    return failures;
}
