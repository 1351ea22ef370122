-- Pairs of reports that may tell of one event: they share a key in one week (two countries, one country where a side is
-- unknown, a town, an uncommon word of a party), have the same type or quad class, and their days are at most four apart.
-- In: `near_report`, `stretch`, the variables `first_week` and `last_week`, the weeks to look at. Out: `local_report`, the
-- reports of these weeks, and `met(earlier, later)`, numbers of reports, one of them fresh at least, the earlier first.
-- A pair meets in the first week that both share, and at a key that is `strong` for one of them at least.

CREATE OR REPLACE TEMP TABLE local_stretch AS
SELECT * FROM stretch WHERE week BETWEEN getvariable('first_week') AND getvariable('last_week');

CREATE OR REPLACE TEMP TABLE local_report AS SELECT * FROM near_report SEMI JOIN local_stretch USING (id);

CREATE OR REPLACE TEMP TABLE meeting_point AS
WITH near AS (SELECT week, first_week, r.* FROM local_stretch JOIN local_report r USING (id))
SELECT number, week, first_week, key, strong, fresh, type, quad, first_day, last_day FROM (
    SELECT *, unnest(list_distinct(flatten(list_transform(who, lambda a: list_transform(whom,
        lambda b: least(a, b) || '-' || greatest(a, b)))))) AS key, true AS strong FROM near
    UNION ALL
    SELECT *, unnest(list_distinct(list_concat(who, whom))), len(who) = 0 OR len(whom) = 0 FROM near
    UNION ALL
    SELECT *, place_country, true FROM near WHERE len(who) = 0 AND len(whom) = 0 AND place_country IS NOT NULL
    UNION ALL
    SELECT *, 'at ' || place, true FROM near WHERE place IS NOT NULL
    UNION ALL
    SELECT *, concat_ws(' ', 'as', type, unnest(party_stems)), true FROM near
);

CREATE OR REPLACE TEMP TABLE met AS
SELECT DISTINCT least(a.number, b.number) AS earlier, greatest(a.number, b.number) AS later
FROM (FROM meeting_point WHERE strong) a JOIN meeting_point b ON a.key = b.key AND a.week = b.week AND a.number <> b.number
WHERE (a.fresh OR b.fresh) AND a.week = greatest(a.first_week, b.first_week) AND (a.type = b.type OR a.quad = b.quad)
    AND a.first_day <= b.last_day + 4 AND b.first_day <= a.last_day + 4;
