SELECT f.GLOBALEVENTID AS id, TRY_CAST(TRY_STRPTIME(f.SQLDATE, '%Y%m%d') AS DATE) AS day, c.plover_event AS type,
    list_filter(string_split(coalesce(c.plover_mode, ''), ';'), lambda m: m <> '') AS modes, f.EventCode AS cameo,
    NULL AS status, TRY_CAST(f.QuadClass AS INTEGER) AS quad, TRY_CAST(f.GoldsteinScale AS DOUBLE) AS intensity,
    CASE WHEN nullif(f.Actor1Name, '') IS NULL THEN [] ELSE [f.Actor1Name] END AS actor_names, CASE WHEN nullif(a.iso3, '') IS NULL THEN [] ELSE [a.iso3] END AS actor_countries,
    list_filter([Actor1Type1Code, Actor1Type2Code, Actor1Type3Code], lambda v: v <> '') AS actor_sectors,
    CASE WHEN nullif(f.Actor2Name, '') IS NULL THEN [] ELSE [f.Actor2Name] END AS recipient_names, CASE WHEN nullif(b.iso3, '') IS NULL THEN [] ELSE [b.iso3] END AS recipient_countries,
    list_filter([Actor2Type1Code, Actor2Type2Code, Actor2Type3Code], lambda v: v <> '') AS recipient_sectors,
    f.ActionGeo_FullName AS place, p.iso3 AS place_country, TRY_CAST(f.ActionGeo_Lat AS DOUBLE) AS latitude,
    TRY_CAST(f.ActionGeo_Long AS DOUBLE) AS longitude,
    regexp_extract(f.SOURCEURL, '^[a-z]+://(?:www\.)?([^/:]+)', 1) AS publisher,
    TRY_CAST(TRY_STRPTIME(left(f.DATEADDED, 8), '%Y%m%d') AS DATE) AS published, f.SOURCEURL AS url
FROM file f LEFT JOIN code c ON c.code = f.EventCode
    LEFT JOIN by_cameo a ON a.key = f.Actor1CountryCode LEFT JOIN by_cameo b ON b.key = f.Actor2CountryCode
    LEFT JOIN by_fips p ON p.key = f.ActionGeo_CountryCode
