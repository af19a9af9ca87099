// A library that tests preload (LD_PRELOAD, Linux) into the program, to make its k-th system call of a kind misbehave.
// It exports nothing. Environment variables control it:
//
//   FAULTY_CALL     open, read or write (also their variants with an offset), truncate, sync, close, unlink, rename,
//                   link, stat
//   FAULTY_PATH     counts only calls for files whose path contains this text; the paths of open descriptors are looked
//                   up in /proc/self/fd
//   FAULTY_K        the number of the call, from 1
//   FAULTY_ERRNO    the error number with which it fails
//   FAULTY_SHORT    instead: the largest number of bytes that it reads or writes
//   FAULTY_RUN      instead: a shell command that runs just before the call
//   FAULTY_LASTING  if set, all later calls misbehave too
//   FAULTY_MARK     a file that is created once a call has misbehaved
#ifdef __linux__
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static long calls;

// Set while this library makes calls of its own, which are not counted.
static __thread int inside;

enum outcome { PASS, FAIL, SHORTEN };

static void run(const char *line) {
    // The shell must not inherit the fault.
    unsetenv("LD_PRELOAD");
    unsetenv("FAULTY_CALL");
    if (system(line) != 0) abort();
}

static enum outcome judge(const char *path) {
    const char *part = getenv("FAULTY_PATH");
    if (part && !strstr(path, part)) return PASS;
    const char *k = getenv("FAULTY_K");
    pthread_mutex_lock(&mutex);
    long call = ++calls;
    pthread_mutex_unlock(&mutex);
    long wanted = k ? atol(k) : 0;
    if (wanted < 1 || (getenv("FAULTY_LASTING") ? call < wanted : call != wanted)) return PASS;
    const char *mark = getenv("FAULTY_MARK");
    if (mark) syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0600));
    const char *line = getenv("FAULTY_RUN");
    if (line) run(line);
    if (getenv("FAULTY_SHORT")) return SHORTEN;
    const char *number = getenv("FAULTY_ERRNO");
    if (!number) return PASS;
    errno = atoi(number);
    return FAIL;
}

static enum outcome judge_path(const char *call, const char *path) {
    const char *wanted = getenv("FAULTY_CALL");
    if (inside || !wanted || strcmp(wanted, call) != 0 || !path) return PASS;
    inside = 1;
    enum outcome outcome = judge(path);
    inside = 0;
    return outcome;
}

static enum outcome judge_file(const char *call, int file) {
    const char *wanted = getenv("FAULTY_CALL");
    if (inside || !wanted || strcmp(wanted, call) != 0) return PASS;
    int before = errno;
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    ssize_t length = readlink(name, path, sizeof path - 1);
    errno = before;
    if (length < 0) return PASS;
    path[length] = 0;
    return judge_path(call, path);
}

static size_t shortened(size_t count) {
    size_t most = (size_t)atol(getenv("FAULTY_SHORT"));
    return count < most ? count : most;
}

// The function with the same name in the next library, which this one replaces.
#define NEXT(name) __typeof__(&name) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define OPENING(name)                                                             \
    int name(const char *path, int flags, ...) {                                  \
        va_list rest;                                                             \
        va_start(rest, flags);                                                    \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;   \
        va_end(rest);                                                             \
        NEXT(name);                                                               \
        return judge_path("open", path) == FAIL ? -1 : next(path, flags, mode);   \
    }
OPENING(open)
OPENING(open64)

#define TRANSFER(name, call, memory)                              \
    ssize_t name(int file, memory bytes, size_t count) {          \
        NEXT(name);                                               \
        switch (judge_file(call, file)) {                         \
        case FAIL: return -1;                                     \
        case SHORTEN: return next(file, bytes, shortened(count)); \
        default: return next(file, bytes, count);                 \
        }                                                         \
    }
TRANSFER(read, "read", void *)
TRANSFER(write, "write", const void *)

#define TRANSFER_AT(name, call, memory, place)                          \
    ssize_t name(int file, memory bytes, size_t count, place offset) {  \
        NEXT(name);                                                     \
        switch (judge_file(call, file)) {                               \
        case FAIL: return -1;                                           \
        case SHORTEN: return next(file, bytes, shortened(count), offset); \
        default: return next(file, bytes, count, offset);               \
        }                                                               \
    }
TRANSFER_AT(pread, "read", void *, off_t)
TRANSFER_AT(pread64, "read", void *, off64_t)
TRANSFER_AT(pwrite, "write", const void *, off_t)
TRANSFER_AT(pwrite64, "write", const void *, off64_t)

#define ON_FILE(name, call, parameters, ...) \
    int name parameters {                    \
        NEXT(name);                          \
        return judge_file(call, file) == FAIL ? -1 : next(__VA_ARGS__); \
    }
ON_FILE(ftruncate, "truncate", (int file, off_t size), file, size)
ON_FILE(ftruncate64, "truncate", (int file, off64_t size), file, size)
ON_FILE(fsync, "sync", (int file), file)
ON_FILE(fdatasync, "sync", (int file), file)
ON_FILE(fstat, "stat", (int file, struct stat *status), file, status)
ON_FILE(fstat64, "stat", (int file, struct stat64 *status), file, status)

#define ON_PATH(name, call, parameters, ...) \
    int name parameters {                    \
        NEXT(name);                          \
        return judge_path(call, path) == FAIL ? -1 : next(__VA_ARGS__); \
    }
ON_PATH(unlink, "unlink", (const char *path), path)
ON_PATH(stat, "stat", (const char *path, struct stat *status), path, status)
ON_PATH(stat64, "stat", (const char *path, struct stat64 *status), path, status)
ON_PATH(lstat, "stat", (const char *path, struct stat *status), path, status)
ON_PATH(lstat64, "stat", (const char *path, struct stat64 *status), path, status)
ON_PATH(rename, "rename", (const char *from, const char *path), from, path)
ON_PATH(linkat, "link", (int first, const char *from, int second, const char *path, int flags), first, from, second,
        path, flags)

// A close that fails closes the file nevertheless.
int close(int file) {
    NEXT(close);
    enum outcome outcome = judge_file("close", file);
    int error = errno;
    int result = next(file);
    if (outcome != FAIL) return result;
    errno = error;
    return -1;
}
#endif
