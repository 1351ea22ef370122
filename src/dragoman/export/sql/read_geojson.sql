SELECT f.id, TRY_CAST(f.properties."date" AS DATE) AS day, f.properties.event AS type,
    f.properties.modes::VARCHAR[] AS modes, NULL AS cameo, f.properties.status AS status, f.properties.quad AS quad,
    f.properties.intensity AS intensity, f.properties.actors::VARCHAR[] AS actor_names, f.properties.actor_countries AS actor_countries,
    [] AS actor_sectors, f.properties.recipients::VARCHAR[] AS recipient_names,
    f.properties.recipient_countries AS recipient_countries,
    [] AS recipient_sectors, f.properties.place AS place, f.properties.country AS place_country,
    f.geometry.coordinates[2] AS latitude, f.geometry.coordinates[1] AS longitude, f.properties.publisher AS publisher,
    NULL AS published, f.properties.url AS url
FROM (SELECT unnest(features) AS f FROM file)
