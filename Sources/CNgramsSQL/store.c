#include "store.h"

#include <stdarg.h>

#include "catalog.h"

// Later versions only added an index and columns, and changed views, so the tables of all versions are read alike.
enum { application_id = 0x4E475241, oldest_schema = 2, schema_version = 4 };

// Always of the main database: a temporary table of the same name must not come first.
static const char *const texts[ngrams_statement_count] = {
    [ngrams_select_application] = "PRAGMA main.application_id",
    [ngrams_select_version] = "PRAGMA main.user_version",
    [ngrams_select_encoding] = "PRAGMA main.encoding",
    [ngrams_select_changes] = "PRAGMA main.data_version",
    [ngrams_select_runs] = ("SELECT corpus.name, run.id, run.blocks, run.first_ngram, run.last_ngram"
                            " FROM main.corpus JOIN main.archive ON archive.corpus_id = corpus.id"
                            " JOIN main.run ON run.archive_id = archive.id"
                            " WHERE archive.state = 'complete' AND archive.contents = 'ngrams'"
                            " ORDER BY corpus.name COLLATE BINARY, run.first_ngram COLLATE BINARY, run.id"),
    [ngrams_select_first] = "SELECT first_ngram FROM main.block WHERE id = ?1",
    [ngrams_select_block] = ("SELECT ngrams, first_ngram, last_ngram, years, piece, position, series_bytes"
                             " FROM main.block WHERE id = ?1"),
    [ngrams_select_head] = "SELECT codec, data FROM main.head WHERE block_id = ?1",
};

int ngrams_fail(ngrams_store *store, int code, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    sqlite3_free(store->message);
    store->message = sqlite3_vmprintf(format, arguments);
    va_end(arguments);
    return code;
}

int ngrams_fail_sqlite(ngrams_store *store, int code) {
    return ngrams_fail(store, code, "%s", sqlite3_errmsg(store->database));
}

int ngrams_fail_memory(ngrams_store *store) { return ngrams_fail(store, SQLITE_NOMEM, "out of memory"); }

int ngrams_prepared(ngrams_store *store, ngrams_statement which, sqlite3_stmt **statement) {
    if (!store->statements[which]) {
        int code = sqlite3_prepare_v3(
            store->database, texts[which], -1, SQLITE_PREPARE_PERSISTENT, &store->statements[which], NULL);
        if (code != SQLITE_OK) return ngrams_fail_sqlite(store, code);
    }
    *statement = store->statements[which];
    return SQLITE_OK;
}

int ngrams_step(ngrams_store *store, sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW || code == SQLITE_DONE) return code;
    ngrams_fail_sqlite(store, code);
    sqlite3_reset(statement);
    return code;
}

int ngrams_select_number(ngrams_store *store, ngrams_statement which, int64_t *number) {
    sqlite3_stmt *statement = NULL;
    int code = ngrams_prepared(store, which, &statement);
    if (code != SQLITE_OK) return code;
    code = ngrams_step(store, statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return code;
    *number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    return SQLITE_OK;
}

static int check_encoding(ngrams_store *store) {
    sqlite3_stmt *statement = NULL;
    int code = ngrams_prepared(store, ngrams_select_encoding, &statement);
    if (code != SQLITE_OK) return code;
    code = ngrams_step(store, statement);
    if (code != SQLITE_ROW && code != SQLITE_DONE) return code;
    const char *encoding = code == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    bool is_utf8 = encoding && sqlite3_stricmp(encoding, "UTF-8") == 0;
    sqlite3_reset(statement);
    if (is_utf8) return SQLITE_OK;
    return ngrams_fail(store, SQLITE_CORRUPT, "the store is damaged: its texts are not encoded in UTF-8");
}

int ngrams_check_schema(ngrams_store *store) {
    int64_t application = 0, version = 0;
    int code = ngrams_select_number(store, ngrams_select_application, &application);
    if (code == SQLITE_OK) code = ngrams_select_number(store, ngrams_select_version, &version);
    if (code != SQLITE_OK) return code;
    if (application != application_id)
        return ngrams_fail(
            store, SQLITE_ERROR,
            "the main database is not a store of ngrams: open the store itself, and attach other databases to it");
    if (version < oldest_schema)
        return ngrams_fail(
            store, SQLITE_ERROR,
            "the store was made by an older version of ngrams (schema %lld, not %d): ingest its archives again",
            version, schema_version);
    if (version > schema_version)
        return ngrams_fail(
            store, SQLITE_ERROR,
            "the store was made by a newer version of ngrams (schema %lld, not %d): load the extension of that version",
            version, schema_version);
    return check_encoding(store);
}

bool ngrams_column_integer(sqlite3_stmt *statement, int column, int64_t smallest, int64_t largest, int64_t *value) {
    if (sqlite3_column_type(statement, column) != SQLITE_INTEGER) return false;
    *value = sqlite3_column_int64(statement, column);
    return *value >= smallest && *value <= largest;
}

bool ngrams_column_text(sqlite3_stmt *statement, int column, ngrams_text *text) {
    if (sqlite3_column_type(statement, column) != SQLITE_TEXT) return false;
    text->bytes = sqlite3_column_text(statement, column);
    text->size = (size_t)sqlite3_column_bytes(statement, column);
    return text->bytes != NULL;
}

void ngrams_store_close(ngrams_store *store) {
    for (int which = 0; which < ngrams_statement_count; which++) {
        sqlite3_finalize(store->statements[which]);
        store->statements[which] = NULL;
    }
    ngrams_catalog_release(store->catalog);
    store->catalog = NULL;
    sqlite3_free(store->message);
    store->message = NULL;
}
