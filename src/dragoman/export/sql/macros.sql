-- Words of one line, without the quotation marks that readers of tab-separated files trip over.
CREATE MACRO plain(x) AS trim(regexp_replace(replace(x, '"', ''''), '\s+', ' ', 'g'));
CREATE MACRO told(x) AS coalesce(nullif(x, ''), 'None');
CREATE MACRO listed(x) AS CASE WHEN len(list_filter(x, lambda v: v IS NOT NULL AND v <> '')) = 0 THEN 'None'
    ELSE array_to_string(list_transform(x, lambda v: coalesce(nullif(v, ''), 'None')), '; ') END;
CREATE MACRO listed_or_empty(x) AS CASE WHEN len(list_filter(x, lambda v: v IS NOT NULL)) = 0 THEN ''
    ELSE array_to_string(list_transform(x, lambda v: coalesce(v, '')), '; ') END;
CREATE MACRO number_of(x) AS ('0x' || left(sha256(x), 13))::BIGINT;
CREATE MACRO all_sectors(p) AS list_filter(list_prepend(p.sector, coalesce(p.other_sectors, [])),
    lambda s: s IS NOT NULL);
CREATE MACRO sectors(p) AS array_to_string(all_sectors(p), '|');
CREATE MACRO polecat_country(c) AS CASE c WHEN 'XKX' THEN 'KOS' ELSE c END;
CREATE MACRO country_name(c) AS coalesce(getvariable('names')[c], c);
CREATE MACRO icews_sectors(p) AS array_to_string(list_distinct(list_filter(list_transform(all_sectors(p),
    lambda s: nullif(getvariable('icews_sectors')[s], '')), lambda s: s IS NOT NULL)), ',');
CREATE MACRO cameo_country(c) AS getvariable('cameo_countries')[c];
CREATE MACRO gdelt_types(p) AS list_filter(list_prepend(getvariable('cameo_types')[p.country],
    list_transform(all_sectors(p), lambda s: nullif(getvariable('cameo_sectors')[s], ''))), lambda s: s IS NOT NULL);
CREATE MACRO gdelt_code(p) AS coalesce(cameo_country(p.country), '') || array_to_string(gdelt_types(p)[:3], '');
CREATE MACRO gdelt_event(c) AS coalesce(getvariable('gdelt_codes')[c], c);
CREATE MACRO geo_type(country, grain) AS CASE WHEN country IS NULL AND grain IS NULL THEN 0
    WHEN grain IN ('country', 'region') THEN 1 WHEN grain IN ('province', 'district') THEN CASE country WHEN 'USA' THEN 2
    ELSE 5 END ELSE CASE country WHEN 'USA' THEN 3 ELSE 4 END END;
CREATE MACRO plover_entity(p) AS {code: p.country, sector: p.sector, other_sector_codes: p.other_sectors,
    entity_text: p.text, entity_name: p.name, office: p.role};
