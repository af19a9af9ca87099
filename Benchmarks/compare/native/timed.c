/// Runs a program and measures it.
///
///     timed RESULT PROGRAM [ARGUMENT]...
///
/// Writes JSON to the file RESULT: elapsed seconds, user and system CPU seconds, the peak resident memory of the largest
/// process in bytes, and the exit status (128 + the number of the signal, if a signal ended the program). CPU time and
/// memory include the descendants whose parents waited for them.
///
/// This is not written in Python, because a program inherits the peak memory of the process that starts it.

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec * 1e-6; }

int main(int count, char **arguments) {
    if (count < 3) {
        fprintf(stderr, "usage: timed RESULT PROGRAM [ARGUMENT]...\n");
        return 64;
    }
    double start = now();
    pid_t child = fork();
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        perror(arguments[2]);
        _exit(127);
    }
    int status;
    struct rusage usage;
    pid_t ended;
    do {
        ended = child < 0 ? -1 : wait4(child, &status, 0, &usage);
    } while (ended < 0 && errno == EINTR);
    double wall = now() - start;
    FILE *result = fopen(arguments[1], "w");
    if (ended < 0 || !result) {
        perror("timed");
        return 1;
    }
    // ru_maxrss is in KiB on Linux.
    fprintf(
        result,
        "{\"wall_seconds\": %.6f, \"user_seconds\": %.6f, \"system_seconds\": %.6f, \"largest_process_bytes\": %lld, "
        "\"status\": %d}\n",
        wall, seconds(usage.ru_utime), seconds(usage.ru_stime), (long long)usage.ru_maxrss * 1024,
        WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(result) == 0 ? 0 : 1;
}
