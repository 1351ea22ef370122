-- One row for each pair of an actor and a recipient; the parties of a reciprocal event both ways; a side may be NULL.
SELECT c.mentions, c.outlets, c.articles, r.code AS event_code, r.goldstein, r.label, e.* EXCLUDE (actors, recipients),
    d.publisher, d.url, one, other, number
FROM (
    SELECT *, unnest(pairs).one AS one, unnest(pairs).other AS other, generate_subscripts(pairs, 1) AS number
    FROM (
        SELECT *, list_concat(
            CASE WHEN len(recipients) > 0 OR NOT (reciprocal AND len(actors) > 1) THEN
                flatten(list_transform(coalesce(nullif(actors, []), [NULL]), lambda a:
                    list_transform(coalesce(nullif(recipients, []), [NULL]), lambda b: {one: a, other: b})))
            ELSE [] END,
            CASE WHEN reciprocal THEN
                list_filter(flatten(list_transform(range(1, len(actors) + 1), lambda i:
                    list_transform(range(1, len(actors) + 1), lambda j:
                        CASE WHEN i <> j THEN {one: actors[i], other: actors[j]} END))), lambda p: p IS NOT NULL)
            ELSE [] END) AS pairs
        FROM events SEMI JOIN chosen USING (id)
    )
) e
JOIN chosen c USING (id) JOIN sources_of_events d ON d.id = e.document
JOIN reading r ON r.type = e.type AND r.cameo = e.cameo AND r.status = e.status
ORDER BY e.day NULLS LAST, e.id, number
