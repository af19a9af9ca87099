// A library that tests preload (LD_PRELOAD, Linux) into the program, to kill it at its k-th call that changes certain
// files or makes changes durable. Counting calls reaches every moment at which a crash makes a difference, without luck
// and without any code in the program.
//
// The calls are open (when it creates a file), write, pwrite, ftruncate, fsync, fdatasync, link, rename and unlink. The
// library exports nothing. Environment variables control it:
//
//   KILL_AT_FILES   the prefix of the absolute paths of the files whose calls count; without it, nothing happens
//   KILL_AT_CALL    the number of the call, from 1; 0 or a number past the last call kills at no call
//   KILL_AT_HOW     before  SIGKILL instead of the call, which equals SIGKILL after the previous call
//                   torn    as before, but the first half of a write is written
//                   cut     the power fails during the call: a random part of what fsync has not made durable is lost,
//                           then SIGKILL; also when the process ends before that call
//   KILL_AT_SEED    the seed of everything random
//   KILL_AT_REPORT  a file that gets one line per call; `cut` also uses this path with a number appended
#ifdef __linux__

#define _GNU_SOURCE
#include "power_cut.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *prefix, *report_path;
static long fatal_call, calls, kept;
static uint64_t seed;
static int is_torn, is_cut, report_fd = -1;

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

__attribute__((constructor)) static void set_up(void) {
    fatal_call = atol(setting("KILL_AT_CALL"));
    seed = strtoull(setting("KILL_AT_SEED"), NULL, 10);
    is_torn = strcmp(setting("KILL_AT_HOW"), "torn") == 0;
    is_cut = strcmp(setting("KILL_AT_HOW"), "cut") == 0;
    report_path = setting("KILL_AT_REPORT");
    if (*report_path)
        report_fd = (int)syscall(
            SYS_openat, AT_FDCWD, report_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    // Set last, because until then the calls of other constructors do not count.
    prefix = *setting("KILL_AT_FILES") ? setting("KILL_AT_FILES") : NULL;
}

/// The index of a write-ahead log is not part of the store: the first process that opens it after a crash rebuilds it.
static int is_index(const char *path) {
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, "-shm") == 0;
}

static int is_counted(const char *path) {
    return prefix && strncmp(path, prefix, strlen(prefix)) == 0 && !is_index(path);
}

/// Whether a descriptor refers to a file whose calls count, or, if `may_be_folder`, to the folder of such files.
static int is_counted_fd(int fd, char path[PATH_MAX], int may_be_folder) {
    if (!prefix) return 0;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (is_counted(path)) return 1;
    return may_be_folder && strncmp(prefix, path, (size_t)length) == 0 && prefix[length] == '/'
        && !strchr(prefix + length + 1, '/');
}

/// The absolute path of a name, which `is_counted` needs.
static const char *absolute(const char *name, char path[PATH_MAX]) {
    if (*name == '/' || !getcwd(path, PATH_MAX)) return name;
    size_t length = strlen(path);
    snprintf(path + length, PATH_MAX - length, "/%s", name);
    return path;
}

static void report(const char *call, const char *path, long bytes) {
    char line[PATH_MAX + 100];
    int length = snprintf(line, sizeof line, "%s %s %ld\n", call, path, bytes);
    if (report_fd >= 0) syscall(SYS_write, report_fd, line, (size_t)length);
}

static void die(void) {
    if (is_cut) {
        int lost, changes = cut_power(seed, &lost);
        char text[100];
        snprintf(text, sizeof text, "of %d", changes);
        report("lost", text, lost);
    }
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) pause();
}

/// Counts a call. The lock is held from here to `leave`.
/// - Returns: whether it is the fatal one.
static int arrive(const char *call, const char *path, long bytes) {
    pthread_mutex_lock(&lock);
    report(call, path, bytes);
    return ++calls == fatal_call;
}

static long leave(long result) {
    int number = errno;
    pthread_mutex_unlock(&lock);
    errno = number;
    return result;
}

/// A path to keep a file whose name disappears.
static const char *keep_path(char path[PATH_MAX]) {
    snprintf(path, PATH_MAX, "%s.%ld", report_path, ++kept);
    return path;
}

