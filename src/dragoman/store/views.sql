-- What queries see. Offsets are characters of `documents.text`, end exclusive. `whole_documents` are the articles that no
-- later version of their page supersedes, `whole_events` the events of these whose document is in: a batch that is being
-- written, or that a killed process left, is not seen (see connection.py).

CREATE VIEW documents AS
SELECT id, url, title, publisher, authors, language, text,
    coalesce(TRY_CAST(published."start" AS DATE), TRY_CAST(published."end" AS DATE)) AS published,
    TRY_CAST(published."end" AS DATE) AS published_end, published_basis,
    TRY_CAST(updated."start" AS DATE) AS updated, page, notes
FROM whole_documents;

-- One row for each event as one article tells it.
CREATE VIEW events AS
SELECT e.id, e.document, e.type, e.modes, e.contexts, e.cameo, e.quad, e.intensity, e.status,
    TRY_CAST(e."when"."start" AS DATE) AS date_start, TRY_CAST(e."when"."end" AS DATE) AS date_end,
    e."when".grain AS date_grain, e.published, e.day, e.day_end,
    list_transform(e.actors, lambda p: coalesce(nullif(p.name, ''), p.text)) AS actor_names,
    list_transform(e.actors, lambda p: p.country) AS actor_countries,
    list_transform(e.actors, lambda p: p.sector) AS actor_sectors, e.actor_codes, e.actor_words,
    list_transform(e.recipients, lambda p: coalesce(nullif(p.name, ''), p.text)) AS recipient_names,
    list_transform(e.recipients, lambda p: p.country) AS recipient_countries,
    list_transform(e.recipients, lambda p: p.sector) AS recipient_sectors, e.recipient_codes, e.recipient_words,
    e.reciprocal,
    e."where".name AS place, e."where".country AS place_country, e."where".admin1 AS admin1, e."where".admin2 AS admin2,
    e."where".latitude AS latitude, e."where".longitude AS longitude, e."where".grain AS place_grain,
    e."where".geonameid AS geonameid,
    list_transform(e.sources, lambda s: s.name) AS sources, list_transform(e.denied_by, lambda s: s.name) AS denied_by,
    list_transform(e.confirmed_by, lambda s: s.name) AS confirmed_by, len(e.denied_by) > 0 AS contested, e.confidence,
    e.sentence, e.trigger."start" AS trigger_start, e.trigger."end" AS trigger_end,
    e.origin.engine AS engine, e.origin.version AS engine_version, e.origin.rule AS rule, e.actors, e.recipients
FROM whole_events e;

-- Events with their article, the words of the sentence and of the trigger, and the columns that queries search.
CREATE VIEW reported AS
SELECT e.* EXCLUDE (actors, recipients), d.title, d.publisher, d.url, d.language,
    substr(d.text, s."start" + 1, s."end" - s."start") AS sentence_text,
    substr(d.text, e.trigger_start + 1, e.trigger_end - e.trigger_start) AS trigger_text
FROM events e JOIN documents d ON d.id = e.document
    LEFT JOIN raw_sentences s ON s.document = e.document AND s."index" = e.sentence;

CREATE VIEW reports AS SELECT * EXCLUDE (actor_codes, recipient_codes, actor_words, recipient_words) FROM reported;

-- Who takes part in an event: one row for each, `role` actor or recipient, `number` from 1 within the role.
CREATE VIEW participants AS
SELECT id AS event, document, role, number, p.name, p.text, p.country, p.sector, p.other_sectors, p.role AS office,
    p.actor AS actor, p.span."start" AS "start", p.span."end" AS "end"
FROM (
    SELECT id, document, 'actor' AS role, unnest(actors) AS p, generate_subscripts(actors, 1) AS number FROM events
    UNION ALL
    SELECT id, document, 'recipient', unnest(recipients), generate_subscripts(recipients, 1) FROM events
);

-- Ordered pairs of countries of an event; parties of a reciprocal event are paired both ways.
CREATE VIEW dyads AS
SELECT DISTINCT event, document, source, target, type, status, quad, intensity, day, reciprocal FROM (
    SELECT event, document, source, unnest(recipients) AS target, type, status, quad, intensity, day, reciprocal FROM (
        SELECT id AS event, document, unnest(actor_countries) AS source, recipient_countries AS recipients, type, status,
            quad, intensity, day, reciprocal FROM events
    )
    UNION ALL
    SELECT event, document, source, target, type, status, quad, intensity, day, reciprocal FROM (
        SELECT event, document, source, unnest(parties) AS target, type, status, quad, intensity, day, reciprocal FROM (
            SELECT id AS event, document, unnest(actor_countries) AS source, actor_countries AS parties, type, status,
                quad, intensity, day, reciprocal FROM events WHERE reciprocal
        )
    ) WHERE source <> target
) WHERE source IS NOT NULL AND target IS NOT NULL;

-- Who says so, denies or confirms (`stance`: told, denied, confirmed).
CREATE VIEW sources AS
SELECT id AS event, document, stance, s.name, s.source_kind, s.kind, s.via FROM (
    SELECT id, document, 'told' AS stance, unnest(sources) AS s FROM whole_events
    UNION ALL SELECT id, document, 'denied', unnest(denied_by) FROM whole_events
    UNION ALL SELECT id, document, 'confirmed', unnest(confirmed_by) FROM whole_events
);

CREATE VIEW places AS
SELECT geonameid, place AS name, place_country AS country, admin1, admin2, place_grain AS grain,
    any_value(latitude) AS latitude, any_value(longitude) AS longitude, count(*) AS events
FROM events WHERE place IS NOT NULL GROUP BY ALL;

CREATE VIEW actors AS SELECT a.* FROM raw_actors a SEMI JOIN whole_documents d ON d.id = a.document;
CREATE VIEW attributions AS SELECT a.* FROM raw_attributions a SEMI JOIN whole_documents d ON d.id = a.document;
CREATE VIEW sentences AS
SELECT s.document, s."index", substr(d.text, s."start" + 1, s."end" - s."start") AS text, s."start", s."end"
FROM raw_sentences s JOIN whole_documents d ON d.id = s.document;
CREATE VIEW rejections AS SELECT * FROM raw_rejections;
CREATE VIEW runs AS SELECT * FROM raw_runs;
