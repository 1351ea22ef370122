-- The reports of episodes that are to be told, in parts that hold whole episodes.
-- In: the macro `canonical` of reports.sql, `tree(event, episode)`, `family(document, family)` of articles that are near-copies,
-- the views of the store, the variable `parts`. Out: `member` and `said` (who says, denies or confirms), both with their
-- `part`, 0 to `parts` - 1. A family of copies counts as one witness.

CREATE OR REPLACE TEMP TABLE member AS
SELECT hash(t.episode) % getvariable('parts') AS part, t.episode,
    e.* EXCLUDE (actors, recipients, actor_words, recipient_words, actor_codes, recipient_codes, actor_sectors, recipient_sectors,
        contexts, reciprocal, day, day_end, admin2, denied_by, confirmed_by, sentence, trigger_start, trigger_end, engine,
        engine_version, rule),
    d.publisher AS outlet, coalesce(f.family, e.document) AS witness,
    e.date_start IS NOT NULL AND e.date_end IS NOT NULL AS has_date, e.date_end - e.date_start AS length,
    (len(e.actor_names) > 0)::INTEGER + (len(e.recipient_names) > 0)::INTEGER + len(list_distinct(list_concat(
        list_filter(e.actor_countries, lambda c: c IS NOT NULL), list_filter(e.recipient_countries, lambda c: c IS NOT NULL))))
        + e.confidence AS fullness,
    canonical(e.published, e.document, e.sentence, e.id) AS canon
FROM tree t JOIN events e ON e.id = t.event JOIN documents d ON d.id = e.document
    LEFT JOIN family f ON f.document = e.document;

CREATE OR REPLACE TEMP TABLE said AS
SELECT hash(t.episode) % getvariable('parts') AS part, s.event, s.name, s.stance, s.source_kind
FROM sources s JOIN tree t USING (event) WHERE s.name <> '';
