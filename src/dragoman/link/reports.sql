-- The reports: one row for each event as one article tells it, without its text.
-- In: `fresh_document(document)`, `fresh_event(event)`, the views of the store, the variables `common_words`, `common_parties`. Out: `report`, all
-- of them; `stretch(id, week, first_week)`, the weeks that reports may be of, as far as fresh ones may be of them too;
-- `near_report`, the reports of these weeks with what linking compares, `number`ed in the canonical order.
-- canon: the order of reports. firm: the event has a date of its own, in words nearer to it than to any other event of the
-- sentence. day: that of the event or, where it has no usable one, of publication. first_day, last_day: when it may have
-- been; events that are not firm may have been two weeks before. Words are hashes of stems, which compare quicker; those that
-- begin with a digit are the numbers.

CREATE OR REPLACE TEMP MACRO canonical(published, document, sentence, id) AS
    concat_ws(' ', coalesce(published, DATE '9999-12-31'), document, lpad(sentence::VARCHAR, 6, '0'), id);
CREATE OR REPLACE TEMP MACRO countries(codes) AS
    list_filter(string_split(codes, ' '), lambda c: len(c) = 3 AND c[1] <> '.');
-- Stems of six letters, without the words that say little.
CREATE OR REPLACE TEMP MACRO stems(t) AS list_distinct(list_transform(list_filter(
    regexp_extract_all(lower(t), '[\p{L}]{3,}|[0-9]+'), lambda w: NOT list_contains(getvariable('common_words'), w)),
    lambda w: left(w, 6)));
CREATE OR REPLACE TEMP MACRO hashes(words) AS list_transform(words, lambda w: hash(w));

CREATE OR REPLACE TEMP TABLE report AS
WITH told AS (
    SELECT id, document, published, status, document IN (FROM fresh_document) OR id IN (FROM fresh_event) AS fresh,
        coalesce(date_start, date_end) AS s, coalesce(date_end, date_start) AS t, coalesce(t - s <= 62, false) AS dated,
        dated AND when_span IS NOT NULL AND 1 = row_number() OVER (PARTITION BY document, sentence, when_span."start" ORDER BY
            greatest(when_span."start" - trigger."end", trigger."start" - when_span."end"), id) AS firm,
        canonical(published, document, sentence, id) AS canon
    FROM (SELECT *, TRY_CAST("when"."start" AS DATE) AS date_start, TRY_CAST("when"."end" AS DATE) AS date_end
        FROM whole_events)
)
SELECT id, document, published, status, fresh, firm, CASE WHEN dated THEN t ELSE published END AS day,
    CASE WHEN firm THEN s WHEN status = 'planned' THEN coalesce(s, published) WHEN dated THEN s - 14 ELSE published - 14 END
        AS first_day,
    CASE WHEN dated THEN t WHEN status = 'planned' THEN published + 14 ELSE published END AS last_day, canon
FROM told;

CREATE OR REPLACE TEMP TABLE stretch AS
WITH bounded AS (
    SELECT id, fresh, (first_day - DATE '1900-01-01' - 2) // 7 AS first_week, (last_day - DATE '1900-01-01' + 2) // 7 AS last_week
    FROM report WHERE first_day IS NOT NULL
), wanted AS (SELECT DISTINCT unnest(generate_series(first_week, last_week)) AS week FROM bounded WHERE fresh)
SELECT id, week, first_week FROM (
    SELECT id, first_week, unnest(generate_series(first_week, last_week)) AS week FROM bounded
) SEMI JOIN wanted USING (week);

CREATE OR REPLACE TEMP TABLE near_report AS
WITH near AS (SELECT *, row_number() OVER (ORDER BY canon) AS number FROM report SEMI JOIN stretch USING (id)),
stemmed AS (
    SELECT n.number, n.id, n.document, n.published, n.fresh, n.firm, n.day, n.first_day, n.last_day, e.status, e.type, e.quad,
        e.modes, countries(e.actor_codes) AS who, countries(e.recipient_codes) AS whom, stems(e.actor_words) AS who_stems,
        stems(e.recipient_words) AS whom_stems,
        CASE WHEN e.place_grain IN ('point', 'city', 'district') THEN e.geonameid END AS place,
        e.place_country, e.latitude, e.longitude, stems(substr(d.text, s."start" + 1, s."end" - s."start")) AS sentence_stems,
        left(lower(substr(d.text, e.trigger_start + 1, e.trigger_end - e.trigger_start)), 5) AS trigger
    FROM near n JOIN events e USING (id) JOIN documents d ON d.id = n.document
        LEFT JOIN raw_sentences s ON s.document = n.document AND s."index" = e.sentence
)
SELECT * EXCLUDE (who_stems, whom_stems, sentence_stems), hashes(who_stems) AS who_words, hashes(whom_stems) AS whom_words,
    list_filter(list_distinct(list_concat(who_stems, whom_stems)),
        lambda w: len(w) > 3 AND NOT list_contains(getvariable('common_parties'), w)) AS party_stems,
    hashes(sentence_stems) AS words,
    hashes(list_filter(sentence_stems, lambda w: w < ':')) AS numbers
FROM stemmed;
