-- What came, changed or went since the store was linked. In: the views of the store, `fingerprints`, `links`, the variable
-- `again`. Out: `fresh_document`, `lost_document` (fresh ones and those that are gone), `fresh_event` (of other articles:
-- those that lost what they were tied to), `article` (all articles, `fresh` in the same sense).

CREATE OR REPLACE TEMP TABLE current_article AS
SELECT d.id, d.published, coalesce(e.state, '0') AS state,
    concat_ws(' ', coalesce(d.published, DATE '9999-12-31'), d.id) AS canon
FROM documents d LEFT JOIN (
    SELECT document, bit_xor(hash(id, type, status, day, day_end, actor_codes, recipient_codes))::VARCHAR AS state
    FROM events GROUP BY document
) e ON e.document = d.id;

CREATE OR REPLACE TEMP TABLE fresh_document AS
SELECT id AS document FROM current_article a ANTI JOIN (SELECT * FROM fingerprints WHERE NOT getvariable('again')) f
    ON f.document = a.id AND f.state = a.state;

CREATE OR REPLACE TEMP TABLE lost_document AS
SELECT document FROM fresh_document
UNION ALL SELECT document FROM fingerprints f ANTI JOIN current_article a ON a.id = f.document;

CREATE OR REPLACE TEMP TABLE fresh_event AS
SELECT l.event FROM links l JOIN links e ON e.event = l.earlier
WHERE e.document IN (SELECT document FROM lost_document) AND l.document NOT IN (SELECT document FROM lost_document);

CREATE OR REPLACE TEMP TABLE article AS
SELECT a.id, a.published, a.canon, a.state, a.id IN (SELECT document FROM fresh_document)
    OR coalesce(f.copied_from IN (SELECT document FROM lost_document), false) AS fresh
FROM current_article a LEFT JOIN fingerprints f ON f.document = a.id;
