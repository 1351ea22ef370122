-- How alike the reports of a pair are: one column for each feature that `data/link/ties.toml` weighs.
-- In: `met`, `local_report`. Out: `pair`, with the ids of reports.

-- How many members lists without repetitions have in common: on such short ones five times as quick as list_intersect.
CREATE OR REPLACE TEMP MACRO common(x, y) AS len(list_filter(x, lambda w: list_contains(y, w)));
CREATE OR REPLACE TEMP MACRO share(x, y) AS
    CASE WHEN len(x) = 0 OR len(y) = 0 THEN 0.0 ELSE common(x, y) / least(len(x), len(y)) END;
-- 1 where two lists of countries share one, -1 where both are told and share none, 0 where one is empty.
CREATE OR REPLACE TEMP MACRO accord(x, y) AS
    CASE WHEN len(x) = 0 OR len(y) = 0 THEN 0 WHEN list_has_any(x, y) THEN 1 ELSE -1 END;
CREATE OR REPLACE TEMP MACRO kilometres(a, b, c, d) AS 2 * 6371 * asin(least(1, sqrt(pow(sin(radians(a - c) / 2), 2)
    + cos(radians(a)) * cos(radians(c)) * pow(sin(radians(b - d) / 2), 2))));

CREATE OR REPLACE TEMP TABLE pair AS
WITH sided AS (
    SELECT a, b, accord(a.who, b.who) AS who_straight, accord(a.whom, b.whom) AS whom_straight,
        accord(a.who, b.whom) AS who_crossed, accord(a.whom, b.who) AS whom_crossed,
        who_crossed + whom_crossed > who_straight + whom_straight AS crossed
    FROM met m JOIN local_report a ON a.number = m.earlier JOIN local_report b ON b.number = m.later
), compared AS (
    SELECT a.id AS earlier, b.id AS later, a.document = b.document AS same_article, a.type = b.type AS same_type,
        len(a.modes) > 0 AND len(b.modes) > 0 AS modes_told, list_has_any(a.modes, b.modes) AS same_mode,
        a.trigger = b.trigger AS same_trigger, crossed,
        CASE WHEN crossed THEN who_crossed ELSE who_straight END AS who,
        CASE WHEN crossed THEN whom_crossed ELSE whom_straight END AS whom,
        CASE WHEN crossed THEN share(a.who_words, b.whom_words) ELSE share(a.who_words, b.who_words) END AS who_words,
        CASE WHEN crossed THEN share(a.whom_words, b.who_words) ELSE share(a.whom_words, b.whom_words) END AS whom_words,
        a.firm AND b.firm AS firm, abs(a.day - b.day) AS apart,
        greatest(0, a.first_day - b.last_day, b.first_day - a.last_day) AS days_apart,
        abs(a.first_day - b.first_day) + abs(a.last_day - b.last_day) AS days_askew,
        abs(a.published - b.published) AS published_apart,
        a.place IS NOT NULL AND b.place IS NOT NULL AS places_told, coalesce(a.place = b.place, false) AS same_town,
        coalesce(a.place_country <> b.place_country, false) AS other_country,
        coalesce(kilometres(a.latitude, a.longitude, b.latitude, b.longitude), 0) AS far,
        share(a.words, b.words) AS sentence_share,
        (a.status = 'planned') <> (b.status = 'planned') AS one_planned,
        common(a.numbers, b.numbers) AS numbers
    FROM sided
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
FROM compared;
