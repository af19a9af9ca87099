/// A library to be preloaded (LD_PRELOAD, Linux) into the program under test, which dies at the call that is chosen:
/// of those that change files or make changes durable, the k-th that concerns the files meant. So that every moment at
/// which a crash can make a difference is reached surely, and the program itself knows nothing of it.
///
/// The calls are open (where it creates a file), write, pwrite, ftruncate, fsync, fdatasync, link, rename and unlink.
/// What it is to do stands in the environment:
///
///     KILL_AT_FILES   the files meant: those whose absolute path begins so; nothing happens without it
///     KILL_AT_CALL    the number of the call to die at, from 1; 0 (or beyond the last) for none
///     KILL_AT_HOW     before  SIGKILL instead of the call, which is as good as after the call before it
///                     torn    as before, but of a write the first half is written
///                     cut     the power fails during the call: of what was not made durable by fsync, a random part
///                             is lost, and then SIGKILL; also when the process ends well before the call is reached
///     KILL_AT_SEED    of what is random
///     KILL_AT_REPORT  a file that gets a line for every call; its path with a number behind it is used by `cut`
///
/// There is nothing to call: it is all in the environment.
