SELECT number_of(id || '/' || number), strftime(day, '%Y-%m-%d'), plain(coalesce(nullif(one.name, ''), one.text)),
    icews_sectors(one), country_name(one.country), label, event_code, goldstein,
    plain(coalesce(nullif(other.name, ''), other.text)), icews_sectors(other), country_name(other.country),
    number_of(document), sentence + 1, plain(publisher),
    CASE WHEN place_grain IN ('city', 'point') THEN plain(place) END, plain(admin2), plain(admin1),
    country_name(place_country), latitude, longitude
FROM pairs ORDER BY day NULLS LAST, id, number
