// Shows ThreadSanitizer the operations of `Synchronization.Mutex` on Linux that it cannot see, and without which it
// reports false races.
//
// Locking a free mutex and unlocking one without waiters are atomic operations that the compiler inlines into the
// program, where ThreadSanitizer sees them. A contended mutex goes through these two functions of
// libswiftSynchronization.so, which is not built for ThreadSanitizer. This library is preloaded, wraps the two
// functions, and reports their meaning: what happened before an unlock happened before the next lock. It suppresses
// nothing: a race that involves no mutex is still reported.
//
// The functions use Swift's calling convention. The mutex is `self`, which is passed as the context.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

// Functions of ThreadSanitizer. They are missing in programs that are built without it, such as bash.
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
