// Tells ThreadSanitizer what it cannot see of `Synchronization.Mutex` on Linux, which would else give false reports.
//
// Taking a free mutex and giving back one that nobody waits for are atomic operations that the compiler puts into the
// program itself, where ThreadSanitizer watches them. A contended one goes through these two functions of
// libswiftSynchronization.so, which is not built for ThreadSanitizer, and on to the kernel. Preloaded, this library
// stands before them, calls them, and adds what they mean: what was done before giving back is seen after taking.
// Nothing is suppressed: a race beside a mutex is reported as ever.
//
// The functions have Swift's calling convention: the mutex is `self`, which is the context.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

// ThreadSanitizer's own, in programs that are built with it; bash, say, is not.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

SWIFT void lock(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void unlock(SELF void *mutex) __asm__(UNLOCK);

SWIFT void lock(uint32_t thread, SELF void *mutex) {
    SWIFT void (*next)(uint32_t, SELF void *) = (void *)dlsym(RTLD_NEXT, LOCK);
    next(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock(SELF void *mutex) {
    SWIFT void (*next)(SELF void *) = (void *)dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(mutex);
    next(mutex);
}
