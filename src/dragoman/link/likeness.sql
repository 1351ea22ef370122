-- How alike the reports of a pair are: one column for each feature that `data/link/ties.toml` weighs.
-- In: `met`, `report`, the views of the store. Out: `pair`. Words are stems.

CREATE OR REPLACE TEMP MACRO share(x, y) AS
    CASE WHEN len(x) = 0 OR len(y) = 0 THEN 0.0 ELSE len(list_intersect(x, y)) / least(len(x), len(y)) END;
-- 1 where two lists of countries share one, -1 where both are told and share none, 0 where one is empty.
CREATE OR REPLACE TEMP MACRO accord(x, y) AS
    CASE WHEN len(x) = 0 OR len(y) = 0 THEN 0 WHEN list_has_any(x, y) THEN 1 ELSE -1 END;
CREATE OR REPLACE TEMP MACRO kilometres(a, b, c, d) AS 2 * 6371 * asin(least(1, sqrt(pow(sin(radians(a - c) / 2), 2)
    + cos(radians(a)) * cos(radians(c)) * pow(sin(radians(b - d) / 2), 2))));

CREATE OR REPLACE TEMP TABLE worded AS
WITH wanted AS (SELECT DISTINCT id FROM (SELECT earlier AS id FROM met UNION ALL SELECT later FROM met)),
texts AS (SELECT d.id, d.text FROM documents d
    SEMI JOIN (SELECT document FROM report SEMI JOIN wanted USING (id)) w ON w.document = d.id)
SELECT e.id, e.modes, e.place_country, e.latitude, e.longitude,
    stems(substr(a.text, s."start" + 1, s."end" - s."start")) AS words,
    left(lower(substr(a.text, e.trigger_start + 1, e.trigger_end - e.trigger_start)), 5) AS trigger
FROM events e SEMI JOIN wanted USING (id) JOIN texts a ON a.id = e.document
    LEFT JOIN raw_sentences s ON s.document = e.document AND s."index" = e.sentence;

CREATE OR REPLACE TEMP TABLE pair AS
WITH compared AS (
    SELECT m.earlier, m.later, a.document = b.document AS same_article, a.type = b.type AS same_type,
        len(v.modes) > 0 AND len(w.modes) > 0 AS modes_told, list_has_any(v.modes, w.modes) AS same_mode,
        v.trigger = w.trigger AS same_trigger,
        accord(a.who, b.who) AS who_straight, accord(a.whom, b.whom) AS whom_straight,
        accord(a.who, b.whom) AS who_crossed, accord(a.whom, b.who) AS whom_crossed,
        share(a.who_words, b.who_words) AS who_words_straight, share(a.whom_words, b.whom_words) AS whom_words_straight,
        share(a.who_words, b.whom_words) AS who_words_crossed, share(a.whom_words, b.who_words) AS whom_words_crossed,
        a.firm AND b.firm AS firm, abs(a.day - b.day) AS apart,
        greatest(0, a.first_day - b.last_day, b.first_day - a.last_day) AS days_apart,
        abs(a.first_day - b.first_day) + abs(a.last_day - b.last_day) AS days_askew,
        abs(a.published - b.published) AS published_apart,
        a.place IS NOT NULL AND b.place IS NOT NULL AS places_told, coalesce(a.place = b.place, false) AS same_town,
        coalesce(v.place_country <> w.place_country, false) AS other_country,
        coalesce(kilometres(v.latitude, v.longitude, w.latitude, w.longitude), 0) AS far,
        share(v.words, w.words) AS sentence_share,
        (a.status = 'planned') <> (b.status = 'planned') AS one_planned,
        len(list_filter(list_intersect(v.words, w.words), lambda x: regexp_matches(x, '^[0-9]+$'))) AS numbers
    FROM met m JOIN report a ON a.id = m.earlier JOIN report b ON b.id = m.later
        JOIN worded v ON v.id = m.earlier JOIN worded w ON w.id = m.later
), turned AS (
    SELECT *, who_crossed + whom_crossed > who_straight + whom_straight AS crossed FROM compared
), sided AS (
    SELECT *, CASE WHEN crossed THEN who_crossed ELSE who_straight END AS who,
        CASE WHEN crossed THEN whom_crossed ELSE whom_straight END AS whom,
        CASE WHEN crossed THEN who_words_crossed ELSE who_words_straight END AS who_words,
        CASE WHEN crossed THEN whom_words_crossed ELSE whom_words_straight END AS whom_words
    FROM turned
)
SELECT earlier, later,
    same_article::DOUBLE AS same_article, same_type::DOUBLE AS same_type,
    (modes_told AND same_mode)::DOUBLE AS same_mode, (modes_told AND NOT same_mode)::DOUBLE AS other_mode,
    same_trigger::DOUBLE AS same_trigger, crossed::DOUBLE AS crossed,
    (who = 1)::DOUBLE AS same_who, (who = -1)::DOUBLE AS other_who,
    (whom = 1)::DOUBLE AS same_whom, (whom = -1)::DOUBLE AS other_whom,
    who_words, whom_words,
    (firm AND days_apart = 0 AND days_askew = 0)::DOUBLE AS same_days,
    (firm AND days_apart = 0 AND days_askew > 0)::DOUBLE AS overlapping_days,
    (firm AND days_apart = 1)::DOUBLE AS next_day, (firm AND days_apart > 1)::DOUBLE AS other_days,
    (NOT firm AND apart = 0)::DOUBLE AS perhaps_same_day, (NOT firm AND apart > 3)::DOUBLE AS perhaps_other_days,
    least(coalesce(published_apart, 30), 30) / 30.0 AS published_apart,
    (places_told AND (same_town OR far <= 25))::DOUBLE AS same_town, (places_told AND far > 75)::DOUBLE AS other_town,
    other_country::DOUBLE AS other_country,
    sentence_share, least(numbers, 2) / 2.0 AS same_numbers,
    one_planned::DOUBLE AS one_planned
FROM sided;
