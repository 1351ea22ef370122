SELECT e.id, [e.type] AS event, strftime(e.day, '%Y-%m-%d') AS "date", strftime(e.day_end, '%Y-%m-%d') AS enddate,
    list_transform(e.actors, lambda p: plover_entity(p)) AS actor,
    list_transform(e.recipients, lambda p: plover_entity(p)) AS recipient,
    list_concat(e.modes, CASE e.status WHEN 'planned' THEN ['future'] WHEN 'possible' THEN ['hypothetical']
        WHEN 'negated' THEN ['negation'] ELSE [] END) AS mode,
    e.contexts AS context, e.quad AS quad_code, e.intensity AS event_scale, [e.trigger_text] AS "event_text",
    e.sentence_text AS text, {sequence: e.sentence, start: e.trigger_start, "end": e.trigger_end} AS text_info,
    CASE WHEN e.place IS NOT NULL THEN {resolved_place: e.place, geonameid: e.geonameid, lat: e.latitude,
        lon: e.longitude, district: e.admin2, province: e.admin1, country: country_name(e.place_country),
        country_code: e.place_country, resolution: CASE e.place_grain WHEN 'point' THEN 5 WHEN 'city' THEN 4
        WHEN 'district' THEN 3 WHEN 'province' THEN 2 WHEN 'country' THEN 1 END} END AS event_loc,
    e.status, e.sources, e.denied_by, e.confirmed_by, e.cameo, e.confidence,
    {corpus: 'dragoman', url: e.url, title: e.title, "language": e.language, publication: e.publisher,
        "date": strftime(e.published, '%Y-%m-%d')} AS cite_info,
    e.engine AS coder, getvariable('version') AS "version"
FROM whole_reports e JOIN chosen c USING (id)
ORDER BY e.day NULLS LAST, e.id
