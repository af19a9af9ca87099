#ifndef NGRAMS_STORE_H
#define NGRAMS_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "sqlite.h"
#include "text.h"

// The statements that are kept prepared.
typedef enum {
    ngrams_select_application,
    ngrams_select_version,
    ngrams_select_encoding,
    ngrams_select_changes,
    ngrams_select_runs,
    ngrams_select_first,
    ngrams_select_block,
    ngrams_select_head,
    ngrams_statement_count
} ngrams_statement;

struct ngrams_catalog;

// The store in the main database of a connection, as seen within the transaction of the statement that asks.
typedef struct {
    sqlite3 *database;
    sqlite3_stmt *statements[ngrams_statement_count];
    // Why the last call failed; NULL if it did not.
    char *message;
    // What `ngrams_catalog_get` read last, and of which state; NULL if it must be read again.
    struct ngrams_catalog *catalog;
    int64_t data_version;
    int64_t own_changes;
    // Whether a call is running. A store whose tables are views over our own tables would make it run twice.
    bool is_busy;
} ngrams_store;

// Records why a call fails, in the format of sqlite3_mprintf. Returns the code.
int ngrams_fail(ngrams_store *store, int code, const char *format, ...);

// Records SQLite's own message. Returns the code.
int ngrams_fail_sqlite(ngrams_store *store, int code);

// Records that memory is missing. Returns SQLITE_NOMEM.
int ngrams_fail_memory(ngrams_store *store);

// The statement, ready to be bound and stepped. Reset it after use, lest it keep a transaction open.
int ngrams_prepared(ngrams_store *store, ngrams_statement which, sqlite3_stmt **statement);

// Steps a statement that was bound. Returns SQLITE_ROW, SQLITE_DONE, or an error after resetting it.
int ngrams_step(ngrams_store *store, sqlite3_stmt *statement);

// The number that a statement without parameters gives in its only row.
int ngrams_select_number(ngrams_store *store, ngrams_statement which, int64_t *number);

// Checks that the main database is a store of the schema that this code reads.
int ngrams_check_schema(ngrams_store *store);

// A column that must be an integer of a range, or text; false if it is none.
bool ngrams_column_integer(sqlite3_stmt *statement, int column, int64_t smallest, int64_t largest, int64_t *value);
bool ngrams_column_text(sqlite3_stmt *statement, int column, ngrams_text *text);

// Frees statements and all else.
void ngrams_store_close(ngrams_store *store);

#endif
