// What SQLite asks before a query: which parts of WHERE and ORDER BY the tables take care of, and at what cost.
#include "merge.h"
#include "table.h"

static char usage_of_ngram(unsigned char operation) {
    switch (operation) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
    case SQLITE_INDEX_CONSTRAINT_IS: return ngrams_ngram_is;
    case SQLITE_INDEX_CONSTRAINT_GT: return ngrams_ngram_after;
    case SQLITE_INDEX_CONSTRAINT_GE: return ngrams_ngram_from;
    case SQLITE_INDEX_CONSTRAINT_LT: return ngrams_ngram_before;
    case SQLITE_INDEX_CONSTRAINT_LE: return ngrams_ngram_to;
    case SQLITE_INDEX_CONSTRAINT_LIKE: return ngrams_ngram_like;
    case SQLITE_INDEX_CONSTRAINT_GLOB: return ngrams_ngram_glob;
    default: return 0;
    }
}

static char usage_of_year(unsigned char operation) {
    switch (operation) {
    case SQLITE_INDEX_CONSTRAINT_EQ:
    case SQLITE_INDEX_CONSTRAINT_IS: return ngrams_year_is;
    case SQLITE_INDEX_CONSTRAINT_GT: return ngrams_year_after;
    case SQLITE_INDEX_CONSTRAINT_GE: return ngrams_year_from;
    case SQLITE_INDEX_CONSTRAINT_LT: return ngrams_year_before;
    case SQLITE_INDEX_CONSTRAINT_LE: return ngrams_year_to;
    default: return 0;
    }
}

// How a condition is used; 0 if it is not.
static char usage_of(const ngrams_table *table, sqlite3_index_info *info, int index) {
    const struct sqlite3_index_constraint *constraint = &info->aConstraint[index];
    if (!constraint->usable) return 0;
    if (table->kind->is_yearly && constraint->iColumn == ngrams_column_year) return usage_of_year(constraint->op);
    if (constraint->iColumn != ngrams_column_corpus && constraint->iColumn != ngrams_column_ngram) return 0;
    char usage = usage_of_ngram(constraint->op);
    if (constraint->iColumn == ngrams_column_corpus) usage = usage == ngrams_ngram_is ? ngrams_corpus_is : 0;
    // LIKE and GLOB have no collation. Other comparisons must be by bytes, as the n-grams are sorted.
    bool is_pattern = usage == ngrams_ngram_like || usage == ngrams_ngram_glob;
    bool is_by_bytes = is_pattern || sqlite3_stricmp(sqlite3_vtab_collation(info, index), "BINARY") == 0;
    return is_by_bytes ? usage : 0;
}

// Whether rows in an order of key columns are in the order that is asked for. Columns that are `fixed` to a value
// do not matter, and none does after all key columns.
static bool is_ordered(const sqlite3_index_info *info, const int *key, int key_count, const bool *fixed) {
    int at = 0;
    for (int i = 0; i < info->nOrderBy; i++) {
        while (at < key_count && fixed[key[at]]) at++;
        if (at == key_count) return true;
        int column = info->aOrderBy[i].iColumn;
        bool is_passed = false;
        for (int j = 0; j < at; j++) is_passed = is_passed || key[j] == column;
        bool is_fixed = column >= 0 && column < key_count && fixed[column];
        if (is_passed || is_fixed) continue;
        if (column != key[at] || info->aOrderBy[i].desc) return false;
        at++;
    }
    return true;
}

// Chooses the order of the rows, and whether SQLite need not sort them.
static void plan_order(const ngrams_table *table, sqlite3_index_info *info, const bool *fixed) {
    static const int keys[][3] = {
        [ngrams_by_corpus] = {ngrams_column_corpus, ngrams_column_ngram, ngrams_column_year},
        [ngrams_by_ngram] = {ngrams_column_ngram, ngrams_column_corpus, ngrams_column_year},
        [ngrams_by_ngram_year] = {ngrams_column_ngram, ngrams_column_year, ngrams_column_corpus},
    };
    int orders = table->kind->is_yearly ? 3 : 2;
    info->idxNum = ngrams_by_corpus;
    if (info->nOrderBy == 0) return;
    for (int order = 0; order < orders; order++) {
        if (!is_ordered(info, keys[order], table->kind->is_yearly ? 3 : 2, fixed)) continue;
        info->idxNum = order;
        info->orderByConsumed = 1;
        return;
    }
}

// The larger the store, the more a lookup is preferred; that is all these numbers are for.
static void plan_cost(const ngrams_table *table, sqlite3_index_info *info, const char *usages, const bool *fixed) {
    double ngrams = 1e8;
    bool is_yearly = table->kind->is_yearly;
    bool is_pattern = strpbrk(usages, "%*"), has_low = strpbrk(usages, ">]"), has_high = strpbrk(usages, "<[");
    if (fixed[ngrams_column_ngram])
        ngrams = fixed[ngrams_column_corpus] ? 1 : 2;
    else if (is_pattern || (has_low && has_high))
        ngrams = 1e4;
    else if (has_low || has_high)
        ngrams = 2.5e7;
    if (fixed[ngrams_column_corpus] && !fixed[ngrams_column_ngram]) ngrams /= 2;
    double years = !is_yearly ? 1 : fixed[ngrams_column_year] ? 1 : strpbrk(usages, "afbt") ? 15 : 50;
    info->estimatedRows = (sqlite3_int64)(ngrams * years);
    info->estimatedCost = 20 + ngrams * (is_yearly ? 3 : 1) + ngrams * years;
    if (fixed[ngrams_column_ngram] && fixed[ngrams_column_corpus] && (!is_yearly || fixed[ngrams_column_year]))
        info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
}

int ngrams_table_plan(sqlite3_vtab *base, sqlite3_index_info *info) {
    const ngrams_table *table = (const ngrams_table *)base;
    char *usages = sqlite3_malloc64((sqlite3_uint64)info->nConstraint + 1);
    if (!usages) return SQLITE_NOMEM;
    int count = 0;
    bool fixed[3] = {false, false, false};
    for (int i = 0; i < info->nConstraint; i++) {
        char usage = usage_of(table, info, i);
        if (!usage) continue;
        usages[count++] = usage;
        // SQLite checks every condition again, since LIKE, GLOB and comparisons with numbers are used only in part.
        info->aConstraintUsage[i].argvIndex = count;
        fixed[ngrams_column_corpus] |= usage == ngrams_corpus_is;
        fixed[ngrams_column_ngram] |= usage == ngrams_ngram_is;
        fixed[ngrams_column_year] |= usage == ngrams_year_is;
    }
    usages[count] = 0;
    info->idxStr = usages;
    info->needToFreeIdxStr = 1;
    plan_order(table, info, fixed);
    plan_cost(table, info, usages, fixed);
    return SQLITE_OK;
}
