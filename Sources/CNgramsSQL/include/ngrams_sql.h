#ifndef NGRAMS_SQL_H
#define NGRAMS_SQL_H

// The tables `ngram_totals` and `ngram_years` for SQLite, over a store of ngrams (docs/sql.md).

struct sqlite3;

// Makes the tables known to a connection. They read its main database.
//
// Returns 0 (SQLITE_OK) or an error code of SQLite.
int ngrams_sql_register(struct sqlite3 *database);

// Where in the text of a statement the connection's last error is, in bytes; -1 if it is not known.
int ngrams_sql_error_offset(struct sqlite3 *database);

#endif
