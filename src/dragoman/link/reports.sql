-- The reports that linking compares: one row for each event as one article tells it, without its text.
-- In: `fresh_document(document)`, `fresh_event(event)`, the views of the store, the variable `common_words`. Out: `report`,
-- `stretch(id, week)`.
-- canon: the order of reports. firm: the event has a date of its own, in words nearer to it than to any other event of the
-- sentence. day: that of the event or, where it has no usable one, of publication. first_day, last_day: when it may have
-- been; events that are not firm may have been two weeks before.

CREATE OR REPLACE TEMP MACRO canonical(published, document, sentence, id) AS
    concat_ws(' ', coalesce(published, DATE '9999-12-31'), document, lpad(sentence::VARCHAR, 6, '0'), id);
CREATE OR REPLACE TEMP MACRO countries(codes) AS
    list_filter(string_split(codes, ' '), lambda c: len(c) = 3 AND c[1] <> '.');
-- Stems of six letters, without the words that say little.
CREATE OR REPLACE TEMP MACRO stems(t) AS list_distinct(list_transform(list_filter(
    regexp_extract_all(lower(t), '[\p{L}]{3,}|[0-9]+'), lambda w: NOT list_contains(getvariable('common_words'), w)),
    lambda w: left(w, 6)));

CREATE OR REPLACE TEMP TABLE told AS
SELECT e.id, e.document, e.published, e.type, e.quad, e.status, e.sentence, e.actor_codes, e.recipient_codes, e.actor_words,
    e.recipient_words, CASE WHEN e.place_grain IN ('point', 'city', 'district') THEN e.geonameid END AS place,
    e.place_country,
    e.document IN (SELECT document FROM fresh_document) OR e.id IN (SELECT event FROM fresh_event) AS fresh,
    coalesce(e.date_start, e.date_end) AS s, coalesce(e.date_end, e.date_start) AS t,
    row_number() OVER (PARTITION BY e.document, e.sentence, w.when_span."start" ORDER BY
        greatest(w.when_span."start" - e.trigger_end, e.trigger_start - w.when_span."end"), e.id) AS nearness,
    w.when_span IS NOT NULL AS worded
FROM events e JOIN raw_events w USING (id);

CREATE OR REPLACE TEMP TABLE report AS
WITH dated AS (SELECT *, coalesce(t - s <= 62, false) AS dated, worded AND nearness = 1 AND coalesce(t - s <= 62, false) AS firm
    FROM told)
SELECT id, document, published, type, quad, status, fresh, firm, CASE WHEN dated THEN t ELSE published END AS day,
    CASE WHEN firm THEN s WHEN status = 'planned' THEN coalesce(s, published) WHEN dated THEN s - 14 ELSE published - 14 END
        AS first_day,
    CASE WHEN dated THEN t WHEN status = 'planned' THEN published + 14 ELSE published END AS last_day,
    countries(actor_codes) AS who, countries(recipient_codes) AS whom, place, place_country,
    stems(actor_words) AS who_words, stems(recipient_words) AS whom_words,
    canonical(published, document, sentence, id) AS canon
FROM dated;

-- The weeks that reports may be of, as far as fresh ones may be of them too.
CREATE OR REPLACE TEMP TABLE stretch AS
WITH weekly AS (
    SELECT id, fresh, unnest(generate_series(
        (first_day - DATE '1900-01-01' - 2) // 7, (last_day - DATE '1900-01-01' + 2) // 7)) AS week
    FROM report WHERE first_day IS NOT NULL
)
SELECT id, week FROM weekly WHERE week IN (SELECT week FROM weekly WHERE fresh);
