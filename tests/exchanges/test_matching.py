"""Who could help: an open score out of 100, the same for the same facts, with its reasons."""

import datetime as dt

import pytest
from django.utils import timezone

from exchanges.matching.ranking import helpers_of, served_by
from exchanges.models import Exchange, MatchWeight, Offer, Party
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_offers import offer


def points(match) -> dict[str, int]:
    return {str(reason.part): reason.points for reason in match.reasons}


def texts(match) -> str:
    return " ".join(reason.text for reason in match.reasons)


def names(exchange: Exchange) -> list[str]:
    return [match.organization.name for match in helpers_of(exchange)]


@pytest.fixture
def registry(db):
    """A theme with one beside it, under the same broader one."""
    broader = make.theme("systems")
    make.theme("payments", parent=broader)
    return make.theme("registry", parent=broader, en="Social registry")


@pytest.fixture
def asked(amina, registry) -> Exchange:
    """Chile asks about the registry, for women and children, by a study visit or a webinar."""
    return make.request(
        amina,
        themes=[registry],
        populations=["women", "children"],
        instruments=["study-visit", "webinar-series"],
        languages=["es"],
    )


def test_an_offer_that_fits_in_everything_has_every_point(asked, registry, boris):
    peru = make.organization("MIDIS", "PE")
    paula = make.member(peru, "focal_point")
    sheet = make.published(
        peru, themes=[registry], populations=["women", "children"], start_year=2004,
        maturity="institutionalized", evidence="impact",
    )  # fmt: skip
    made = offer(
        paula, themes=[registry], experience=sheet, languages=["es"],
        instruments=["study-visit", "webinar-series"],
    )  # fmt: skip
    Exchange.objects.filter(pk=asked.pk).update(experience=sheet)
    found = helpers_of(asked)[0]
    assert (found.offer, found.organization, found.sheet) == (made, peru, sheet)
    assert points(found) == {
        "Theme": 35, "Starting point": 10, "Target populations": 10, "Instrument and mode": 10,
        "Working language": 10, "Likeness of context": 5, "Maturity and evidence": 10,
        "Availability and fairness": 5,
    }  # fmt: skip
    assert (found.score, found.out_of) == (95, 100)


def test_each_part_is_said_in_a_sentence(asked, registry):
    peru = make.organization("MIDIS", "PE")
    make.published(
        peru, themes=[registry], populations=["women"], start_year=2004, maturity="pilot"
    )
    found = helpers_of(asked)[0]
    assert [reason.text for reason in found.reasons] == [
        "Has worked on it since 2004: Social registry.",
        "Has worked for them: Women.",
        "Shares your working language: Spanish.",
        "The same subregion: South America; official language of both: Spanish.",
        "Has published it: Pilot.",
        "Has not been asked in the last twelve months.",
    ]
    # 35, half of 10, 10, 0.5 × 10, 0.6 × 0.25 × 10 rounded, 0.6 × 5
    assert [reason.points for reason in found.reasons] == [35, 5, 10, 5, 2, 3]
    assert found.score == 60


def test_what_stands_beside_the_theme_counts_half_and_says_so(asked, registry):
    make.organization("Beside", "US", languages=["en"]).knows.set(
        [make.Theme.objects.get(slug="payments")]
    )
    found = helpers_of(asked)[0]
    assert points(found) == {"Theme": 18, "Availability and fairness": 3}
    assert "Works on something close to Social registry." in texts(found)


def test_who_has_nothing_to_do_with_the_theme_is_not_proposed(asked):
    make.organization("Elsewhere").knows.set([make.theme("pensions")])
    assert helpers_of(asked) == []


def test_an_organization_is_proposed_once_with_its_best_offer(asked, registry, boris):
    offer(boris, "Not so near", themes=[registry], instruments=["workshop"])
    best = offer(boris, "Nearest", themes=[registry], instruments=["study-visit"])
    make.ministry_of(boris).knows.set([registry])
    assert [match.offer for match in helpers_of(asked)] == [best]


def test_a_suspended_one_an_ended_and_an_expired_offer_and_oneself_are_left_out(
    asked, registry, amina, boris
):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    offer(amina, "Our own", themes=[registry])
    offer(boris, "Over", themes=[registry], valid_until=yesterday)
    offer(boris, "Ended", themes=[registry]).end(by=boris)
    suspended = make.organization("Suspended")
    offer(make.member(suspended, "focal_point"), "Good", themes=[registry])
    type(suspended).objects.filter(pk=suspended.pk).update(status="suspended")
    assert names(asked) == []
    Offer.objects.filter(title="Over").update(valid_until=timezone.localdate())
    assert names(asked) == ["Ministry of Labour"]


