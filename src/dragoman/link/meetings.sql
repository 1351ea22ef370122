-- Pairs of reports that may tell of one event: they share a key in one week (two countries, one country where a side is
-- unknown, a town, an uncommon word of a party), have the same type or quad class, and their days are at most four apart.
-- In: `report`, `stretch`, the variables `first_week` and `last_week`, the weeks to look at. Out: `met(earlier, later)`, at
-- least one of them fresh, `earlier` before `later` in the canonical order.

CREATE OR REPLACE TEMP TABLE near AS
SELECT id, week FROM stretch WHERE week BETWEEN getvariable('first_week') AND getvariable('last_week');

CREATE OR REPLACE TEMP TABLE meeting_point AS
WITH local AS (SELECT * FROM report SEMI JOIN near USING (id))
SELECT id, week, key, strong, fresh, type, quad, canon, first_day, last_day FROM (
    SELECT id, unnest(list_distinct(flatten(list_transform(who, lambda a: list_transform(whom,
        lambda b: least(a, b) || '-' || greatest(a, b)))))) AS key, true AS strong FROM local
    UNION ALL
    SELECT id, unnest(list_distinct(list_concat(who, whom))), len(who) = 0 OR len(whom) = 0 FROM local
    UNION ALL
    SELECT id, place_country, true FROM local WHERE len(who) = 0 AND len(whom) = 0 AND place_country IS NOT NULL
    UNION ALL
    SELECT id, 'at ' || place, true FROM local WHERE place IS NOT NULL
    UNION ALL
    SELECT id, concat_ws(' ', 'as', type, unnest(list_filter(list_distinct(list_concat(who_words, whom_words)),
        lambda w: len(w) > 3 AND NOT list_contains(getvariable('common_parties'), w)))), true FROM local
) JOIN near USING (id) JOIN local USING (id);

CREATE OR REPLACE TEMP TABLE met AS
SELECT DISTINCT CASE WHEN a.canon < b.canon THEN a.id ELSE b.id END AS earlier,
    CASE WHEN a.canon < b.canon THEN b.id ELSE a.id END AS later
FROM meeting_point a JOIN meeting_point b ON a.key = b.key AND a.week = b.week AND a.id <> b.id
WHERE a.fresh AND (a.strong OR b.strong) AND (a.type = b.type OR a.quad = b.quad)
    AND a.first_day <= b.last_day + 4 AND b.first_day <= a.last_day + 4;
