-- One row for each episode, in the columns of `reported`: the fullest of its reports, with what all of them tell together.
-- Made where `dragoman link` has run.

CREATE VIEW happened AS
SELECT r.* REPLACE (p.type AS type, p.status AS status, p.contested AS contested, p.date_start AS date_start,
        p.date_end AS date_end, p.date_grain AS date_grain, coalesce(p.date_start, p.first_published) AS day,
        coalesce(p.date_end, p.first_published) AS day_end, p.place AS place, p.place_country AS place_country,
        p.admin1 AS admin1, p.geonameid AS geonameid, p.latitude AS latitude, p.longitude AS longitude,
        p.place_grain AS place_grain),
    p.id AS episode, p.reports, p.articles, p.outlets, p.witnesses
FROM reported r JOIN episodes p ON p.best = r.id;
