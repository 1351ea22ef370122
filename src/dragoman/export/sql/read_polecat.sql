SELECT "Event ID" AS id, TRY_CAST(nullif(nullif("Event Date", 'None'), '') AS DATE) AS day, "Event Type" AS type,
    list_filter(string_split(coalesce(nullif("Event Mode", 'None'), ''), '; '), lambda v: v NOT IN ('', 'None')) AS modes, NULL AS cameo, NULL AS status,
    CASE upper("Quad Code") WHEN 'VERBAL COOPERATION' THEN 1 WHEN 'MATERIAL COOPERATION' THEN 2
        WHEN 'VERBAL CONFLICT' THEN 3 WHEN 'MATERIAL CONFLICT' THEN 4 ELSE TRY_CAST("Quad Code" AS INTEGER) END AS quad,
    TRY_CAST("Intensity" AS DOUBLE) AS intensity,
    list_filter(string_split(coalesce(nullif("Actor Name", 'None'), ''), '; '), lambda v: v NOT IN ('', 'None')) AS actor_names,
    list_transform(list_filter(string_split(coalesce(nullif("Actor Country", 'None'), ''), '; '), lambda v: v NOT IN ('', 'None')), lambda c: CASE c WHEN 'KOS' THEN 'XKX' ELSE c END) AS actor_countries,
    list_filter(string_split(coalesce(nullif("Primary Actor Sector", 'None'), ''), '; '), lambda v: v NOT IN ('', 'None')) AS actor_sectors,
    list_filter(string_split(coalesce(nullif("Recipient Name", 'None'), ''), '; '), lambda v: v NOT IN ('', 'None')) AS recipient_names,
    list_transform(list_filter(string_split(coalesce(nullif("Recipient Country", 'None'), ''), '; '), lambda v: v NOT IN ('', 'None')), lambda c: CASE c WHEN 'KOS' THEN 'XKX' ELSE c END) AS recipient_countries,
    list_filter(string_split(coalesce(nullif("Primary Recipient Sector", 'None'), ''), '; '), lambda v: v NOT IN ('', 'None')) AS recipient_sectors,
    nullif(nullif("Placename", 'None'), '') AS place, list_transform([nullif(nullif("Country", 'None'), '')], lambda c: CASE c WHEN 'KOS' THEN 'XKX' ELSE c END)[1] AS place_country,
    TRY_CAST("Latitude" AS DOUBLE) AS latitude, TRY_CAST("Longitude" AS DOUBLE) AS longitude,
    nullif(nullif("Source", 'None'), '') AS publisher, TRY_CAST(nullif(nullif("Publication Date", 'None'), '') AS DATE) AS published, NULL AS url
FROM file
