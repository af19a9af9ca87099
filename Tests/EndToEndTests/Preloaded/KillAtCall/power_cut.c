// Simulates what a file system can lose in a power cut. It can lose any changes to a file's contents since the last
// fsync of the file, in whole or in part. It can lose the newest changes to a folder since the last fsync of the
// folder, because file systems journal them in order. Most file systems lose less. Bytes that a write does not touch
// stay as they are, which SQLite assumes too (https://sqlite.org/psow.html).

#ifdef __linux__

#define _GNU_SOURCE
#include "power_cut.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { sector = 512 };

/// A file whose contents changed. It stays open until the process ends, because closing it would release the process's
/// POSIX locks on it.
struct file {
    struct file *next;
    dev_t device;
    ino_t inode;
    int fd;
};

struct change {
    struct change *older, *newer;
    enum { written, truncated, created, removed, renamed } kind;
    struct file *file; // of contents
    off_t offset, size_before;
    size_t length, length_before;
    char *bytes, *bytes_before;
    char *path, *to, *keep; // of a folder
};

static struct file *files;
static struct change *newest;

static struct file *file_of(int fd) {
    struct stat status;
    if (fstat(fd, &status)) return NULL;
    for (struct file *file = files; file; file = file->next)
        if (file->device == status.st_dev && file->inode == status.st_ino) return file;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    struct file *file = calloc(1, sizeof *file);
    // The program's descriptor may not be readable, and its position must not change.
    file->fd = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDWR | O_CLOEXEC);
    file->device = status.st_dev;
    file->inode = status.st_ino;
    file->next = files;
    return files = file;
}

static struct change *add(int kind) {
    struct change *change = calloc(1, sizeof *change);
    change->kind = kind;
    change->older = newest;
    if (newest) newest->newer = change;
    return newest = change;
}

static void discard(struct change *change) {
    if (change->newer) change->newer->older = change->older; else newest = change->older;
    if (change->older) change->older->newer = change->newer;
    if (change->keep) syscall(SYS_unlinkat, AT_FDCWD, change->keep, 0);
    free(change->bytes);
    free(change->bytes_before);
    free(change->path);
    free(change->to);
    free(change->keep);
    free(change);
}

/// Saves the bytes of a range of a file.
static void keep_range(struct change *change, off_t offset, size_t length) {
    struct stat status;
    fstat(change->file->fd, &status);
    change->size_before = status.st_size;
    change->offset = offset;
    if (offset >= status.st_size) return;
    if ((off_t)length > status.st_size - offset) length = (size_t)(status.st_size - offset);
    change->bytes_before = malloc(length + 1);
    ssize_t count = pread(change->file->fd, change->bytes_before, length, offset);
    change->length_before = count < 0 ? 0 : (size_t)count;
}

void note_write(int fd, const void *bytes, size_t length, off_t offset) {
    struct file *file = file_of(fd);
    if (!file) return;
    struct change *change = add(written);
    change->file = file;
    keep_range(change, offset, length);
    change->length = length;
    change->bytes = malloc(length + 1);
    memcpy(change->bytes, bytes, length);
}

void note_truncation(int fd, off_t length) {
    struct file *file = file_of(fd);
    if (!file) return;
    struct change *change = add(truncated);
    change->file = file;
    keep_range(change, length, SIZE_MAX / 2);
}

void note_creation(const char *path) {
    add(created)->path = strdup(path);
}

void note_removal(const char *path, const char *keep) {
    struct change *change = add(removed);
    change->path = strdup(path);
    change->keep = strdup(keep);
    syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, keep, 0);
}

void note_rename(const char *from, const char *to, const char *keep) {
    struct change *change = add(renamed);
    change->path = strdup(from);
    change->to = strdup(to);
    change->keep = strdup(keep);
    syscall(SYS_linkat, AT_FDCWD, to, AT_FDCWD, keep, 0); // Fails if no file has that name.
}

void note_sync(int fd, const char *path) {
    struct file *file = file_of(fd);
    size_t length = strlen(path);
    for (struct change *change = newest, *older; change; change = older) {
        older = change->older;
        int is_in_folder = change->path && strncmp(change->path, path, length) == 0 && change->path[length] == '/'
            && !strchr(change->path + length + 1, '/');
        if (is_in_folder || (change->file && change->file == file)) discard(change);
    }
}

static uint64_t state;

/// SplitMix64.
static uint64_t draw(uint64_t below) {
    uint64_t bits = state += 0x9E3779B97F4A7C15;
    bits = (bits ^ bits >> 30) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ bits >> 27) * 0x94D049BB133111EB;
    return (bits ^ bits >> 31) % below;
}

static void put(int fd, const char *bytes, size_t length, off_t offset) {
    while (length > 0) {
        ssize_t count = syscall(SYS_pwrite64, fd, bytes, length, offset);
        if (count <= 0) return;
        bytes += count;
        length -= (size_t)count;
        offset += count;
    }
}

static void undo(struct change *change) {
    switch (change->kind) {
    case written:
    case truncated:
        put(change->file->fd, change->bytes_before, change->length_before, change->offset);
        syscall(SYS_ftruncate, change->file->fd, change->size_before);
        break;
    case created:
        syscall(SYS_unlinkat, AT_FDCWD, change->path, 0);
        break;
    case removed:
        syscall(SYS_renameat2, AT_FDCWD, change->keep, AT_FDCWD, change->path, 0);
        break;
    case renamed:
        syscall(SYS_renameat2, AT_FDCWD, change->to, AT_FDCWD, change->path, 0);
        syscall(SYS_renameat2, AT_FDCWD, change->keep, AT_FDCWD, change->to, 0);
        break;
    }
}

/// Redoes a change of contents, either completely or in randomly chosen sectors.
/// - Returns: whether a part of the change is lost.
static int redo(struct change *change, int in_sectors) {
    int is_lost = 0;
    if (change->kind == truncated) {
        syscall(SYS_ftruncate, change->file->fd, change->offset);
        return 0;
    }
    for (size_t done = 0; done < change->length;) {
        size_t part = change->length - done;
        size_t left = sector - (size_t)(change->offset + (off_t)done) % sector;
        if (in_sectors && part > left) part = left;
        if (in_sectors && draw(2)) is_lost = 1;
        else put(change->file->fd, change->bytes + done, part, change->offset + (off_t)done);
        done += part;
    }
    return is_lost;
}

int cut_power(uint64_t seed, int *lost) {
    state = seed;
    *lost = 0;
    int contents = 0, names = 0;
    struct change *oldest = newest;
    for (struct change *change = newest; change; change = change->older) {
        if (change->file) contents++; else names++;
        oldest = change;
    }
    // The newest names are lost first. The contents of files that then have no name are lost with them.
    int names_kept = names ? (int)draw((uint64_t)names + 1) : 0;
    int name = names;
    for (struct change *change = newest; change; change = change->older) {
        if (change->file) undo(change);
        else if (name-- > names_kept) undo(change), ++*lost;
    }
    enum { all_lost, each_by_chance, sectors_by_chance, all_but_one_kept } way = draw(4);
    int spared = contents ? (int)draw((uint64_t)contents) : 0;
    int place = 0;
    for (struct change *change = oldest; change; change = change->newer) {
        if (!change->file) continue;
        int is_lost = way == all_lost || (way == each_by_chance && draw(2)) || (way == all_but_one_kept && place == spared)
            || (way == sectors_by_chance && change->kind == truncated && draw(2));
        place++;
        *lost += is_lost || redo(change, way == sectors_by_chance);
    }
    return contents + names;
}

#endif
