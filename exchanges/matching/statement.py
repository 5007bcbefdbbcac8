"""The one statement that finds and scores, in both directions: what could serve these requests.

Each share is between 0 and 1; a part has as many points as its weight times its share, rounded.
Only what everybody may read counts: no draft, no declined or still hidden invitation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exchanges.models.on_offer import OFFERS, SHEETS, TAKES_A_PLACE

# What can be proposed, one branch each: kind, id, organization, ways and languages of work, sheet,
# block, exchanges a year. What is on offer is said in ``models.on_offer``.
OFFERED = f"""
    SELECT 'offer' AS kind, offer.id, offer.organization_id, offer.instruments::text[] AS ways,
        CASE WHEN offer.languages = '{{}}' THEN o.languages ELSE offer.languages END::text[] AS
            languages,
        offer.experience_id, offer.block_id, offer.capacity
    FROM ({OFFERS}) offer JOIN members_organization o ON o.id = offer.organization_id
    WHERE true
"""  # noqa: S608 - made of constants, as all statements here
SHARED_SHEETS = f"""
    SELECT 'sheet' AS kind, sheet.id, sheet.organization_id, NULL::text[] AS ways,
        CASE WHEN sheet.exchange_languages = '{{}}' THEN o.languages ELSE sheet.exchange_languages
            END::text[] AS languages,
        sheet.id AS experience_id, NULL::bigint AS block_id,
        coalesce(sheet.exchange_capacity, 32767) AS capacity
    FROM ({SHEETS}) sheet JOIN members_organization o ON o.id = sheet.organization_id
    WHERE sheet.id IN (SELECT id FROM sheets UNION SELECT experience_id FROM need)
"""  # noqa: S608
ORGANIZATIONS = """
    SELECT 'organization', o.id, o.id, NULL::text[], o.languages::text[], NULL, NULL, NULL
    FROM members_organization o WHERE o.status = 'approved'
"""
# The themes of each: and of what a request starts from, whatever its themes.
THEMED = {
    OFFERED: """
    SELECT fits.need, fits.wanted, fits.worth, 'offer' AS kind, themed.content_object_id AS id
    FROM fits JOIN exchanges_themedoffer themed ON themed.tag_id = fits.said
    UNION ALL
    SELECT need.id, 0, 0.0, 'offer', need.offer_id FROM need WHERE need.offer_id IS NOT NULL
    UNION ALL
    SELECT need.id, 0, 0.0, 'offer', offer.id
    FROM need JOIN exchanges_offer offer ON offer.experience_id = need.experience_id
""",
    SHARED_SHEETS: """
    SELECT need, wanted, worth, 'sheet' AS kind, id FROM sheets WHERE available_for_exchange
    UNION ALL
    SELECT need.id, 0, 0.0, 'sheet', need.experience_id
    FROM need WHERE need.experience_id IS NOT NULL
""",
    ORGANIZATIONS: """
    SELECT fits.need, fits.wanted, fits.worth, 'organization', known.content_object_id
    FROM fits JOIN members_knowntheme known ON known.tag_id = fits.said
    UNION ALL
    SELECT need, wanted, worth, 'organization', organization_id FROM sheets
    UNION ALL
    SELECT need.id, 0, 0.0, 'organization', need.start_organization
    FROM need WHERE need.start_organization IS NOT NULL
