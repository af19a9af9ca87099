#ifndef NGRAMS_SQLITE_H
#define NGRAMS_SQLITE_H

// SQLite's functions. Within a program they are those that it is linked with. The loadable extension must call the ones
// of the program that loads it, which may have an SQLite of its own: they are reached through a table of pointers.
#ifdef NGRAMS_LOADABLE
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT3
#else
#include <sqlite3.h>
#endif

#endif
