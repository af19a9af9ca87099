// Where an error is.
#include "ngrams_sql.h"

#include "sqlite.h"

int ngrams_sql_error_offset(struct sqlite3 *database) {
    // The function is of SQLite 3.38. The extension has no use for it, and may be loaded by an older SQLite.
#if SQLITE_VERSION_NUMBER >= 3038000 && !defined(NGRAMS_LOADABLE)
    return sqlite3_error_offset(database);
#else
    (void)database;
    return -1;
#endif
}
