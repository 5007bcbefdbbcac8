"""What the index says of a sheet: one piece of SQL for all the migrations that change a part of it.

``entries()`` is what ``0006_search_at_scale`` made; later ones fill its gaps. Do not change what it
gives for them: what was applied once is what a new database gets.
"""

IN_FOUR = """
    to_tsvector(portal_config('en'), {0}en) || to_tsvector(portal_config('es'), {0}es)
    || to_tsvector(portal_config('pt'), {0}pt) || to_tsvector(portal_config('fr'), {0}fr)
"""


def entries(
    create: str = "CREATE OR REPLACE",
    *,
    parts: str = "",
    joins: str = "",
    vector: str = "",
    head: str = "",
    title: str = "",
    words: str = "",
) -> str:
    """``parts`` and ``joins`` bring rows beside a sheet, the others what they add to its entry.

    A text is cut where it would make a vector too large to be stored; forms allow less.
    """
    return f"""
{create} FUNCTION experiences_entries(ids bigint[])
RETURNS TABLE (
    experience_id bigint, vector tsvector, head tsvector, title tsvector, title_key text,
    facets int[], words text[], quality double precision, lessons int, published_at timestamptz
)
-- Nobody knows beforehand whether it is one sheet or a thousand: hashing suits both.
LANGUAGE sql STABLE SET enable_nestloop = off AS $$
    WITH sheet AS MATERIALIZED (
        SELECT e.*, portal_config(e.language) AS config FROM experiences_experience e
        WHERE e.id = ANY (ids) AND e.status = 'published'
    ), held AS MATERIALIZED (
        SELECT f.experience_id, f.kind, f.value FROM experiences_facets(ids) f
    ), facet AS MATERIALIZED (
        SELECT held.experience_id, array_agg(f.id ORDER BY f.id)::int[] AS ids
        FROM held JOIN experiences_facet f ON f.kind = held.kind AND f.value = held.value
        GROUP BY held.experience_id
    ), theme AS MATERIALIZED (
        SELECT t.id::text AS value, format('''theme:%s'':1', t.id)::tsvector AS concept,
            {IN_FOUR.format("t.label_")} AS labels,
            concat_ws(' ', t.label_en, t.label_es, t.label_pt, t.label_fr) AS words
        FROM community_theme t
        WHERE t.id IN (SELECT value::bigint FROM held WHERE kind = 'theme')
    ), known AS MATERIALIZED (
        SELECT held.experience_id, experiences_joined(theme.labels || theme.concept ORDER BY value) AS labels,
            string_agg(theme.words, ' ' ORDER BY value) AS words
        FROM held JOIN theme USING (value) WHERE held.kind = 'theme' GROUP BY held.experience_id
    ), country AS MATERIALIZED (
        SELECT c.iso2 AS value, {IN_FOUR.format("c.name_")} AS names,
            to_tsvector(portal_config(''), array_to_string(c.groupings, ' ')) || coalesce((
                SELECT experiences_joined({IN_FOUR.format("r.")} ORDER BY r.code) FROM experiences_regions r
                WHERE r.code = c.subregion OR r.code = ANY (c.groupings) OR (r.code = 'SIDS'
                    AND (c.subregion = 'caribbean' OR 'CARICOM' = ANY (c.groupings)))
            ), '') AS regions,
            concat_ws(' ', c.name_en, c.name_es, c.name_pt, c.name_fr) AS words
        FROM members_country c WHERE c.iso2 IN (SELECT value FROM held WHERE kind = 'country')
    ), named AS MATERIALIZED (
        SELECT held.experience_id, experiences_joined(country.names ORDER BY value) AS names,
            experiences_joined(country.regions ORDER BY value) AS regions,
            string_agg(country.words, ' ' ORDER BY value) AS words
        FROM held JOIN country USING (value) WHERE held.kind = 'country' GROUP BY held.experience_id
    ), population AS MATERIALIZED (
        SELECT p.code AS value, {IN_FOUR.format("p.")} AS words FROM experiences_populations p
        WHERE p.code IN (SELECT value FROM held WHERE kind = 'population')
    ), about AS MATERIALIZED (
        SELECT held.experience_id, experiences_joined(population.words ORDER BY value) AS populations
        FROM held JOIN population USING (value) WHERE held.kind = 'population'
        GROUP BY held.experience_id
    ), body AS MATERIALIZED (
        SELECT o.id, spoken.config, to_tsvector(spoken.config, o.name)
                || to_tsvector(portal_config('en'), o.name_en)
                || to_tsvector(portal_config(''), concat_ws(' ', o.name, o.acronym)) AS name,
            concat_ws(' ', o.name, o.name_en) AS words
        FROM (SELECT DISTINCT organization_id AS id, config FROM sheet) AS spoken
        JOIN members_organization o USING (id)
        WHERE o.id = ANY (ARRAY(SELECT organization_id FROM sheet))
    ), keyword AS MATERIALIZED (
        SELECT k.content_object_id AS experience_id, string_agg(tag.name, ' ' ORDER BY tag.id) AS words
        FROM experiences_keywordedexperience k JOIN taggit_tag tag ON tag.id = k.tag_id
        WHERE k.content_object_id = ANY (ids) AND tag.id = ANY (ARRAY(
            SELECT tag_id FROM experiences_keywordedexperience WHERE content_object_id = ANY (ids)
        )) GROUP BY 1
    ), lesson AS MATERIALIZED (
        SELECT l.experience_id, count(*)::int AS number,
            bool_or(l.polarity = 'does-not-work') AS warns,
            left(string_agg(concat_ws(' ', l.claim, l.because, l.holds_where, l.not_where,
                l.do_differently), ' ' ORDER BY l.position, l.id), 60000) AS words
        FROM experiences_lesson l WHERE l.experience_id = ANY (ids) GROUP BY 1
    ), figure AS MATERIALIZED (
        SELECT f.experience_id, bool_or(f.source <> '') AS sourced
        FROM experiences_figure f WHERE f.experience_id = ANY (ids) GROUP BY 1{parts}
    )
    SELECT
        e.id,
        whole.vector || said.concepts,
        setweight(own.title || own.programme, 'A') || setweight(own.summary || own.names, 'B'){head}
            || said.concepts,
        to_tsvector(portal_config(''), e.title){title},
        left(portal_plain(e.title), 160),
        coalesce(facet.ids, '{{}}'),
        ARRAY(
            SELECT word FROM unnest(tsvector_to_array(to_tsvector('portal_words', concat_ws(' ',
                e.title, e.programme, e.summary, e.overview, known.words, named.words, body.words,
                left(e.results, 20000), left(e.problem, 20000), left(e.what_was_done, 20000),
                left(e.what_did_not_work, 20000), lesson.words{words})))) AS word
            WHERE length(word) BETWEEN 4 AND 40
        ),
        0.3 * coalesce(figure.sourced, false)::int + 0.1 * (figure.sourced IS NOT NULL)::int
            + 0.2 * (lesson.number IS NOT NULL)::int
            + 0.2 * (e.what_did_not_work <> '' OR coalesce(lesson.warns, false))::int
            -- by the day of publication, so that the number never has to be computed again
            + 0.02 * (extract(epoch FROM e.published_at) - 1577836800)::double precision / 31557600,
        coalesce(lesson.number, 0),
        e.published_at
    FROM sheet e
    JOIN body ON body.id = e.organization_id AND body.config = e.config
    LEFT JOIN facet ON facet.experience_id = e.id
    LEFT JOIN known ON known.experience_id = e.id
    LEFT JOIN named ON named.experience_id = e.id
    LEFT JOIN about ON about.experience_id = e.id
    LEFT JOIN keyword ON keyword.experience_id = e.id
    LEFT JOIN lesson ON lesson.experience_id = e.id
    LEFT JOIN figure ON figure.experience_id = e.id{joins}
    CROSS JOIN LATERAL (
        SELECT
            to_tsvector(e.config, e.title) || to_tsvector(portal_config(''), e.title) AS title,
            to_tsvector(e.config, e.programme) || to_tsvector(portal_config(''), e.programme)
                AS programme,
            to_tsvector(e.config, e.summary) AS summary,
            to_tsvector(e.config, e.overview) AS overview,
            coalesce(known.labels, '') || coalesce(to_tsvector(e.config, keyword.words), '')
                || coalesce(named.names, '') || body.name AS names
        OFFSET 0
    ) AS own
    CROSS JOIN LATERAL (
        SELECT setweight(own.title || own.programme, 'A')
            || setweight(own.summary || own.overview || own.names, 'B')
            || setweight(coalesce(about.populations, '')
                || to_tsvector(e.config, coalesce(lesson.words, ''))
                || to_tsvector(e.config, left(e.results, 20000)), 'C')
            || to_tsvector(e.config, concat_ws(' ', left(e.problem, 20000),
                left(e.what_was_done, 20000), left(e.what_did_not_work, 20000),
                left(e.conditions_for_transfer, 20000)))
            || setweight(coalesce(named.regions, ''), 'C'){vector} AS vector
        OFFSET 0
    ) AS whole
    CROSS JOIN LATERAL (
        SELECT ts_filter(whole.vector, '{{a}}') AS a, ts_filter(whole.vector, '{{b}}') AS b,
            ts_filter(whole.vector, '{{c}}') AS c
        OFFSET 0
    ) AS places
    CROSS JOIN LATERAL (
        -- the themes that the text speaks of in any of their names, at the best place of each
        SELECT coalesce(string_agg(format('''said:%s'':1%s', theme_id, place), ' '), '')::tsvector
            AS concepts
        FROM (
            SELECT s.theme_id, min(CASE
                WHEN places.a @@ s.phrase THEN 'A' WHEN places.b @@ s.phrase THEN 'B'
                WHEN places.c @@ s.phrase THEN 'C' ELSE 'D' END) AS place
            FROM community_synonym s WHERE whole.vector @@ s.phrase GROUP BY s.theme_id
        ) AS spoken
        OFFSET 0
    ) AS said
$$
"""  # noqa: S608