__attribute__((destructor)) static void end(void) {
    if (!prefix || !is_cut) return;
    pthread_mutex_lock(&lock);
    report("end", "-", 0);
    die();
}

static ssize_t put(const char *call, int fd, const char *path, const void *bytes, size_t length, off_t offset) {
    int is_fatal = arrive(call, path, (long)length);
    if (is_cut) note_write(fd, bytes, length, offset);
    if (is_fatal) {
        if (is_torn) syscall(SYS_pwrite64, fd, bytes, length / 2, offset);
        die();
    }
    return 0;
}

ssize_t write(int fd, const void *bytes, size_t length) {
    char path[PATH_MAX];
    if (!is_counted_fd(fd, path, 0)) return syscall(SYS_write, fd, bytes, length);
    put("write", fd, path, bytes, length, lseek(fd, 0, SEEK_CUR));
    return leave(syscall(SYS_write, fd, bytes, length));
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
    char path[PATH_MAX];
    if (!is_counted_fd(fd, path, 0)) return syscall(SYS_pwrite64, fd, bytes, length, offset);
    put("pwrite", fd, path, bytes, length, offset);
    return leave(syscall(SYS_pwrite64, fd, bytes, length, offset));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    return pwrite64(fd, bytes, length, offset);
}

int ftruncate64(int fd, off_t length) {
    char path[PATH_MAX];
    if (!is_counted_fd(fd, path, 0)) return (int)syscall(SYS_ftruncate, fd, length);
    int is_fatal = arrive("ftruncate", path, length);
    if (is_fatal) die();
    if (is_cut) note_truncation(fd, length);
    return (int)leave(syscall(SYS_ftruncate, fd, length));
}

int ftruncate(int fd, off_t length) {
    return ftruncate64(fd, length);
}

static int synchronize(const char *call, long number, int fd) {
    char path[PATH_MAX];
    if (!is_counted_fd(fd, path, 1)) return (int)syscall(number, fd);
    if (arrive(call, path, 0)) die();
    int result = (int)syscall(number, fd);
    if (result == 0 && is_cut) note_sync(fd, path);
    return (int)leave(result);
}

int fsync(int fd) {
    return synchronize("fsync", SYS_fsync, fd);
}

int fdatasync(int fd) {
    return synchronize("fdatasync", SYS_fdatasync, fd);
}

int unlink(const char *name) {
    char memory[PATH_MAX], keep[PATH_MAX];
    const char *path = absolute(name, memory);
    if (!is_counted(path)) return (int)syscall(SYS_unlinkat, AT_FDCWD, name, 0);
    if (arrive("unlink", path, 0)) die();
    if (is_cut && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0) note_removal(path, keep_path(keep));
    return (int)leave(syscall(SYS_unlinkat, AT_FDCWD, name, 0));
}

int rename(const char *from, const char *to) {
    char memory[PATH_MAX], keep[PATH_MAX], other[PATH_MAX];
    const char *path = absolute(to, memory);
    if (!is_counted(path)) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (arrive("rename", path, 0)) die();
    if (is_cut) note_rename(absolute(from, other), path, keep_path(keep));
    return (int)leave(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    char memory[PATH_MAX];
    const char *path = absolute(to, memory);
    if (!is_counted(path)) return (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
    if (arrive("link", path, 0)) die();
    long result = syscall(SYS_linkat, from_folder, from, to_folder, to, flags);
    if (result == 0 && is_cut) note_creation(path);
    return (int)leave(result);
}

static int make(const char *name, int flags, mode_t mode) {
    char memory[PATH_MAX];
    const char *path = absolute(name, memory);
    if (!(flags & O_CREAT) || !is_counted(path) || syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0)
        return (int)syscall(SYS_openat, AT_FDCWD, name, flags, mode);
    if (arrive("create", path, 0)) die();
    long result = syscall(SYS_openat, AT_FDCWD, name, flags, mode);
    if (result >= 0 && is_cut) note_creation(path);
    return (int)leave(result);
}

int open64(const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return make(name, flags, mode);
}

int open(const char *name, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return make(name, flags, mode);
}

#endif
