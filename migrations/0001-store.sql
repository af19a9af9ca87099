-- The store of ngrams, schema 1.
--
-- A corpus consists of archives. Every row with counts names the archive that it came from, and answers include only
-- archives whose state is 'complete'. So a partly read or failed archive is invisible, and a replacement takes effect
-- by changing two states in one transaction.
--
-- Any SQLite tool can read the views at the end. Only this program may write to the tables.

PRAGMA application_id = 0x4E475241; -- "NGRA"

CREATE TABLE corpus (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE -- as in 'eng-2012'
);

-- The ledger: one row for each archive or totals file that an ingest began to read. The rows of replaced and removed
-- archives are deleted.
CREATE TABLE archive (
    id              INTEGER PRIMARY KEY,
    corpus_id       INTEGER NOT NULL REFERENCES corpus (id),
    name            TEXT NOT NULL,    -- the file's name without the extension of its compression
    contents        TEXT NOT NULL CHECK (contents IN ('ngrams', 'totals')),
    edition         INTEGER,          -- 2009, 2012 or 2019; NULL until it is known from a row
    n               INTEGER,          -- 1 to 5; NULL if the name does not contain it
    size            INTEGER NOT NULL, -- of the file, in bytes
    modified        INTEGER NOT NULL, -- modification time of the file, nanoseconds since 1970
    -- loading: being read, or interrupted; complete: its counts are visible; failed: could not be read; discarded:
    -- replaced or removed, and its rows are being removed
    state           TEXT NOT NULL CHECK (state IN ('loading', 'complete', 'failed', 'discarded')),
    digest          TEXT,             -- of the uncompressed content, crc32:HEX:BYTES; NULL unless complete
    rows            INTEGER NOT NULL DEFAULT 0, -- without skipped bad rows
    bad_rows        INTEGER NOT NULL DEFAULT 0, -- skipped on request
    first_bad_row   TEXT,             -- the first skipped bad row: its number, the defect, and its shortened text
    bad_row_policy  TEXT NOT NULL DEFAULT 'fail' CHECK (bad_row_policy IN ('fail', 'skip')), -- of bad rows
    repeated_years  INTEGER NOT NULL DEFAULT 0, -- observations that repeat a year of the same n-gram
    ngrams          INTEGER NOT NULL DEFAULT 0, -- the number of its rows in the table ngram
    first_year      INTEGER,
    last_year       INTEGER,
    match_sum       INTEGER NOT NULL DEFAULT 0,
    volume_sum      INTEGER NOT NULL DEFAULT 0,
    resume_offset   INTEGER NOT NULL DEFAULT 0, -- the number of uncompressed bytes whose rows are committed
    checked_offset  INTEGER NOT NULL DEFAULT 0, -- at or slightly past resume_offset
    checked_crc32   INTEGER NOT NULL DEFAULT 0, -- CRC-32 of the uncompressed bytes before checked_offset
    error           TEXT,             -- why it failed
    changed_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) -- when its state last changed, UTC
);

-- A name in a corpus has at most one complete archive and at most one that is being read.
CREATE UNIQUE INDEX archive_in_state ON archive (corpus_id, name, state) WHERE state <> 'discarded';

-- One row per n-gram: its sums, and the place of its yearly series.
CREATE TABLE ngram (
    corpus_id    INTEGER NOT NULL,
    ngram        TEXT NOT NULL,    -- compared by bytes
    archive_id   INTEGER NOT NULL,
    match_count  INTEGER NOT NULL, -- the sums over all years
    volume_count INTEGER NOT NULL,
    first_year   INTEGER NOT NULL,
    last_year    INTEGER NOT NULL,
    block_id     INTEGER NOT NULL,
    position     INTEGER NOT NULL, -- the offset of the n-gram in its block, in bytes
    PRIMARY KEY (corpus_id, ngram)
) WITHOUT ROWID;

-- Further rows of n-grams that occur in several archives, or in several places of one. Their counts must be added to
-- those of the table ngram. The key's columns must come first: otherwise the integrity check of SQLite 3.40 takes some
-- of them for NULL.
CREATE TABLE ngram_extra (
    corpus_id    INTEGER NOT NULL,
    ngram        TEXT NOT NULL,
    block_id     INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    archive_id   INTEGER NOT NULL,
    match_count  INTEGER NOT NULL,
    volume_count INTEGER NOT NULL,
    first_year   INTEGER NOT NULL,
    last_year    INTEGER NOT NULL,
    PRIMARY KEY (corpus_id, ngram, block_id, position)
) WITHOUT ROWID;

