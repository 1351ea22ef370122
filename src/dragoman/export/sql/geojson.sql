SELECT to_json({"type": 'Feature', id: e.id,
    geometry: {"type": 'Point', coordinates: [round(e.longitude, 5), round(e.latitude, 5)]},
    properties: {event: e.type, modes: e.modes, status: e.status, quad: e.quad, intensity: e.intensity,
        "date": strftime(e.day, '%Y-%m-%d'), actors: e.actor_names, actor_countries: e.actor_countries,
        recipients: e.recipient_names, recipient_countries: e.recipient_countries, place: e.place,
        country: e.place_country, grain: e.place_grain, sources: e.sources, publisher: e.publisher, url: e.url,
        sentence: e.sentence_text}})::VARCHAR AS feature
FROM whole_reports e JOIN chosen c USING (id)
WHERE e.latitude IS NOT NULL AND e.longitude IS NOT NULL
ORDER BY e.day NULLS LAST, e.id
