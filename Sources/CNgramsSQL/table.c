// The two virtual tables.
#include "table.h"

#include "merge.h"

// Without row ids: SQLite tells rows apart by them when it answers an OR by several searches, so they would have to be
// the same in each.
const ngrams_table_kind ngrams_totals = {
    .is_yearly = false,
    .declaration = "CREATE TABLE ngram_totals (corpus TEXT NOT NULL, ngram TEXT NOT NULL, match_count INTEGER NOT NULL,"
                   " volume_count INTEGER NOT NULL, first_year INTEGER NOT NULL, last_year INTEGER NOT NULL,"
                   " PRIMARY KEY (corpus, ngram)) WITHOUT ROWID",
};
const ngrams_table_kind ngrams_years = {
    .is_yearly = true,
    .declaration = "CREATE TABLE ngram_years (corpus TEXT NOT NULL, ngram TEXT NOT NULL, year INTEGER NOT NULL,"
                   " match_count INTEGER NOT NULL, volume_count INTEGER NOT NULL,"
                   " PRIMARY KEY (corpus, ngram, year)) WITHOUT ROWID",
};

typedef struct {
    sqlite3_vtab_cursor base;
    ngrams_merge merge;
} ngrams_cursor;

static int table_connect(
    sqlite3 *database, void *kind, int argument_count, const char *const *arguments, sqlite3_vtab **result,
    char **message) {
    (void)argument_count, (void)arguments, (void)message;
    int code = sqlite3_declare_vtab(database, ((const ngrams_table_kind *)kind)->declaration);
    if (code != SQLITE_OK) return code;
    ngrams_table *table = sqlite3_malloc64(sizeof *table);
    if (!table) return SQLITE_NOMEM;
    memset(table, 0, sizeof *table);
    table->kind = kind;
    table->store.database = database;
    *result = &table->base;
    return SQLITE_OK;
}

static int table_disconnect(sqlite3_vtab *base) {
    ngrams_store_close(&((ngrams_table *)base)->store);
    sqlite3_free(base);
    return SQLITE_OK;
}

static int table_open(sqlite3_vtab *base, sqlite3_vtab_cursor **result) {
    (void)base;
    ngrams_cursor *cursor = sqlite3_malloc64(sizeof *cursor);
    if (!cursor) return SQLITE_NOMEM;
    memset(cursor, 0, sizeof *cursor);
    *result = &cursor->base;
    return SQLITE_OK;
}

static int table_close(sqlite3_vtab_cursor *base) {
    ngrams_merge_free(&((ngrams_cursor *)base)->merge);
    sqlite3_free(base);
    return SQLITE_OK;
}

// Uses a condition on the corpus.
static void limit_corpus(ngrams_merge *merge, ngrams_text name) {
    const ngrams_catalog *catalog = merge->catalog;
    size_t corpus = merge->first_corpus;
    while (corpus < merge->end_corpus &&
           ngrams_text_compare(ngrams_buffer_text(&catalog->corpora[corpus].name), name) != 0)
        corpus++;
    merge->first_corpus = corpus;
    if (corpus < merge->end_corpus) merge->end_corpus = corpus + 1;
}

static int limit_text(ngrams_merge *merge, char usage, ngrams_text text) {
    ngrams_ranges *ranges = &merge->ranges;
    int code;
    switch (usage) {
    case ngrams_corpus_is: limit_corpus(merge, text); return SQLITE_OK;
    case ngrams_ngram_after: return ngrams_ranges_from(ranges, text, true);
    case ngrams_ngram_from: return ngrams_ranges_from(ranges, text, false);
    case ngrams_ngram_before: return ngrams_ranges_to(ranges, text, true);
    case ngrams_ngram_to: return ngrams_ranges_to(ranges, text, false);
    case ngrams_ngram_like: return ngrams_ranges_like(ranges, text);
    case ngrams_ngram_glob: return ngrams_ranges_glob(ranges, text);
    case ngrams_ngram_is:
        merge->is_lookup = true;
        code = ngrams_ranges_from(ranges, text, false);
        return code == SQLITE_OK ? ngrams_ranges_to(ranges, text, false) : code;
    default: return SQLITE_OK;
    }
}

static void limit_years(ngrams_merge *merge, char usage, int64_t year) {
    // Years beyond these do not occur, and one more or less fits in an int.
    int clamped = year < 0 ? 0 : year > ngrams_last_year + 1 ? ngrams_last_year + 1 : (int)year;
    int low = ngrams_first_year, high = ngrams_last_year;
    if (usage == ngrams_year_is || usage == ngrams_year_from) low = clamped;
    if (usage == ngrams_year_after) low = clamped + 1;
    if (usage == ngrams_year_is || usage == ngrams_year_to) high = clamped;
    if (usage == ngrams_year_before) high = clamped - 1;
    if (low > merge->first_year) merge->first_year = low;
    if (high < merge->last_year) merge->last_year = high;
}

