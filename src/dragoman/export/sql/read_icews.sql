SELECT f."Event ID" AS id, TRY_CAST(f."Event Date" AS DATE) AS day, c.plover_event AS type,
    list_filter(string_split(coalesce(c.plover_mode, ''), ';'), lambda m: m <> '') AS modes, f."CAMEO Code" AS cameo,
    NULL AS status, getvariable('gdelt_quads')[left(f."CAMEO Code", 2)]::INTEGER AS quad,
    TRY_CAST(f."Intensity" AS DOUBLE) AS intensity,
    CASE WHEN nullif(f."Source Name", '') IS NULL THEN [] ELSE [f."Source Name"] END AS actor_names, CASE WHEN nullif(a.iso3, '') IS NULL THEN [] ELSE [a.iso3] END AS actor_countries,
    string_split(coalesce(f."Source Sectors", ''), ',') AS actor_sectors,
    CASE WHEN nullif(f."Target Name", '') IS NULL THEN [] ELSE [f."Target Name"] END AS recipient_names, CASE WHEN nullif(b.iso3, '') IS NULL THEN [] ELSE [b.iso3] END AS recipient_countries,
    string_split(coalesce(f."Target Sectors", ''), ',') AS recipient_sectors,
    coalesce(nullif(f."City", ''), nullif(f."District", ''), nullif(f."Province", ''), f."Country") AS place,
    p.iso3 AS place_country, TRY_CAST(f."Latitude" AS DOUBLE) AS latitude, TRY_CAST(f."Longitude" AS DOUBLE) AS longitude,
    f."Publisher" AS publisher, NULL AS published, NULL AS url
FROM file f LEFT JOIN code c ON c.code = coalesce((SELECT k.code FROM code k WHERE k.code = f."CAMEO Code"),
        left(f."CAMEO Code", 3))
    LEFT JOIN by_name a ON a.key = lower(f."Source Country") LEFT JOIN by_name b ON b.key = lower(f."Target Country")
    LEFT JOIN by_name p ON p.key = lower(f."Country")
