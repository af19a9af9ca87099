-- Where archives on the web were read. For them, `modified` is a hash of the ETag.
ALTER TABLE archive ADD COLUMN address TEXT; -- from which it was read; NULL for a file
ALTER TABLE archive ADD COLUMN etag TEXT;    -- the server's ETag, or Last-Modified if it sent none; NULL for a file

-- The ledger in readable form.
DROP VIEW archives;
CREATE VIEW archives AS
SELECT corpus.name AS corpus, archive.name, contents, edition, n, state, rows, bad_rows, first_bad_row, bad_row_policy,
       placeholder_policy, placeholder_rows, repeated_years, sorted_runs, ngrams, observations, first_ngram, last_ngram,
       first_year, last_year, match_sum, volume_sum, size AS bytes, digest, error, changed_at, address, etag
FROM archive
JOIN corpus ON corpus.id = archive.corpus_id
WHERE state <> 'discarded';

-- A bit for each byte with which an n-gram of the run begins; NULL if that is not known. See FirstBytes.swift.
ALTER TABLE run ADD COLUMN first_bytes BLOB;