def test_who_is_a_party_or_declined_before_is_not_proposed_again(who, registry):
    for person in (who.boris, who.dana):
        who.of(person).knows.set([registry])
    exchange = stages.opened(who, themes=[registry])  # Boris is invited
    assert names(exchange) == ["Inter-American Body"]
    stages.party(exchange, "first-provider").decline(by=who.boris, reason="SECRET reason")
    assert names(exchange) == ["Inter-American Body"]
    Party.invite(exchange, who.of(who.dana), "facilitator", by=who.amina)
    assert names(exchange) == []


def test_those_who_are_always_asked_yield_to_those_never_asked(who, registry):
    often, never = make.organization("Often asked", "PE"), make.organization("Never asked", "PE")
    for one in (often, never):
        one.knows.set([registry])
    exchange = make.request(who.amina, themes=[registry])
    assert names(exchange) == ["Often asked", "Never asked"]  # as they came
    other = stages.opened(who, themes=[make.theme("other")])
    Party.invite(other, often, "second-provider", by=who.amina)
    assert names(exchange) == ["Never asked", "Often asked"]
    asked_once = helpers_of(exchange)[1]
    assert points(asked_once)["Availability and fairness"] == 2
    assert "Has been asked once in the last twelve months." in texts(asked_once)
    stages.party(other, "second-provider").decline(by=make.member(often, "deputy"), reason="No.")
    assert names(exchange) == ["Often asked", "Never asked"]  # a refusal is nobody's business


def test_a_draft_that_means_to_invite_somebody_is_no_reason(who, registry):
    who.of(who.boris).knows.set([registry])
    exchange = make.request(who.amina, themes=[registry])
    other = make.request(who.amina, themes=[registry])
    Party.propose(other, {"first-provider": who.of(who.boris)}, by=who.amina)
    (found,) = helpers_of(exchange)
    assert "Has not been asked in the last twelve months." in texts(found)


def test_a_sheet_that_is_not_published_proves_nothing(asked, registry):
    make.sheet(make.organization("Draft only"), themes=[registry], title="SECRET")
    assert helpers_of(asked) == []


def test_an_offer_that_is_taken_for_the_year_has_no_room(asked, registry, boris, who):
    made = offer(boris, themes=[registry], capacity=1)
    (found,) = helpers_of(asked)
    assert points(found)["Availability and fairness"] == 5
    other = stages.opened(who, themes=[registry])
    stages.party(other, "first-provider").decline(by=boris, reason="Full.")
    Exchange.objects.filter(pk=other.pk).update(offer=made)
    (found,) = helpers_of(asked)
    assert points(found)["Availability and fairness"] == 3


def test_the_weights_of_the_secretariat_count(asked, registry):
    make.organization("MIDIS", "PE").knows.set([registry])
    MatchWeight.objects.filter(part="theme").update(points=10)
    MatchWeight.objects.filter(part="context").update(points=35)
    (found,) = helpers_of(asked)
    assert points(found)["Theme"] == 10
    assert points(found)["Likeness of context"] == 18  # 0.5 × 35, rounded


def test_an_offer_is_shown_the_open_requests_it_could_serve(who, registry):
    made = offer(who.boris, themes=[registry], instruments=["study-visit"])
    make.request(who.amina, themes=[registry], title="SECRET draft")
    assert served_by(made) == []
    exchange = stages.opened(who, themes=[registry], instruments=["study-visit"])
    assert served_by(made) == []  # Boris is a party of it already
    stages.party(exchange, "first-provider").delete()
    (found,) = served_by(made)
    assert found.exchange == exchange
    assert "Asks about Social registry." in texts(found)
    assert "Wants to learn by: Study visit." in texts(found)
    assert points(found)["Theme"] == 35


def test_the_third_party_is_of_a_third_country(who, registry):
    for name, iso2 in (("Chilean", "CL"), ("Jamaican", "JM"), ("Brazilian", "BR")):
        make.organization(name, iso2).knows.set([registry])
    exchange = stages.shaping(who, themes=[registry])
    assert {match.organization.name for match in helpers_of(exchange, not_of=("CL", "JM"))} == {
        "Brazilian"
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_database_as_often_for_three_as_for_one(
    rows, asked, registry, django_assert_num_queries
):
    for number in range(rows):
        body = make.organization(f"Body {number}")
        offer(make.member(body, "focal_point"), themes=[registry])
        make.published(body, themes=[registry])
    with django_assert_num_queries(8):
        assert len(helpers_of(asked)) == rows
