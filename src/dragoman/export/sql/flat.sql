SELECT e.id, e.document, e.type, array_to_string(e.modes, '; ') AS modes, array_to_string(e.contexts, '; ') AS contexts,
    e.cameo, e.quad, e.intensity, e.status, e.contested, e.day, e.date_start, e.date_end, e.date_grain, e.published,
    array_to_string(e.actor_names, '; ') AS actors, listed_or_empty(e.actor_countries) AS actor_countries,
    listed_or_empty(e.actor_sectors) AS actor_sectors, array_to_string(e.recipient_names, '; ') AS recipients,
    listed_or_empty(e.recipient_countries) AS recipient_countries,
    listed_or_empty(e.recipient_sectors) AS recipient_sectors, e.reciprocal, e.place, e.place_country, e.admin1, e.admin2,
    e.latitude, e.longitude, e.place_grain, e.geonameid, array_to_string(e.sources, '; ') AS sources,
    array_to_string(e.denied_by, '; ') AS denied_by, array_to_string(e.confirmed_by, '; ') AS confirmed_by, e.confidence,
    e.rule, e.title, e.publisher, e.url, e.language, e.sentence_text, e.trigger_text
FROM whole_reports e JOIN chosen c USING (id)
ORDER BY e.day NULLS LAST, e.id
