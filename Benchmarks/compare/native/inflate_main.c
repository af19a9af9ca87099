/// Unpacks gzip files, some at a time, and does nothing with the contents: the floor under every program that reads them.
///
///     inflate FILE...        unpacks the files, $CORES (2) at a time, and prints their bytes as JSON
///     inflate --version      prints what unpacks

#include "inflate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char **files;
static size_t file_count;
static atomic_size_t next_file;
static atomic_uint_fast64_t unpacked_bytes;

_Noreturn void fail(const char *path, const char *reason) {
    fprintf(stderr, "inflate: %s: %s\n", path, reason);
    exit(1);
}

/// Unpacks whatever file is next, until there is none.
static void *work(void *unused) {
    for (;;) {
        size_t file = atomic_fetch_add(&next_file, 1);
        if (file >= file_count) return unused;
        atomic_fetch_add(&unpacked_bytes, inflate_file(files[file]));
    }
}

int main(int count, char **arguments) {
    if (count == 2 && strcmp(arguments[1], "--version") == 0) {
        puts(inflater_name());
        return 0;
    }
    files = arguments + 1;
    file_count = (size_t)(count - 1);

    enum { MOST_THREADS = 64 };
    const char *cores = getenv("CORES");
    int threads = cores ? atoi(cores) : 2;
    if (threads < 1 || threads > MOST_THREADS) fail("CORES", "has to be 1 to 64");
    pthread_t thread[MOST_THREADS];
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&thread[i], NULL, work, NULL) != 0) fail("thread", "cannot be started");
    }
    for (int i = 0; i < threads; i++) pthread_join(thread[i], NULL);

    printf("{\"unpacked_bytes\": %llu}\n", (unsigned long long)unpacked_bytes);
    return 0;
}
