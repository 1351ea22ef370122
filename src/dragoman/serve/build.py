"""The narrow tables that the page counts, as SQL over the store's wide ones, for all articles or for some of them.

Each table is a SELECT over the views `raw_documents`, `raw_sentences`, `raw_events` and `raw_links` and the tables
before it. Filling them for the first time and adding articles later are the same statements; articles that come later
have a higher `num`.
"""

from __future__ import annotations

# The order of events `e` by how sure they are; of several as sure, the first.
SURE = "{'sure': e.confidence, 'first': -e.n}"


def _names(column: str) -> str:
    return f"list_transform({column}, lambda p: coalesce(nullif(p.name, ''), p.text))"


def _codes(column: str, field: str) -> str:
    return f"list_transform({column}, lambda p: p.{field})"


def _known(column: str) -> str:
    return f"list_sort(list_distinct(list_filter({_codes(column, 'country')}, lambda c: c IS NOT NULL)))"


def _said(column: str) -> str:
    return f"list_distinct(list_filter(list_transform({column}, lambda s: s.name), lambda n: n <> ''))"


# The order of events, latest first, as one number: 22 bits of days backwards (undated last), 17 bits of the id, so that
# the order is the same however the events came, 24 bits of a count, so that no two have the same.
PLACE = """((CASE WHEN isfinite(day)
    THEN greatest(0, least(3652060, 3652060 - date_diff('day', DATE '0001-01-01', day))) ELSE 4000000
    END)::BIGINT << 41) | ((hash(id) >> 47)::BIGINT << 24)"""
ORDER = f"({PLACE} | (nextval('event_number') % 16777216))"