// Uses a condition. SQLite checks it again, so one that is not understood may be left out: a text is compared with a
// number in ways that depend on where the number comes from.
static int limit(ngrams_merge *merge, char usage, sqlite3_value *value) {
    int type = sqlite3_value_type(value);
    bool is_of_year = strchr("yafbt", usage) != NULL;
    if (type == SQLITE_NULL) {
        // Nothing compares with NULL.
        ngrams_ranges_free(&merge->ranges);
    } else if (is_of_year && type == SQLITE_INTEGER) {
        limit_years(merge, usage, sqlite3_value_int64(value));
    } else if (!is_of_year && type == SQLITE_TEXT) {
        ngrams_text text = {sqlite3_value_text(value), 0};
        text.size = (size_t)sqlite3_value_bytes(value);
        return text.bytes ? limit_text(merge, usage, text) : SQLITE_NOMEM;
    }
    return SQLITE_OK;
}

static int start(ngrams_table *table, ngrams_merge *merge, int order, const char *usages, sqlite3_value **values) {
    ngrams_merge_free(merge);
    merge->is_yearly = table->kind->is_yearly;
    merge->order = (ngrams_order)order;
    merge->first_year = ngrams_first_year;
    merge->last_year = ngrams_last_year;
    ngrams_ranges_all(&merge->ranges);
    int code = ngrams_catalog_get(&table->store, &merge->catalog);
    if (code != SQLITE_OK) return code;
    merge->end_corpus = merge->catalog->corpus_count;
    for (int i = 0; usages && usages[i]; i++)
        if (limit(merge, usages[i], values[i]) != SQLITE_OK) return ngrams_fail_memory(&table->store);
    return ngrams_merge_start(&table->store, merge);
}

// Begins a call that reads the store.
static int begin(ngrams_table *table) {
    ngrams_store *store = &table->store;
    sqlite3_free(store->message);
    store->message = NULL;
    if (store->is_busy) {
        sqlite3_free(table->base.zErrMsg);
        table->base.zErrMsg = sqlite3_mprintf("the store is damaged: its tables are views of ngrams");
        return SQLITE_CORRUPT;
    }
    store->is_busy = true;
    return SQLITE_OK;
}

// Ends the call, and hands over why it failed.
static int end(ngrams_table *table, int code) {
    ngrams_store *store = &table->store;
    store->is_busy = false;
    if (code == SQLITE_OK) return code;
    sqlite3_free(table->base.zErrMsg);
    table->base.zErrMsg = store->message;
    store->message = NULL;
    return code;
}

static int table_filter(
    sqlite3_vtab_cursor *base, int order, const char *usages, int value_count, sqlite3_value **values) {
    (void)value_count;
    ngrams_table *table = (ngrams_table *)base->pVtab;
    int code = begin(table);
    if (code != SQLITE_OK) return code;
    return end(table, start(table, &((ngrams_cursor *)base)->merge, order, usages, values));
}

static int table_next(sqlite3_vtab_cursor *base) {
    ngrams_table *table = (ngrams_table *)base->pVtab;
    int code = begin(table);
    if (code != SQLITE_OK) return code;
    return end(table, ngrams_merge_next(&table->store, &((ngrams_cursor *)base)->merge));
}

static int table_eof(sqlite3_vtab_cursor *base) { return ((ngrams_cursor *)base)->merge.is_at_end; }

static void give_text(sqlite3_context *context, const ngrams_buffer *text) {
    sqlite3_result_text64(context, (const char *)text->bytes, text->size, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static int table_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int column) {
    const ngrams_merge *merge = &((ngrams_cursor *)base)->merge;
    const ngrams_row *row = &merge->rows[merge->row];
    if (column == ngrams_column_corpus) {
        give_text(context, &merge->catalog->corpora[row->corpus].name);
    } else if (column == ngrams_column_ngram) {
        give_text(context, &merge->ngram);
    } else if (merge->is_yearly) {
        int64_t values[] = {row->first_year, row->match_count, row->volume_count};
        sqlite3_result_int64(context, values[column - 2]);
    } else {
        int64_t values[] = {row->match_count, row->volume_count, row->first_year, row->last_year};
        sqlite3_result_int64(context, values[column - 2]);
    }
    return SQLITE_OK;
}

static int table_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *id) {
    (void)base;
    *id = 0;
    return SQLITE_OK;
}

// Without xCreate, so that the tables exist in every connection and no others can be made.
const sqlite3_module ngrams_module = {
    .iVersion = 0,
    .xConnect = table_connect,
    .xBestIndex = ngrams_table_plan,
    .xDisconnect = table_disconnect,
    .xOpen = table_open,
    .xClose = table_close,
    .xFilter = table_filter,
    .xNext = table_next,
    .xEof = table_eof,
    .xColumn = table_column,
    .xRowid = table_rowid,
};
