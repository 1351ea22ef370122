SELECT id::VARCHAR AS id, TRY_CAST("date" AS DATE) AS day, event[1] AS type,
    list_filter(mode::VARCHAR[], lambda m: m NOT IN ('future', 'hypothetical', 'negation')) AS modes,
    cameo::VARCHAR AS cameo, status, quad_code AS quad, event_scale AS intensity,
    list_filter(list_transform(coalesce(actor, []), lambda p: p.entity_name::VARCHAR), lambda v: v IS NOT NULL) AS actor_names,
    list_filter(list_transform(coalesce(actor, []), lambda p: p.code::VARCHAR), lambda v: v IS NOT NULL) AS actor_countries,
    list_filter(list_transform(coalesce(actor, []), lambda p: p.sector::VARCHAR), lambda v: v IS NOT NULL) AS actor_sectors,
    list_filter(list_transform(coalesce(recipient, []), lambda p: p.entity_name::VARCHAR), lambda v: v IS NOT NULL) AS recipient_names,
    list_filter(list_transform(coalesce(recipient, []), lambda p: p.code::VARCHAR), lambda v: v IS NOT NULL) AS recipient_countries,
    list_filter(list_transform(coalesce(recipient, []), lambda p: p.sector::VARCHAR), lambda v: v IS NOT NULL) AS recipient_sectors,
    event_loc.resolved_place AS place, event_loc.country_code AS place_country, event_loc.lat AS latitude,
    event_loc.lon AS longitude, cite_info.publication AS publisher, TRY_CAST(cite_info."date" AS DATE) AS published,
    cite_info.url AS url
FROM file
