/// Decompresses gzip files concurrently and discards the content: the lower bound for every program that reads them.
///
///     inflate FILE...        decompresses the files, $CORES (default: 2) at a time, and prints their total size as JSON
///     inflate --version      prints the version of the library

#include "inflate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **files;
static size_t file_count;
static atomic_size_t next_file;
static atomic_uint_fast64_t uncompressed_bytes;

_Noreturn void fail(const char *path, const char *reason) {
    fprintf(stderr, "inflate: %s: %s\n", path, reason);
    exit(1);
}

/// Decompresses one file after another, until none is left.
static void *work(void *unused) {
    for (;;) {
        size_t file = atomic_fetch_add(&next_file, 1);
        if (file >= file_count) return unused;
        atomic_fetch_add(&uncompressed_bytes, inflate_file(files[file]));
    }
}

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        puts(inflater_name());
        return 0;
    }
    files = arguments + 1;
    file_count = (size_t)(count - 1);

    enum { MAX_THREADS = 64 };
    const char *cores = getenv("CORES");
    int threads = cores ? atoi(cores) : 2;
    if (threads < 1 || threads > MAX_THREADS) fail("CORES", "must be 1 to 64");
    pthread_t thread[MAX_THREADS];
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&thread[i], NULL, work, NULL) != 0) fail("thread", "cannot be started");
    }
    for (int i = 0; i < threads; i++) pthread_join(thread[i], NULL);

    printf("{\"uncompressed_bytes\": %llu}\n", (unsigned long long)uncompressed_bytes);
    return 0;
}
