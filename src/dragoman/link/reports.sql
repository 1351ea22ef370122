-- The reports that linking compares: one row for each event as one article tells it, without its words.
-- In: `fresh_document(document)`, `fresh_event(event)`, the views of the store. Out: `report`.
-- canon: the order of reports. first_day, last_day: when the event may have been; for one without a usable date of its own
-- (`dated` false) the days around publication.

CREATE OR REPLACE TEMP MACRO countries(codes) AS
    list_filter(string_split(codes, ' '), lambda c: len(c) = 3 AND c[1] <> '.');

CREATE OR REPLACE TEMP TABLE told AS
SELECT id, document, published, type, quad, status, sentence, date_start, date_end, actor_codes, recipient_codes,
    place_grain, geonameid,
    document IN (SELECT document FROM fresh_document) OR id IN (SELECT event FROM fresh_event) AS fresh,
    coalesce(date_start, date_end) AS s, coalesce(date_end, date_start) AS t
FROM events;

CREATE OR REPLACE TEMP TABLE report AS
SELECT id, document, published, type, quad, status, fresh, coalesce(t - s <= 62, false) AS dated,
    CASE WHEN t - s <= 62 THEN s WHEN status = 'planned' THEN published ELSE published - 2 END AS first_day,
    CASE WHEN t - s <= 62 THEN t WHEN status = 'planned' THEN published + 14 ELSE published END AS last_day,
    countries(actor_codes) AS who, countries(recipient_codes) AS whom,
    CASE WHEN place_grain IN ('point', 'city', 'district') THEN geonameid END AS place,
    concat_ws(' ', coalesce(published, DATE '9999-12-31'), document, lpad(sentence::VARCHAR, 6, '0'), id) AS canon
FROM told;