DOC = """
SELECT d.id, d.url, d.title, d.publisher, d.authors, d.language, d.published_basis,
    TRY_CAST(d.published.start AS DATE) AS published, TRY_CAST(d.published."end" AS DATE) AS published_end,
    length(d.text) AS characters, nextval('document_number')::INTEGER AS num
FROM raw_documents d ANTI JOIN superseded s ON s.id = d.id"""
EV = f"""
SELECT {ORDER} AS n, * FROM (
    SELECT e.id, e.document, d.num AS doc_num, e.type, e.modes, e.contexts, e.cameo, e.quad::TINYINT AS quad,
        e.intensity::FLOAT AS intensity, e.status, e.reciprocal, e.confidence::FLOAT AS confidence,
        len(e.denied_by) > 0 AS contested,
        TRY_CAST(e."when"."start" AS DATE) AS date_start, TRY_CAST(e."when"."end" AS DATE) AS date_end,
        e."when".grain AS grain, d.published,
        coalesce(TRY_CAST(e."when"."start" AS DATE), TRY_CAST(e."when"."end" AS DATE), d.published) AS day,
        e."when"."start" IS NOT NULL OR e."when"."end" IS NOT NULL AS dated,
        {_names("e.actors")} AS actors, {_codes("e.actors", "country")} AS actor_countries,
        {_codes("e.actors", "sector")} AS actor_sectors,
        {_names("e.recipients")} AS recipients, {_codes("e.recipients", "country")} AS recipient_countries,
        {_codes("e.recipients", "sector")} AS recipient_sectors,
        {_known("e.actors")} AS ac, {_known("e.recipients")} AS rc,
        e."where".name AS place, e."where".country AS place_country, e."where".admin1 AS admin1,
        e."where".latitude::FLOAT AS latitude, e."where".longitude::FLOAT AS longitude, e."where".grain AS place_grain,
        {_said("e.sources")} AS sources, {_said("e.denied_by")} AS denied_by, {_said("e.confirmed_by")} AS confirmed_by,
        d.title, d.publisher, d.url, s.sentence,
        e."trigger"."start" - s."start" AS trigger_start, e."trigger"."end" - s."start" AS trigger_end
    FROM raw_events e JOIN doc d ON d.id = e.document
        LEFT JOIN (
            SELECT s.document, s."index", s."start", substr(d.text, s."start" + 1, s."end" - s."start") AS sentence
            FROM raw_sentences s JOIN raw_documents d ON d.id = s.document
            SEMI JOIN raw_events e ON e.document = s.document AND e.sentence = s."index"
        ) s ON s.document = e.document AND s."index" = e.sentence
)"""
PAIR = """
SELECT n, least(a, b) AS lo, greatest(a, b) AS hi,
    CASE WHEN mutual OR a = b THEN 0 WHEN a < b THEN 1 ELSE -1 END AS way,
    day, quad, intensity, status, type
FROM (
    SELECT DISTINCT n, a, b, mutual, day, quad, intensity, status, type FROM (
        SELECT n, a, unnest(rc) AS b, reciprocal AS mutual, day, quad, intensity, status, type
        FROM (SELECT *, unnest(ac) AS a FROM ev WHERE len(rc) > 0 AND {which})
        UNION ALL
        SELECT n, a, b, true AS mutual, day, quad, intensity, status, type FROM (
            SELECT *, unnest(ac) AS b FROM (
                SELECT *, unnest(ac) AS a FROM ev WHERE reciprocal AND len(ac) > 1 AND {which}))
        WHERE a < b
    )
) ORDER BY lo, hi, day DESC"""
LINK = "SELECT DISTINCT ON (event) event, episode FROM raw_links"
MEMBER = """
SELECT e.n, coalesce(l.episode, left(sha256(concat_ws('|', e.type,
        list_sort(list_distinct(list_concat(e.ac, e.rc)))::VARCHAR,
        CASE WHEN e.date_start = e.date_end THEN e.date_start::VARCHAR
        WHEN e.dated THEN concat(e.date_start, '/', e.date_end)
        ELSE 'week ' || date_trunc('week', e.published)::VARCHAR END,
        CASE WHEN len(e.ac) + len(e.rc) = 0 THEN e.id ELSE '' END)), 16)) AS episode
FROM (SELECT * FROM ev WHERE {which}) e LEFT JOIN link l ON l.event = e.id"""
EPISODE = f"""
SELECT m.episode AS id, count(*)::INTEGER AS reports, count(DISTINCT e.doc_num)::INTEGER AS articles,
    count(DISTINCT e.publisher)::INTEGER AS outlets, arg_max(e.n, {SURE}) AS best,
    min(e.date_start) AS date_start, max(e.date_end) AS date_end, max(e.day) AS day, bool_or(e.contested) AS contested,
    count(*) FILTER (e.status IN ('alleged', 'denied'))::INTEGER AS claimed
FROM member m JOIN ev e ON e.n = m.n"""
# Names with the number of their events, which may be told in several rows: later ones add to or take from the first.
ACTOR_NAME = """
SELECT name, country, {sign} count(*) AS events FROM (
    SELECT unnest(actors) AS name, unnest(actor_countries) AS country FROM ev WHERE {which}
    UNION ALL SELECT unnest(recipients), unnest(recipient_countries) FROM ev WHERE {which}) GROUP BY ALL"""
FACET = """
SELECT 'outlets' AS kind, publisher AS name, {sign} count(*) AS events FROM ev
    WHERE publisher <> '' AND {which} GROUP BY 2
UNION ALL SELECT 'sources', unnest(sources) AS name, {sign} count(*) FROM ev WHERE {which} GROUP BY 2
UNION ALL SELECT 'countries_seen', unnest(list_distinct(list_concat(ac, rc))) AS name, {sign} count(*) FROM ev
    WHERE {which} GROUP BY 2"""
EVERY = "true"
# What the first filling makes, in order, and how far the page is after each: see `STAGES`.
TABLES = {
    "doc": DOC,
    "ev": EV,
    "facet": FACET.format(sign="", which=EVERY),
    "pair": PAIR.format(which=EVERY),
    "actor_name": ACTOR_NAME.format(sign="", which=EVERY),
    "link": LINK,
    "member": MEMBER.format(which=EVERY),
    "episode": f"{EPISODE} GROUP BY m.episode",
}
STAGES = ("facet", "actor_name", "episode")  # the tables with which events, pairs and episodes can be asked for
SEQUENCES = "CREATE SEQUENCE event_number; CREATE SEQUENCE document_number;"
