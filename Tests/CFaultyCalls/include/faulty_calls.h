// A library to be preloaded into a program under test (`LD_PRELOAD`), whose k-th call to the system then goes wrong.
// Nothing is called by name; it is told what to do by environment variables:
//
//   FAULTY_CALL     open, read, write (with their kin at an offset), truncate, sync, close, unlink, rename, link, stat
//   FAULTY_PATH     only calls for files whose path contains this; what is open is looked up in /proc/self/fd
//   FAULTY_K        which of those calls, from 1 on
//   FAULTY_ERRNO    the number of the error with which it fails
//   FAULTY_SHORT    instead: how many bytes at most it reads or writes, for a short read or write
//   FAULTY_RUN      instead: a line for the shell, which is run just before the call
//   FAULTY_LASTING  if set, all later calls go wrong too
//   FAULTY_TELL     a file that is made once a call has gone wrong