""",
}

# The themes of a request are met by themselves and what is narrower; what stands beside or above
# them counts half.
STATEMENT = """
WITH weight AS MATERIALIZED (
    SELECT {weights}
),
need AS MATERIALIZED (
    SELECT e.id, e.organization_id, e.populations::text[] AS populations,
        e.instruments::text[] AS ways, sheet.id AS experience_id, block.id AS block_id, e.offer_id,
        coalesce(begun.organization_id, sheet.organization_id) AS start_organization,
        o.country_id AS country,
        (SELECT count(*) FROM {asked_about} themed
            WHERE themed.content_object_id = e.id) AS themes,
        CASE WHEN e.languages = '{{}}' THEN o.languages ELSE e.languages END::text[] AS languages
    FROM {asking} e
    JOIN members_organization o ON o.id = e.organization_id
    LEFT JOIN exchanges_offer begun ON begun.id = e.offer_id
    LEFT JOIN experiences_experience sheet
        ON sheet.id = e.experience_id AND sheet.status = 'published'
    LEFT JOIN experiences_block block
        ON block.id = e.block_id AND block.experience_id = sheet.id
    WHERE {which}
),
wanted AS MATERIALIZED (
    SELECT need.id AS need, theme.id, theme.parent_id
    FROM need
    JOIN {asked_about} themed ON themed.content_object_id = need.id
    JOIN community_theme theme ON theme.id = themed.tag_id
),
fits AS MATERIALIZED (
    SELECT need, id AS wanted, id AS said, 1.0 AS worth FROM wanted
    UNION ALL
    SELECT wanted.need, wanted.id, narrower.id, 1.0
    FROM wanted JOIN community_theme narrower ON narrower.parent_id = wanted.id
    UNION ALL
    SELECT need, id, parent_id, 0.5 FROM wanted WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT wanted.need, wanted.id, beside.id, 0.5
    FROM wanted JOIN community_theme beside
        ON beside.parent_id = wanted.parent_id AND beside.id <> wanted.id
),
sheets AS MATERIALIZED (
    SELECT fits.need, fits.wanted, fits.worth, sheet.id, sheet.organization_id, sheet.start_year,
        sheet.populations, sheet.available_for_exchange,
        0.6 * CASE sheet.maturity WHEN 'institutionalized' THEN 1.0 WHEN 'good-practice' THEN 0.75
            WHEN 'promising' THEN 0.5 ELSE 0.25 END
        + 0.4 * CASE sheet.evidence WHEN 'impact' THEN 1.0 WHEN 'review' THEN 1.0
            WHEN 'evaluation' THEN 0.75 WHEN 'monitoring' THEN 0.5 WHEN 'opinion' THEN 0.25
            ELSE 0.0 END AS proven
    FROM fits
    JOIN experiences_themedexperience themed ON themed.tag_id = fits.said
    JOIN experiences_experience sheet ON sheet.id = themed.content_object_id
    WHERE sheet.status = 'published' AND {whose}
),
proof AS MATERIALIZED (
    SELECT need, organization_id, max(proven) AS proven,
        min(start_year) FILTER (WHERE worth = 1) AS since,
        (array_agg(id ORDER BY proven DESC, worth DESC, start_year, id))[1] AS sheet,
        array_agg(DISTINCT one) AS populations
    FROM sheets LEFT JOIN LATERAL unnest(populations::text[]) one ON true
    GROUP BY need, organization_id
),
proposal AS MATERIALIZED ({proposals}),
best AS (
    SELECT need, wanted, kind, id, max(worth) AS worth FROM ({themed}) met
    GROUP BY need, wanted, kind, id
),
met AS MATERIALIZED (
    SELECT need, kind, id, sum(worth) AS worth,
        coalesce(array_agg(wanted ORDER BY wanted) FILTER (WHERE worth = 1), '{{}}') AS shared,
        coalesce(array_agg(wanted ORDER BY wanted) FILTER (WHERE worth = 0.5), '{{}}') AS near
    FROM best GROUP BY need, kind, id
),
-- What everybody can read of who was asked, and how it shared before.
shared AS MATERIALIZED (
    SELECT party.organization_id,
        count(DISTINCT e.id) FILTER (WHERE party.asked_at >= %(a_year_ago)s) AS asked,
        array_agg(DISTINCT way) FILTER (WHERE way IS NOT NULL AND party.state = 'accepted'
            AND e.status IN ('running', 'reporting', 'completed', 'closed')) AS ways
    FROM exchanges_party party
    JOIN exchanges_exchange e ON e.id = party.exchange_id
    LEFT JOIN LATERAL unnest(e.instruments::text[]) way ON true
    WHERE party.role IN ('first-provider', 'second-provider', 'facilitator')
        AND e.opened_at IS NOT NULL AND e.status NOT IN ('draft', 'submitted', 'returned')
        AND (party.state = 'accepted'
            OR (party.state = 'invited' AND e.status IN ('open', 'shaping', 'agreed')))
        AND {asked}
    GROUP BY party.organization_id
),
-- Joined here, where the planner knows how many there are: below it takes them for one.
helper AS MATERIALIZED (
    SELECT proposal.*, coalesce(proposal.ways, shared.ways, '{{}}') AS known_ways,
        coalesce(shared.asked, 0) AS asked, o.country_id AS country
    FROM proposal
    JOIN members_organization o ON o.id = proposal.organization_id
    LEFT JOIN shared ON shared.organization_id = proposal.organization_id
    WHERE o.country_id IS NULL OR NOT o.country_id = ANY (%(not_of)s::text[])
),
present AS MATERIALIZED (
    SELECT party.exchange_id, party.organization_id
    FROM exchanges_party party JOIN need ON need.id = party.exchange_id
    WHERE party.organization_id IS NOT NULL
),
-- Each proposal beside each need, with its facts.
facts AS MATERIALIZED (
    SELECT need.id AS need, helper.kind, helper.id, helper.organization_id,
        met.worth / greatest(need.themes, 1) AS theme, met.shared, met.near,
        CASE
            WHEN helper.kind = 'offer' AND helper.id = need.offer_id THEN 1.0
            WHEN helper.block_id <> need.block_id THEN 0.5
            WHEN helper.experience_id = need.experience_id THEN 1.0
            WHEN need.offer_id IS NULL AND helper.kind = 'organization'
                AND helper.organization_id = need.start_organization THEN 1.0
            WHEN helper.organization_id = need.start_organization THEN 0.5
            ELSE 0.0 END AS start,
        CASE WHEN helper.block_id = need.block_id THEN need.block_id END AS block,
        ARRAY(SELECT one FROM unnest(need.populations) one
            WHERE one = ANY (proof.populations)) AS populations,
        cardinality(need.populations) AS populations_wanted,
        ARRAY(SELECT way FROM unnest(need.ways) way WHERE way = ANY (helper.known_ways)) AS ways,
        cardinality(need.ways) AS ways_wanted,
        cardinality(need.ways) > 0 AND cardinality(helper.known_ways) > 0 AND (
            (need.ways && %(virtual)s::text[] AND helper.known_ways && %(virtual)s::text[])
            OR (NOT need.ways <@ %(virtual)s::text[]
                AND NOT helper.known_ways <@ %(virtual)s::text[])
        ) AS same_mode,
        ARRAY(SELECT word FROM unnest(need.languages) word
            WHERE word = ANY (helper.languages)) AS languages,
        coalesce((%(likeness)s::jsonb ->> {far})::numeric, 0.0) AS context,
        coalesce(proof.proven, 0.0) AS proven, proof.since, proof.sheet,
        helper.asked,
        CASE helper.kind
            WHEN 'offer' THEN helper.capacity > (
                SELECT count(*) FROM exchanges_exchange led
                WHERE led.offer_id = helper.id AND {takes_a_place}
            )
            WHEN 'sheet' THEN helper.capacity > (
                SELECT count(*) FROM exchanges_exchange led
                WHERE led.experience_id = helper.id AND led.offer_id IS NULL AND {takes_a_place}
            )
        END AS has_room
    FROM met
    JOIN need ON need.id = met.need
    JOIN helper ON helper.kind = met.kind AND helper.id = met.id
    LEFT JOIN proof ON proof.need = need.id AND proof.organization_id = helper.organization_id
    WHERE helper.organization_id <> need.organization_id
        AND (need.id, helper.organization_id) NOT IN (
            SELECT exchange_id, organization_id FROM present
        )
),
scored AS MATERIALIZED (
    SELECT facts.*,
        round(weight.theme * facts.theme)::int AS theme_points,
        round(weight.start * facts.start)::int AS start_points,
        round(weight.populations * cardinality(facts.populations)
            / greatest(facts.populations_wanted, 1.0))::int AS populations_points,
        round(weight.way * (0.7 * cardinality(facts.ways) / greatest(facts.ways_wanted, 1.0)
            + CASE WHEN facts.same_mode THEN 0.3 ELSE 0.0 END))::int AS way_points,
        round(weight.language * least(cardinality(facts.languages), 1.0))::int AS language_points,
        round(weight.context * facts.context)::int AS context_points,
        round(weight.proof * facts.proven)::int AS proof_points,
        round(weight.fairness * (CASE WHEN facts.has_room THEN 0.4 ELSE 0.0 END
            + CASE facts.asked WHEN 0 THEN 0.6 WHEN 1 THEN 0.4 WHEN 2 THEN 0.2 ELSE 0.0 END))::int
            AS fairness_points
    FROM facts CROSS JOIN weight
),
one_each AS (
    SELECT DISTINCT ON (need, organization_id) *, {total} AS score
    FROM scored
    ORDER BY need, organization_id, score DESC, block IS NULL, kind = 'organization', kind, id
)
SELECT * FROM one_each ORDER BY score DESC, asked, organization_id, need LIMIT %(most)s
"""
# What asks: the requests that are kept, or the one that somebody is writing, as it is typed.
KEPT = {"asking": "exchanges_exchange", "asked_about": "exchanges_themedexchange"}
TYPED = {
    "asking": """(
        SELECT %(exchange)s::bigint AS id, %(typed_organization)s::bigint AS organization_id,
            %(typed_populations)s::text[] AS populations,
            %(typed_instruments)s::text[] AS instruments,
            %(typed_languages)s::text[] AS languages,
            %(typed_experience)s::bigint AS experience_id, %(typed_block)s::bigint AS block_id,
            %(typed_offer)s::bigint AS offer_id
    )""",
    "asked_about": """(
        SELECT %(exchange)s::bigint AS content_object_id,
            unnest(%(typed_themes)s::bigint[]) AS tag_id
    )""",
}
THE_ONE = "SELECT * FROM ({}) one WHERE one.id = %(one)s"
PARTS = ("theme", "start", "populations", "way", "language", "context", "proof", "fairness")


def for_requests(which: str, sources: Sequence[str], asks: Mapping[str, str] = KEPT) -> str:
    """What of ``sources`` could serve ``which`` requests of those that ask."""
    proposals = " UNION ALL ".join(sources)
    themed = " UNION ALL ".join(THEMED[source] for source in sources)
    given = {"whose": "true", "asked": "true", "far": "helper.country"}
    return _filled(which, proposals, themed, **given, **asks)


def for_one(source: str, which: str) -> str:
    """Which requests ``%(one)s`` of ``source`` and of ``%(organization)s`` could serve."""
    return _filled(
        which,
        THE_ONE.format(source),
        THE_ONE.format(THEMED[source]),
        whose="sheet.organization_id = %(organization)s",
        asked="party.organization_id = %(organization)s",
        far="need.country",
        **KEPT,
    )


def _filled(which: str, proposals: str, themed: str, **given: str) -> str:
    """Its conditions come from this module and its callers, never from a reader."""
    return STATEMENT.format(
        weights=", ".join(f"%({part})s::numeric AS {part}" for part in PARTS),
        which=which,
        proposals=proposals,
        themed=themed,
        total=" + ".join(f"{part}_points" for part in PARTS),
        takes_a_place=TAKES_A_PLACE,
        **given,
    )