-- The yearly series. A block holds many, each after its n-gram. SeriesCodec.swift describes the encoding.
CREATE TABLE block (
    id    INTEGER PRIMARY KEY,
    codec INTEGER NOT NULL, -- the version of the encoding
    data  BLOB NOT NULL
);

-- The bounds of a block. No n-gram in the block has larger counts, so a search for the top n-grams can skip blocks.
CREATE TABLE block_bound (
    block_id     INTEGER PRIMARY KEY REFERENCES block (id),
    corpus_id    INTEGER NOT NULL,
    archive_id   INTEGER NOT NULL,
    rows         INTEGER NOT NULL, -- the number of archive rows whose counts are in the block
    match_count  INTEGER NOT NULL, -- the largest sum of an n-gram over all years
    volume_count INTEGER NOT NULL,
    first_ngram  TEXT NOT NULL,    -- the smallest and the largest n-gram by bytes
    last_ngram   TEXT NOT NULL,
    years        BLOB NOT NULL     -- bounds for spans of years, see CountBounds.swift
);

CREATE INDEX block_by_match_count ON block_bound (corpus_id, match_count);
CREATE INDEX block_by_volume_count ON block_bound (corpus_id, volume_count);
CREATE INDEX block_by_archive ON block_bound (archive_id);

-- The rows of totals files: the sums over all n-grams of a corpus in a year.
CREATE TABLE total (
    archive_id   INTEGER NOT NULL REFERENCES archive (id),
    year         INTEGER NOT NULL,
    match_count  INTEGER NOT NULL,
    page_count   INTEGER NOT NULL,
    volume_count INTEGER NOT NULL,
    PRIMARY KEY (archive_id, year)
) WITHOUT ROWID;

-- One row per n-gram of each corpus, from complete archives only. The view has two parts, so that a search for an
-- n-gram uses the primary keys: n-grams with a single row, and the sums of the few others.
CREATE VIEW ngram_totals AS
SELECT corpus.name AS corpus, ngram.ngram, ngram.match_count, ngram.volume_count, ngram.first_year, ngram.last_year
FROM ngram
JOIN archive ON archive.id = ngram.archive_id AND archive.state = 'complete'
JOIN corpus ON corpus.id = ngram.corpus_id
WHERE NOT EXISTS (
    SELECT 1 FROM ngram_extra AS extra
    JOIN archive AS own ON own.id = extra.archive_id AND own.state = 'complete'
    WHERE extra.corpus_id = ngram.corpus_id AND extra.ngram = ngram.ngram
)
UNION ALL
SELECT corpus.name, extra.ngram,
       sum(extra.match_count) + coalesce(max(iif(other.id IS NULL, NULL, first.match_count)), 0),
       sum(extra.volume_count) + coalesce(max(iif(other.id IS NULL, NULL, first.volume_count)), 0),
       min(min(extra.first_year), coalesce(max(iif(other.id IS NULL, NULL, first.first_year)), 9999)),
       max(max(extra.last_year), coalesce(max(iif(other.id IS NULL, NULL, first.last_year)), 0))
FROM ngram_extra AS extra
JOIN archive AS own ON own.id = extra.archive_id AND own.state = 'complete'
JOIN corpus ON corpus.id = extra.corpus_id
LEFT JOIN ngram AS first ON first.corpus_id = extra.corpus_id AND first.ngram = extra.ngram
LEFT JOIN archive AS other ON other.id = first.archive_id AND other.state = 'complete'
GROUP BY extra.corpus_id, extra.ngram;

-- The totals of each corpus, n and year, from the totals file that was completed last: a corpus may have two, for
-- instance a copy under another name, but a year must have one denominator. n is NULL if the edition has one file for
-- all n.
CREATE VIEW corpus_totals AS
SELECT corpus.name AS corpus, archive.n, total.year, total.match_count, total.page_count, total.volume_count
FROM total
JOIN archive ON archive.id = total.archive_id AND archive.state = 'complete'
JOIN corpus ON corpus.id = archive.corpus_id
WHERE NOT EXISTS (
    SELECT 1 FROM archive AS later
    WHERE later.corpus_id = archive.corpus_id AND later.contents = 'totals' AND later.state = 'complete'
        AND later.n IS archive.n AND (later.changed_at, later.id) > (archive.changed_at, archive.id)
);

-- The ledger in readable form.
CREATE VIEW archives AS
SELECT corpus.name AS corpus, archive.name, contents, edition, n, state, rows, bad_rows, first_bad_row, bad_row_policy,
       repeated_years, match_sum, volume_sum, size AS bytes, digest, error, changed_at
FROM archive
JOIN corpus ON corpus.id = archive.corpus_id
WHERE state <> 'discarded';
