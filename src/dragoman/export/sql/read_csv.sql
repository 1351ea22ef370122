SELECT id, TRY_CAST(day AS DATE) AS day, type, list_filter(string_split(coalesce(modes, ''), '; '), lambda v: v <> '') AS modes, cameo, status, TRY_CAST(quad AS INTEGER) AS quad,
    TRY_CAST(intensity AS DOUBLE) AS intensity, list_filter(string_split(coalesce(actors, ''), '; '), lambda v: v <> '') AS actor_names,
    list_filter(string_split(coalesce(actor_countries, ''), '; '), lambda v: v <> '') AS actor_countries,
    list_filter(string_split(coalesce(actor_sectors, ''), '; '), lambda v: v <> '') AS actor_sectors,
    list_filter(string_split(coalesce(recipients, ''), '; '), lambda v: v <> '') AS recipient_names,
    list_filter(string_split(coalesce(recipient_countries, ''), '; '), lambda v: v <> '') AS recipient_countries,
    list_filter(string_split(coalesce(recipient_sectors, ''), '; '), lambda v: v <> '') AS recipient_sectors, place, place_country,
    TRY_CAST(latitude AS DOUBLE) AS latitude, TRY_CAST(longitude AS DOUBLE) AS longitude, publisher,
    TRY_CAST(published AS DATE) AS published, url
FROM file
