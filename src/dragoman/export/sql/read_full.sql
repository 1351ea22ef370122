SELECT id, TRY_CAST(day AS DATE) AS day, type, modes::VARCHAR[] AS modes, cameo::VARCHAR AS cameo, status, quad, intensity,
    actor_names::VARCHAR[] AS actor_names, list_filter(actor_countries::VARCHAR[], lambda v: v IS NOT NULL) AS actor_countries,
    list_filter(actor_sectors::VARCHAR[], lambda v: v IS NOT NULL) AS actor_sectors, recipient_names::VARCHAR[] AS recipient_names,
    list_filter(recipient_countries::VARCHAR[], lambda v: v IS NOT NULL) AS recipient_countries,
    list_filter(recipient_sectors::VARCHAR[], lambda v: v IS NOT NULL) AS recipient_sectors, place, place_country,
    latitude, longitude, publisher, TRY_CAST(published AS DATE) AS published, url
FROM file
