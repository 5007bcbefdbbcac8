"""What is on offer: offers about a building block, and sheets that others may come for."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from exchanges.matching.ranking import helpers_of, served_by
from exchanges.models import Exchange, Offer
from exchanges.models.on_offer import sheets_on_offer
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_matching import points, texts
from tests.exchanges.test_matrix import MATRIX, cells
from tests.exchanges.test_offers import NEW, OFFERS, lasting, offer, titles, words

SHEET_QUERIES = 12


def shared(by, **fields):
    """A published sheet whose organization says that others may come for it."""
    return make.published(make.ministry_of(by), available_for_exchange=True, **fields)


@pytest.fixture
def registry(db):
    return make.theme("registry", en="Social registry")


# --- Offers about a building block ---------------------------------------------------------------


def test_the_sheet_follows_from_the_block(boris, client):
    ministry = make.ministry_of(boris)
    block = make.block(make.published(ministry, title="Home visits"), "The register")
    client.force_login(boris)
    page = client.get(NEW).text
    assert '<optgroup label="Home visits">' in page
    assert client.post(NEW, words(ministry, block=block.pk)).status_code == 302
    made = Offer.objects.get()
    assert (made.block, made.experience) == (block, block.experience)


def test_the_page_of_a_block_leads_its_own_people_to_an_offer_of_it(boris, amina, client):
    ministry, registers = make.ministry_of(boris), make.theme("registers")
    sheet = make.published(ministry, themes=[registers], language="es")
    block = make.block(sheet, "The register", purpose="To know who is poor.")
    link = f"{NEW}?block={block.number}"
    client.force_login(amina)  # not hers
    assert link not in client.get(block.get_absolute_url()).text
    assert client.get(link).context["form"].initial.get("block") is None
    client.force_login(boris)
    assert link in client.get(block.get_absolute_url()).text
    form = client.get(link).context["form"]
    known = {
        "organization": ministry.pk, "experience": sheet.pk, "block": block.pk, "language": "es",
        "title": "The register", "description": "To know who is poor.", "themes": ["registers"],
    }  # fmt: skip
    assert {name: form[name].value() for name in known} == known
    draft = make.block(make.sheet(ministry), "A draft")
    assert f"{NEW}?block=" not in client.get(draft.get_absolute_url()).text
    for odd in (draft.number, "BLK-999999", "x\x00", "BLK-" + "9" * 30):
        answer = client.get(NEW, {"block": odd})
        assert answer.context["form"].initial.get("block") is None


def test_a_block_of_another_sheet_or_ministry_or_of_a_draft_is_refused(boris, amina, client):
    ministry = make.ministry_of(boris)
    one, two = make.published(ministry), make.published(ministry)
    client.force_login(boris)
    for block, sheet in (
        (make.block(one), two.pk),
        (make.block(make.published(make.ministry_of(amina))), ""),
        (make.block(make.sheet(ministry)), ""),
    ):
        page = client.post(NEW, words(ministry, block=block.pk, experience=sheet))
        assert "block" in page.context["form"].errors
    assert not Offer.objects.exists()


def test_page_card_feed_and_table_name_the_block_while_everybody_can_read_it(boris, client):
    sheet = make.published(make.ministry_of(boris))
    block = make.block(sheet, "The register")
    made = offer(boris, block=block, experience=sheet)
    named = ("The register", block.number)
    places = (f"/en/offers/{made.pk}/", OFFERS, "/en/offers/feed/", f"{OFFERS}csv/")

    def shown() -> list[bool]:
        return [
            any(name in b"".join(client.get(place)).decode() for name in named) for place in places
        ]

    assert all(shown())
    type(sheet).objects.filter(pk=sheet.pk).update(status="archived")
    assert not any(shown())
    type(sheet).objects.filter(pk=sheet.pk).update(status="published")
    block.delete()
    assert not any(shown())
    assert titles(client.get(OFFERS)) == {"Home visits"}  # the offer stays


def test_boris_keeps_the_block_of_an_archived_sheet_when_he_edits(boris, client):
    sheet = make.published(make.ministry_of(boris))
    made = offer(boris, block=make.block(sheet), experience=sheet)
    type(sheet).objects.filter(pk=sheet.pk).update(status="archived")
    client.force_login(boris)
    sent = words(make.ministry_of(boris), title="New", experience=sheet.pk, block=made.block_id)
    assert client.post(f"/en/offers/{made.pk}/edit/", sent).status_code == 302
    now = Offer.objects.get()
    assert (now.title, now.experience, now.block) == ("New", sheet, made.block)


def test_a_request_from_such_an_offer_asks_about_its_block(boris, amina, client):
    sheet = make.published(make.ministry_of(boris))
    block = make.block(sheet)
    made = offer(boris, block=block, experience=sheet)
    client.force_login(amina)
    page = client.get("/en/exchanges/request/", {"offer": made.pk})
    initial = page.context["form"].initial
    assert (initial["experience"], initial["block"]) == (sheet.slug, block.number)
    assert page.context["building_block"] == block


def test_a_request_about_a_block_finds_the_offer_about_it(amina, boris, registry):
    """Whatever its themes, and before the offer of the whole and of another block."""
    sheet = make.published(make.ministry_of(boris), themes=[make.theme("visits")])
    block, other = make.block(sheet, "The register"), make.block(sheet, "The payments")
    elsewhere = [make.theme("pensions")]
    offer(boris, "Payments", themes=elsewhere, block=other, experience=sheet)
    asked = make.request(amina, themes=[registry], experience=sheet, block=block)
    assert points(helpers_of(asked)[0])["Starting point"] == 5  # another of its blocks
    offer(boris, "The whole", themes=elsewhere, experience=sheet)
    made = offer(boris, "Register", themes=elsewhere, block=block, experience=sheet)
    (found,) = helpers_of(asked)
    assert found.offer == made
    assert points(found)["Starting point"] == 10
    told = "Is about the building block that the request asks about: “The register”."
    assert told in texts(found)


def test_the_offer_is_shown_the_request_about_its_block(who, registry):
    sheet = make.published(who.of(who.boris))
    block = make.block(sheet, "The register")
    made = offer(who.boris, themes=[make.theme("pensions")], block=block, experience=sheet)
    asked = stages.opened(who, themes=[registry], experience=sheet, block=block)
    stages.party(asked, "first-provider").delete()
    (found,) = served_by(made)
    assert found.exchange == asked
    assert "Asks about this building block: “The register”." in texts(found)
    type(sheet).objects.filter(pk=sheet.pk).update(status="archived")
    assert served_by(made) == []


# --- Sheets that others may come for -------------------------------------------------------------


def test_a_sheet_that_can_be_shared_is_among_the_offers(boris, client):
    sheet = shared(boris, title="Home visits", exchange_how="Come for a week.")
    for unsaid in (None, False):
        make.published(make.ministry_of(boris), available_for_exchange=unsaid)
    make.sheet(make.ministry_of(boris), available_for_exchange=True)
    page = client.get(OFFERS)
    assert titles(page) == {"Home visits"}
    for said in ("An experience that can be shared", sheet.get_absolute_url(), "Come for a week."):
        assert said in page.text
    assert f"?experience={sheet.slug}" in page.text
    assert "An experience that can be shared" in client.get("/en/offers/feed/").text


def test_offers_and_sheets_stand_in_the_order_of_time(boris, client):
    first = shared(boris, title="First")
    offer(boris, "Second")
    shared(boris, title="Third")
    type(first).objects.filter(pk=first.pk).update(
        published_at=timezone.now() - dt.timedelta(days=9)
    )
    shown = [one.title for one in client.get(OFFERS).context["page"]]
    assert shown == ["Third", "Second", "First"]


def test_signs_alone_find_no_offer_and_no_sheet(boris, client):
    shared(boris, title="100% — 😀")
    offer(boris, "100% — 😀")
    for signs in ("—", "😀", "%"):
        page = client.get(OFFERS, {"q": signs})
        assert titles(page) == set()
        assert "There is nothing to search for" in page.text


def test_filters_and_words_find_sheets_as_they_find_offers(boris, amina, client):
    pensions = make.theme("pensions", parent=make.theme("income"))
    shared(boris, title="Pensión", themes=[pensions])
    shared(amina, title="Visits", themes=[make.theme("visits")])
    offer(amina, "Twinning", themes=[make.theme("care")], instruments=["twinning"])
    for query, found in (
        ({"theme": "income"}, {"Pensión"}),
        ({"country": "cl"}, {"Visits", "Twinning"}),
        ({"organization": make.ministry_of(boris).slug}, {"Pensión"}),
        ({"q": "pension"}, {"Pensión"}),
        ({"q": "labour"}, {"Pensión"}),
        ({"instrument": "twinning"}, {"Twinning"}),  # of sheets nobody has said how
    ):
        assert titles(client.get(OFFERS, query)) == found, query
    counts = client.get(OFFERS).context["filters"]
    assert counts.counts("country") == {"CL": 2, "JM": 1}
    assert counts.counts("theme") == {"pensions": 1, "income": 1, "visits": 1, "care": 1}


def test_an_offer_of_the_same_sheet_stands_for_it_while_it_holds(boris, client):
    sheet = shared(boris, title="The sheet")
    made = offer(boris, "The offer", experience=sheet)
    assert titles(client.get(OFFERS)) == {"The offer"}
    lasting(made, -1)
    assert titles(client.get(OFFERS)) == {"The sheet"}
    lasting(made, 10).end(by=boris)
    assert titles(client.get(OFFERS)) == {"The sheet"}
    offer(boris, "A block", experience=sheet, block=make.block(sheet))
    assert titles(client.get(OFFERS)) == {"A block", "The sheet"}


@pytest.mark.parametrize(
    "change",
    [
        {"status": "archived"},
        {"status": "withdrawn", "published_at": None},
        {"available_for_exchange": False},
    ],
)
def test_what_is_no_longer_public_or_available_is_nowhere_on_offer(change, boris, client):
    sheet = shared(boris, themes=[make.theme("visits")])
    assert cells(client.get(MATRIX)) == {("visits", "JM"): (1, 0)}
    type(sheet).objects.filter(pk=sheet.pk).update(**change)
    assert cells(client.get(MATRIX)) == {}
    assert list(sheets_on_offer()) == []
    assert titles(client.get(OFFERS)) == set()


def test_a_suspended_organization_shares_nothing(boris, amina, client, registry):
    shared(boris, themes=[registry])
    asked = make.request(amina, themes=[registry])
    assert len(helpers_of(asked)) == 1
    type(make.ministry_of(boris)).objects.filter(pk=make.ministry_of(boris).pk).update(
        status="suspended"
    )
    assert helpers_of(asked) == []
    assert cells(client.get(MATRIX)) == {}
    assert titles(client.get(OFFERS)) == set()


def test_the_cell_of_the_matrix_lists_the_sheet(boris, client):
    sheet = shared(boris, title="Home visits", themes=[make.theme("visits")])
    page = client.get(f"{MATRIX}visits/jm/")
    assert [one.sheet for one in page.context["sheets"]["rows"]] == [sheet]
    assert "Experiences that can be shared" in page.text


def test_a_sheet_that_can_be_shared_is_proposed_with_its_reasons(amina, boris, registry):
    asked = make.request(amina, themes=[registry], languages=["es"])
    sheet = shared(boris, themes=[registry], start_year=2004, exchange_languages=["es"])
    (found,) = helpers_of(asked)
    assert (found.shared, found.sheet, found.offer) == (sheet, sheet, None)
    assert points(found)["Availability and fairness"] == 5
    assert points(found)["Working language"] == 10  # of the sheet: the ministry speaks Spanish too
    told = "Has worked on it since 2004, and others can come for it: Social registry."
    assert told in texts(found)


def test_an_offer_that_fits_as_well_stands_before_the_sheet(amina, boris, registry):
    asked = make.request(amina, themes=[registry])
    shared(boris, themes=[registry])
    made = offer(boris, themes=[registry])
    (found,) = helpers_of(asked)
    assert found.offer == made


def test_the_steps_of_a_request_suggest_the_sheet(amina, boris, registry, client):
    sheet = shared(boris, title="Home visits", themes=[registry])
    asked = make.request(amina, themes=[registry])
    client.force_login(amina)
    page = client.get(f"/en/exchanges/{asked.number}/request/who/")
    assert page.context["helpers"][0].match.shared == sheet
    assert "An experience that can be shared:" in page.text


# --- Full this year ------------------------------------------------------------------------------


def begun_from(who, **start) -> Exchange:
    """An exchange that was opened this year from an offer or a sheet, with nobody to share yet."""
    exchange = stages.opened(who)
    stages.party(exchange, "first-provider").delete()
    Exchange.objects.filter(pk=exchange.pk).update(**start)
    return stages.fresh(exchange)


def test_a_full_offer_says_so_stays_on_the_list_and_yields(who, registry, client):
    made = offer(who.boris, themes=[registry], capacity=1)
    led = begun_from(who, offer=made)
    asked = make.request(who.amina, themes=[registry])
    (found,) = helpers_of(asked)
    assert found.offer == made
    assert points(found)["Availability and fairness"] == 3
    assert "Full this year. Has not been asked" in texts(found)
    for place in (OFFERS, f"/en/offers/{made.pk}/"):
        assert "Full this year" in client.get(place).text
    assert "about this offer" in client.get(f"/en/offers/{made.pk}/").text
    led.cancel(by=who.chloe, reason="No money.")
    for place in (OFFERS, f"/en/offers/{made.pk}/"):
        assert "Full this year" not in client.get(place).text
    assert "Full" not in texts(helpers_of(asked)[0])


def test_what_began_last_year_takes_no_place_of_this_one(who, client):
    made = offer(who.boris, capacity=1)
    led = begun_from(who, offer=made)
    assert "Full this year" in client.get(OFFERS).text
    stages.later(led, days=366)
    assert "Full this year" not in client.get(OFFERS).text


def test_a_sheet_is_full_by_its_own_capacity_and_never_without_one(who, registry, client):
    sheet = shared(who.boris, themes=[registry], exchange_capacity=1)
    begun_from(who, experience=sheet)
    asked = make.request(who.amina, themes=[registry])
    assert "Full this year" in client.get(OFFERS).text
    assert "Full this year." in texts(helpers_of(asked)[0])
    type(sheet).objects.filter(pk=sheet.pk).update(exchange_capacity=None)
    assert "Full this year" not in client.get(OFFERS).text
    assert points(helpers_of(asked)[0])["Availability and fairness"] == 5


def test_profile_and_theme_count_it_among_the_offers(client, boris):
    visits = make.theme("visits")
    ministry = make.ministry_of(boris)
    profile, theme = ministry.get_absolute_url(), visits.get_absolute_url()
    make.published(ministry, themes=[visits])
    for page in (profile, theme):
        assert "can be shared in an exchange" not in client.get(page).text
    shared(boris, themes=[visits])
    make.sheet(ministry, available_for_exchange=True, themes=[visits])  # a draft is no offer
    for page in (profile, theme):
        text = client.get(page).text
        assert re.search(r"\b1 (of its experiences|experience) can be shared in an exchange", text)
    assert "?organization=" in client.get(profile).text
    assert f"{OFFERS}?theme=visits" in client.get(theme).text


@pytest.mark.parametrize("rows", [1, 3])
def test_a_sheet_on_offer_shows_the_requests_it_could_serve_and_what_it_led_to(
    rows, who, registry, client, django_assert_num_queries
):
    sheet = shared(who.boris, themes=[registry], slug="visits", title="Home visits")
    for _row in range(rows):
        asked = stages.opened(who, themes=[registry], title="Who knows how?")
        stages.party(asked, "first-provider").delete()
    draft = make.request(who.amina, themes=[registry], title="SECRET draft")
    page = f"{OFFERS}sheets/visits/"
    assert page in client.get(OFFERS).text
    with django_assert_num_queries(SHEET_QUERIES):
        answer = client.get(page)
    assert {match.exchange.title for match in answer.context["served"]} == {asked.title}
    assert len(answer.context["served"]) == rows
    assert points(answer.context["served"][0])["Theme"] == 35
    assert draft.title not in answer.text
    led = begun_from(who, experience=sheet)
    assert led.number in client.get(page).text
    type(sheet).objects.filter(pk=sheet.pk).update(available_for_exchange=False)
    assert client.get(page).status_code == 404
