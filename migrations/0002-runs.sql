-- The store of ngrams, schema 2.
--
-- A corpus consists of archives. An archive's n-grams lie in runs: each run is a sequence of blocks, whose n-grams
-- ascend in byte order. The runs of a complete archive do not overlap, so each of its n-grams is in one block. Answers
-- include only archives whose state is 'complete'. So a partly read or failed archive is invisible, and a replacement
-- takes effect by changing two states in one transaction.
--
-- Any SQLite tool can read the tables corpus, archive and total, and the views at the end. N-grams and their yearly
-- counts are encoded; `ngrams sql` and the loadable extension read them (docs/sql.md). Only this program may write.

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
    -- replaced or removed, and its blocks are being removed
    state           TEXT NOT NULL CHECK (state IN ('loading', 'complete', 'failed', 'discarded')),
    digest          TEXT,             -- of the uncompressed content, crc32:HEX:BYTES; NULL unless complete
    rows            INTEGER NOT NULL DEFAULT 0, -- without skipped bad rows
    bad_rows        INTEGER NOT NULL DEFAULT 0, -- skipped on request
    first_bad_row   TEXT,             -- the first skipped bad row: its number, the defect, and its shortened text
    bad_row_policy  TEXT NOT NULL DEFAULT 'fail' CHECK (bad_row_policy IN ('fail', 'skip')), -- of bad rows
    placeholder_policy TEXT NOT NULL DEFAULT 'keep' CHECK (placeholder_policy IN ('keep', 'drop')), -- of bare tags
    placeholder_rows INTEGER NOT NULL DEFAULT 0, -- rows left out because their n-gram has a bare tag
    repeated_years  INTEGER NOT NULL DEFAULT 0, -- observations that repeat a year of the same n-gram
    sorted_runs     INTEGER NOT NULL DEFAULT 0, -- stretches of the file in which the n-grams ascend
    ngrams          INTEGER NOT NULL DEFAULT 0, -- the n-grams of its blocks
    observations    INTEGER NOT NULL DEFAULT 0, -- the pairs of an n-gram and a year in its blocks
    first_ngram     TEXT,             -- the smallest and the largest n-gram, compared by bytes
    last_ngram      TEXT,
    first_year      INTEGER,
    last_year       INTEGER,
    match_sum       INTEGER NOT NULL DEFAULT 0,
    volume_sum      INTEGER NOT NULL DEFAULT 0,
    resume_offset   INTEGER NOT NULL DEFAULT 0, -- the number of uncompressed bytes whose rows are committed
    checked_offset  INTEGER NOT NULL DEFAULT 0, -- at or slightly past resume_offset
    checked_crc32   INTEGER NOT NULL DEFAULT 0, -- CRC-32 of the uncompressed bytes before checked_offset
    inflate_state   BLOB,             -- what inflating needs to continue near resume_offset; NULL: from the beginning
    -- whether its n-grams were compared with those of the other archives of the corpus, after it was complete: those
    -- that it shares with another compared archive are in shared_ngram. Undone when one of them is replaced or removed
    compared        INTEGER NOT NULL DEFAULT 0,
    error           TEXT,             -- why it failed
    changed_at      TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')) -- when its state last changed, UTC
);

-- A name in a corpus has at most one complete archive and at most one that is being read.
CREATE UNIQUE INDEX archive_in_state ON archive (corpus_id, name, state) WHERE state <> 'discarded';

-- A run: a sequence of blocks with ascending n-grams. Its blocks have the ids from id * 2^32 on.
CREATE TABLE run (
    id          INTEGER PRIMARY KEY, -- below 2^31
    archive_id  INTEGER NOT NULL REFERENCES archive (id),
    blocks      INTEGER NOT NULL,    -- the number of its blocks
    first_ngram TEXT NOT NULL,       -- the smallest and the largest n-gram by bytes
    last_ngram  TEXT NOT NULL,
    target      INTEGER              -- the run into which it is being merged; NULL in complete archives
);

CREATE INDEX run_by_archive ON run (archive_id);

-- What finds a block, and the bounds by which a search for the top n-grams skips it. No n-gram in the block has larger
-- counts.
CREATE TABLE block (
    id            INTEGER PRIMARY KEY, -- run * 2^32 + place in the run, counted from 0 without gaps
    corpus_id     INTEGER NOT NULL,
    ngrams        INTEGER NOT NULL,    -- the number of its n-grams
    match_count   INTEGER NOT NULL,    -- the largest sum of an n-gram over all years
    volume_count  INTEGER NOT NULL,
    first_ngram   TEXT NOT NULL,       -- the smallest and the largest n-gram by bytes
    last_ngram    TEXT NOT NULL,
    years         BLOB NOT NULL,       -- bounds for spans of years, see CountBounds.swift
    piece         INTEGER NOT NULL,    -- the piece of the run's series in which those of the block begin
    position      INTEGER NOT NULL,    -- where in the piece, in bytes; they may continue in the following pieces
    series_bytes  INTEGER NOT NULL,    -- how many bytes the block's series have
    checksum      INTEGER NOT NULL     -- of the head and the series, see BlockChecksum.swift
);

CREATE INDEX block_by_match_count ON block (corpus_id, match_count);
CREATE INDEX block_by_volume_count ON block (corpus_id, volume_count);

-- The n-grams of a block, their sums and years; HeadCodec.swift describes the encoding.
CREATE TABLE head (
    block_id INTEGER PRIMARY KEY,
    codec    INTEGER NOT NULL, -- the version of the encodings of the head and of the series
    data     BLOB NOT NULL
);

-- The yearly series of a run, cut into pieces of any length; SeriesCodec.swift describes the encoding. A run's series
-- follow one another in the order of its n-grams, over all its pieces.
CREATE TABLE series (
    id   INTEGER PRIMARY KEY, -- run * 2^32 + place of the piece in the run, counted from 0 without gaps
    data BLOB NOT NULL
);

-- N-grams that occur in several complete archives of a corpus, so that their counts must be added up. It has all of them
-- if all archives are compared.
CREATE TABLE shared_ngram (
    corpus_id INTEGER NOT NULL,
    ngram     TEXT NOT NULL,
    archives  INTEGER NOT NULL, -- the number of archives in which it occurs
    PRIMARY KEY (corpus_id, ngram)
) WITHOUT ROWID;

-- The rows of totals files: the sums over all n-grams of a corpus in a year.
CREATE TABLE total (
    archive_id   INTEGER NOT NULL REFERENCES archive (id),
    year         INTEGER NOT NULL,
    match_count  INTEGER NOT NULL,
    page_count   INTEGER NOT NULL,
    volume_count INTEGER NOT NULL,
    PRIMARY KEY (archive_id, year)
) WITHOUT ROWID;

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
       placeholder_policy, placeholder_rows, repeated_years, sorted_runs, ngrams, observations, first_ngram, last_ngram,
       first_year, last_year, match_sum, volume_sum, size AS bytes, digest, error, changed_at
FROM archive
JOIN corpus ON corpus.id = archive.corpus_id
WHERE state <> 'discarded';
