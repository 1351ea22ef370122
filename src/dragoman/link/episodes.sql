-- Episodes as their reports tell them: the merged fields, and the evidence for each.
-- In: `member`, `said`, the variable `part`. Out: `part_episode`. `outcome`: of what was announced: held or
-- cancelled.

CREATE OR REPLACE TEMP MACRO outlets_of(names) AS list_sort(list_filter(list_distinct(names), lambda o: o IS NOT NULL));

CREATE OR REPLACE TEMP TABLE teller AS SELECT * FROM member WHERE part = getvariable('part');

CREATE OR REPLACE TEMP TABLE told_date AS
SELECT episode, date_start AS "start", date_end AS "end", min(date_grain) AS grain, min(length) AS length,
    count(DISTINCT witness)::INTEGER AS witnesses, outlets_of(list(outlet)) AS outlets,
    min(canon) AS canon
FROM teller WHERE has_date GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE told_place AS
SELECT episode, place AS name, place_country AS country, admin1, geonameid, place_grain AS grain,
    any_value(latitude ORDER BY canon) AS latitude, any_value(longitude ORDER BY canon) AS longitude,
    count(DISTINCT witness)::INTEGER AS witnesses, outlets_of(list(outlet)) AS outlets,
    min(canon) AS canon
FROM teller WHERE place IS NOT NULL GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE told_status AS
SELECT episode, published, status, outlet, arg_min(sources[1], canon) AS source, arg_min(id, canon) AS event, min(canon) AS canon
FROM teller GROUP BY episode, published, status, outlet;

CREATE OR REPLACE TEMP TABLE told_source AS
SELECT m.episode, s.name, s.stance, s.source_kind AS kind, m.outlet, min(m.published) AS published, arg_min(m.id, m.canon) AS event
FROM teller m JOIN said s ON s.event = m.id AND s.part = m.part GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE told_type AS
SELECT episode, arg_max(type, {'n': witnesses, 'sure': sure, 'type': type}) AS type FROM (
    SELECT episode, type, count(DISTINCT witness) AS witnesses, sum(confidence) AS sure FROM teller GROUP BY ALL
) GROUP BY episode;

CREATE OR REPLACE TEMP TABLE part_episode AS
WITH summed AS (
    SELECT episode, arg_max(id, {'f': fullness, 'c': id}) AS best, list(id ORDER BY canon) AS members,
        count(*)::INTEGER AS reports, count(DISTINCT document)::INTEGER AS articles,
        count(DISTINCT outlet)::INTEGER AS outlets, count(DISTINCT witness)::INTEGER AS witnesses,
        min(published) AS first_published, max(published) AS last_published, bool_or(contested) OR (
            bool_or(status = 'denied') AND bool_or(status IN ('occurred', 'ongoing', 'alleged'))) AS contested,
        bool_or(status = 'occurred') AS occurred, bool_or(status = 'ongoing') AS ongoing,
        bool_or(status = 'denied') AS denied, bool_or(status = 'alleged') AS alleged,
        bool_or(status = 'negated') AS negated, bool_or(status = 'planned') AS planned,
        arg_max(date_start, canon) FILTER (status = 'planned' AND has_date) AS expected_start,
        arg_max(date_end, canon) FILTER (status = 'planned' AND has_date) AS expected_end
    FROM teller GROUP BY episode
), dated AS (
    SELECT episode, arg_min({'start': "start", 'end': "end", 'grain': grain},
            {'vague': (length > 7)::INTEGER, 'n': -witnesses, 'length': length, 'c': canon}) AS best,
        list({'start': "start", 'end': "end", 'grain': grain, 'witnesses': witnesses, 'outlets': outlets} ORDER BY canon) AS dates
    FROM told_date GROUP BY episode
), placed AS (
    SELECT episode, arg_min({'name': name, 'country': country, 'admin1': admin1, 'geonameid': geonameid, 'grain': grain,
            'latitude': latitude, 'longitude': longitude},
            {'vague': (grain NOT IN ('point', 'city', 'district'))::INTEGER, 'n': -witnesses, 'c': canon}) AS best,
        list({'name': name, 'country': country, 'grain': grain, 'witnesses': witnesses, 'outlets': outlets}
            ORDER BY canon) AS places
    FROM told_place GROUP BY episode
), statuses AS (
    SELECT episode, list({'published': published, 'status': status, 'outlet': outlet, 'source': source, 'event': event}
        ORDER BY canon, status) AS statuses FROM told_status GROUP BY episode
), sourced AS (
    SELECT episode, list({'name': name, 'stance': stance, 'kind': kind, 'outlet': outlet, 'published': published, 'event': event}
        ORDER BY published, name, stance, outlet, event) AS sources FROM told_source GROUP BY episode
)
SELECT s.episode AS id, s.best, s.members, s.reports, s.articles, s.outlets, s.witnesses, s.first_published, s.last_published,
    t.type, b.modes, b.cameo, b.quad, b.intensity, b.actor_names, b.actor_countries, b.recipient_names, b.recipient_countries,
    d.best."start" AS date_start, d.best."end" AS date_end, d.best.grain AS date_grain, coalesce(d.dates, []) AS dates,
    p.best.name AS place, p.best.country AS place_country, p.best.admin1 AS admin1, p.best.geonameid AS geonameid,
    p.best.latitude AS latitude, p.best.longitude AS longitude, p.best.grain AS place_grain, coalesce(p.places, []) AS places,
    CASE WHEN s.occurred THEN 'occurred' WHEN s.ongoing THEN 'ongoing' WHEN s.alleged THEN 'alleged' WHEN s.denied THEN 'denied'
        WHEN s.negated THEN 'negated' WHEN s.planned THEN 'planned' ELSE 'possible' END AS status,
    s.contested, x.statuses, coalesce(y.sources, []) AS sources,
    s.planned AS announced, CASE WHEN s.planned THEN s.expected_start END AS expected_start,
    CASE WHEN s.planned THEN s.expected_end END AS expected_end,
    CASE WHEN NOT s.planned THEN NULL WHEN s.occurred OR s.ongoing THEN 'held' WHEN s.negated THEN 'cancelled' END AS outcome
FROM summed s JOIN told_type t USING (episode) JOIN teller b ON b.id = s.best JOIN statuses x USING (episode)
    LEFT JOIN dated d USING (episode) LEFT JOIN placed p USING (episode) LEFT JOIN sourced y USING (episode);
