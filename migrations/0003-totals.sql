-- Finds the totals files among the archives of a corpus. Without it, the view compared all archives with each other.
CREATE INDEX archive_totals ON archive (corpus_id, n, changed_at) WHERE contents = 'totals' AND state = 'complete';

-- The totals of each corpus, n and year, from the totals file that was completed last: a corpus may have two, for
-- instance a copy under another name, but a year must have one denominator. n is NULL if the edition has one file for
-- all n.
DROP VIEW corpus_totals;
CREATE VIEW corpus_totals AS
SELECT corpus.name AS corpus, archive.n, total.year, total.match_count, total.page_count, total.volume_count
FROM total
JOIN archive ON archive.id = total.archive_id AND archive.contents = 'totals' AND archive.state = 'complete'
JOIN corpus ON corpus.id = archive.corpus_id
WHERE NOT EXISTS (
    SELECT 1 FROM archive AS later
    WHERE later.corpus_id = archive.corpus_id AND later.contents = 'totals' AND later.state = 'complete'
        AND later.n IS archive.n AND (later.changed_at, later.id) > (archive.changed_at, archive.id)
);
