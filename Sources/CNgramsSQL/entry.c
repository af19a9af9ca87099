// Where SQLite or a program calls in.
#include "ngrams_sql.h"

#include "sqlite.h"
#include "table.h"

// sqlite3_txn_state and sqlite3_total_changes64 (as sqlite3_total_changes) are needed: SQLite 3.34.
enum { oldest_sqlite = 3034000 };

int ngrams_sql_register(struct sqlite3 *database) {
    if (sqlite3_libversion_number() < oldest_sqlite) return SQLITE_ERROR;
    int code = sqlite3_create_module(database, "ngram_totals", &ngrams_module, (void *)&ngrams_totals);
    if (code != SQLITE_OK) return code;
    return sqlite3_create_module(database, "ngram_years", &ngrams_module, (void *)&ngrams_years);
}

#ifdef NGRAMS_LOADABLE
SQLITE_EXTENSION_INIT1

#define EXPORTED __attribute__((visibility("default")))

EXPORTED int sqlite3_ngrams_init(sqlite3 *database, char **message, const sqlite3_api_routines *api);

// The name that SQLite derives from that of the file, `ngrams.so`.
int sqlite3_ngrams_init(sqlite3 *database, char **message, const sqlite3_api_routines *api) {
    SQLITE_EXTENSION_INIT2(api);
    if (sqlite3_libversion_number() < oldest_sqlite) {
        *message = sqlite3_mprintf("ngrams needs SQLite 3.34 or newer; this program has %s", sqlite3_libversion());
        return SQLITE_ERROR;
    }
    return ngrams_sql_register(database);
}

EXPORTED int sqlite3_extension_init(sqlite3 *database, char **message, const sqlite3_api_routines *api);

// The name that SQLite tries first, whatever the file is called.
int sqlite3_extension_init(sqlite3 *database, char **message, const sqlite3_api_routines *api) {
    return sqlite3_ngrams_init(database, message, api);
}
#endif
