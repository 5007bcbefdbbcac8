"""Offers: what organizations are ready to share, for everybody to see and to ask about."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.models import Letter
from exchanges.models import Exchange, Offer
from exchanges.tasks import move_exchanges_on
from tests import make
from tests.as_shown import as_shown
from tests.exchanges import stages

OFFERS, NEW = "/en/offers/", "/en/offers/new/"


def offer(by, title: str = "Home visits", themes=None, **fields: Any) -> Offer:
    fields = {
        "language": "en",
        "instruments": ["study-visit"],
        "languages": ["es"],
        "valid_until": timezone.localdate() + dt.timedelta(days=30),
        **fields,
    }
    themes = themes or [make.Theme.objects.first() or make.theme()]
    return Offer(organization=make.ministry_of(by), title=title, **fields).make(
        by=by, themes=themes
    )


def words(body, **changes: Any) -> dict[str, Any]:
    filled = {
        "organization": body.pk,
        "language": "en",
        "title": "Home visits",
        "description": "A year of visits.",
        "themes": [(make.Theme.objects.first() or make.theme()).slug],
        "instruments": ["study-visit"],
        "languages": ["es"],
        "capacity": "2",
        "valid_until": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
        "form_key": str(uuid.uuid4()),
    }
    return {**filled, **changes}


def titles(page) -> set[str]:
    return {one.title for one in page.context["page"]}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(
    rows, boris, client, django_assert_num_queries
):
    for number in range(rows):
        offer(boris, f"Offer {number}", experience=make.published(make.ministry_of(boris)))
        make.published(make.ministry_of(boris), available_for_exchange=True)
    with django_assert_num_queries(16):
        page = client.get(OFFERS)
    assert len(page.context["page"]) == 2 * rows


def test_what_is_over_or_of_a_suspended_organization_is_not_offered(boris, amina, client):
    offer(boris, "Current")
    offer(boris, "Over", valid_until=timezone.localdate() - dt.timedelta(days=1))
    offer(boris, "Taken back").end(by=boris)
    offer(amina, "Of a suspended one")
    type(make.ministry_of(amina)).objects.filter(pk=make.ministry_of(amina).pk).update(
        status="suspended"
    )
    assert titles(client.get(OFFERS)) == {"Current"}
    assert client.get("/en/offers/feed/").text.count("</entry>") == 1


def test_filters_narrow_by_theme_country_and_instrument(boris, amina, client):
    pensions = make.theme("pensions", parent=make.theme("income"))
    offer(boris, "Pensions", themes=[pensions], instruments=["workshop", "twinning"])
    offer(amina, "Visits", themes=[make.theme()])
    for query, found in (
        ({"theme": "income"}, {"Pensions"}),
        ({"country": "cl"}, {"Visits"}),
        ({"instrument": "twinning"}, {"Pensions"}),
        ({"instrument": ["twinning", "study-visit"]}, {"Pensions", "Visits"}),
        ({"q": "pensión"}, {"Pensions"}),
        ({"instrument": "\x00", "theme": "no"}, {"Pensions", "Visits"}),
    ):
        assert titles(client.get(OFFERS, query)) == found, query
    feed = client.get("/en/offers/feed/", {"country": "CL"})
    assert "Visits" in feed.text
    assert "Pensions" not in feed.text


def test_an_editor_of_an_approved_organization_offers_once_for_two_clicks(boris, client):
    ministry = make.ministry_of(boris)
    client.force_login(make.member(ministry, "editor"))
    assert client.get(NEW).status_code == 200
    sent = words(ministry)
    for _ in range(2):
        assert client.post(NEW, sent)["Location"] == OFFERS
    made = Offer.objects.get()
    assert (made.title, made.capacity, made.organization) == ("Home visits", 2, ministry)
    assert made.events.get().is_public
    client.post(NEW, {**sent, "title": "Visits to every home"})  # since the answer was lost
    made.refresh_from_db()
    assert (Offer.objects.count(), made.title) == (1, "Visits to every home")


@pytest.mark.parametrize(("role", "state"), [("viewer", "approved"), ("editor", "applied")])
def test_others_are_told_who_can_offer(role, state, client, db):
    body = make.organization(status=state)
    somebody = make.member(body, role)
    client.force_login(somebody)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, words(body)).status_code == 403
    with pytest.raises(PermissionDenied):
        offer(somebody)
    assert not Offer.objects.exists()


ODD = {
    "title": ["", "x" * 161, "\x00"],
    "themes": [[], ["no"]],
    "instruments": [[], ["no"]],
    "languages": [[]],
    "capacity": ["0", "-1", "51", "x", "9" * 30],
    "valid_until": ["", "2001-01-01", "2099-01-01", "never"],
    "organization": ["0", "", "9" * 30],
    "experience": ["9" * 30, "x"],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in ODD.items() for value in values]
)
def test_odd_input_is_refused_beside_its_field(field, value, boris, client):
    client.force_login(boris)
    page = client.post(NEW, words(make.ministry_of(boris), **{field: value}))
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert "A year of visits." in page.text
    assert not Offer.objects.exists()


def test_nobody_offers_the_sheet_of_another(boris, amina, client):
    sheet = make.published(make.ministry_of(amina))
    client.force_login(boris)
    page = client.post(NEW, words(make.ministry_of(boris), experience=sheet.pk))
    assert "experience" in page.context["form"].errors


def test_only_its_own_organization_takes_an_offer_back(boris, amina, client):
    made = offer(boris)
    path = f"/en/offers/{made.pk}/end/"
    client.force_login(amina)
    assert "Take it off the list" not in client.get(OFFERS).text
    assert client.post(path).status_code == 404
    client.force_login(boris)
    assert "Take it off the list" in client.get(OFFERS).text
    assert client.get(path).status_code == 405
    client.post(path)
    assert titles(client.get(OFFERS)) == set()
    assert client.post(path).status_code == 404


def test_a_request_begins_from_an_offer(boris, amina, client):
    made = offer(boris)
    client.force_login(amina)
    page = client.get("/en/exchanges/request/", {"offer": made.pk})
    form = page.context["form"]
    assert (form.initial["title"], form.initial["instruments"]) == ("Home visits", ["study-visit"])
    assert form.initial["first_provider"] == make.ministry_of(boris)
    for odd in ("x", "9" * 40, "\x00", str(made.pk + 1)):
        assert client.get("/en/exchanges/request/", {"offer": odd}).status_code == 200


def test_nobody_is_led_to_ask_for_what_she_offers_herself(boris, amina, client):
    offer(boris)
    sheet = make.published(make.ministry_of(boris), available_for_exchange=True)
    pages = (OFFERS, f"{OFFERS}sheets/{sheet.slug}/")
    for reader, is_led in ((amina, True), (boris, False)):
        client.force_login(reader)
        for page in pages:
            assert ("/exchanges/request/?" in client.get(page).text) == is_led


def test_an_offer_does_not_show_a_sheet_that_is_not_published(boris, client):
    sheet = make.published(make.ministry_of(boris), title="Archived sheet")
    offer(boris, experience=sheet)
    assert "Archived sheet" in client.get(OFFERS).text
    type(sheet).objects.filter(pk=sheet.pk).update(status="archived")
    assert "Archived sheet" not in client.get(OFFERS).text


# --- Its page, its end and its renewal -----------------------------------------------------------


def lasting(made: Offer, days: int) -> Offer:
    """Valid for so many days from today, on the list for long."""
    Offer.objects.filter(pk=made.pk).update(
        valid_until=timezone.localdate() + dt.timedelta(days=days),
        created_at=timezone.now() - dt.timedelta(days=200),
        warned_at=None,
    )
    return Offer.objects.get(pk=made.pk)


def letters() -> list[str]:
    return list(Letter.objects.filter(name__startswith="offer_e").values_list("name", flat=True))


def test_everybody_reads_an_offer_and_what_it_led_to(who, client):
    made = offer(who.boris, description="A year of visits.", conditions="You pay the flight.")
    exchange = stages.opened(who, title="Learn to visit")
    draft = make.request(who.amina, title="SECRET draft")
    Exchange.objects.filter(pk__in=(exchange.pk, draft.pk)).update(offer=made)
    page = client.get(f"/en/offers/{made.pk}/")
    for shown in ("A year of visits.", "You pay the flight.", "Learn to visit", "about this offer"):
        assert shown in page.text
    assert "SECRET" not in page.text
    lasting(made, -1)
    over = client.get(f"/en/offers/{made.pk}/")
    assert "This offer is over." in over.text
    assert "Learn to visit" in over.text
    assert "about this offer" not in over.text


def test_what_was_taken_back_is_for_its_own_people(boris, amina, chloe, client):
    made = offer(boris)
    made.end(by=boris)
    for person, status in ((None, 404), (amina, 404), (boris, 200), (chloe, 200)):
        client.logout()
        if person:
            client.force_login(person)
        assert client.get(f"/en/offers/{made.pk}/").status_code == status


def test_colleagues_who_change_an_offer_at_once_take_nothing_back_from_each_other(boris, client):
    made = offer(boris, description="Visits.", conditions="Travel is yours.")
    path = f"/en/offers/{made.pk}/edit/"
    client.force_login(boris)
    sent = as_shown(client.get(path), "conditions", title="Visits at home")
    Offer.objects.filter(pk=made.pk).update(conditions="Travel is ours.")
    made.themes.set([make.theme("care")])
    assert client.post(path, sent).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.conditions) == ("Visits at home", "Travel is ours.")
    assert made.themes.get().slug == "care"


def test_an_offer_is_edited_by_its_own_people(boris, amina, client):
    made = offer(boris)
    path = f"/en/offers/{made.pk}/edit/"
    client.force_login(amina)
    assert client.get(path).status_code == 404
    assert client.post(path, words(make.ministry_of(amina))).status_code == 404
    client.force_login(boris)
    sent = words(make.ministry_of(amina), title="Better said", capacity="3")
    assert client.post(path, sent)["Location"] == f"/en/offers/{made.pk}/"
    now = Offer.objects.get(pk=made.pk)
    assert (now.title, now.capacity) == ("Better said", 3)
    assert now.organization == make.ministry_of(boris)
    assert now.events.filter(name="edit_offer").count() == 1


def test_boris_renews_with_one_click_and_two_are_one(boris, amina, client):
    made = lasting(offer(boris), 10)
    path = f"/en/offers/{made.pk}/renew/"
    client.force_login(amina)
    assert client.post(path).status_code == 404
    client.force_login(boris)
    assert "Renew for a year" in client.get(f"/en/offers/{made.pk}/").text
    assert client.get(path).status_code == 405
    for _ in range(2):
        client.post(path)
    now = Offer.objects.get(pk=made.pk)
    assert now.valid_until == timezone.localdate() + dt.timedelta(days=365)
    assert now.events.get(name="renew_offer").by == boris
    assert "Renew for a year" not in client.get(f"/en/offers/{made.pk}/").text


def test_a_suspended_organization_renews_nothing(boris):
    made = lasting(offer(boris), 10)
    type(made.organization).objects.update(status="suspended")
    with pytest.raises(PermissionDenied):
        Offer.objects.get(pk=made.pk).renew(by=boris)


@pytest.mark.parametrize(
    ("days", "told"), [(31, []), (30, ["offer_ends_soon"]), (0, ["offer_ends_soon"])]
)
def test_it_is_told_of_thirty_days_before_the_end_and_once(days, told, boris):
    lasting(offer(boris), days)
    for _ in range(2):
        move_exchanges_on(timestamp=0)
    assert letters() == told


def test_its_end_is_told_once_and_again_after_a_renewal(boris):
    made = lasting(offer(boris), -1)
    for _ in range(2):
        move_exchanges_on(timestamp=0)
    assert letters() == ["offer_expired"]
    assert made.events.get(name="expire_offer").by is None
    Offer.objects.get(pk=made.pk).renew(by=boris)
    lasting(made, -1)
    move_exchanges_on(timestamp=0)
    assert letters() == ["offer_expired", "offer_expired"]


def test_who_took_it_back_and_who_is_suspended_is_not_written_to(boris, amina):
    lasting(offer(boris), 10).end(by=boris)
    lasting(offer(amina), 10)
    type(make.ministry_of(amina)).objects.filter(pk=make.ministry_of(amina).pk).update(
        status="suspended"
    )
    move_exchanges_on(timestamp=0)
    assert letters() == []


def test_a_new_offer_for_a_short_time_is_not_warned_of_at_once(boris):
    offer(boris, valid_until=timezone.localdate() + dt.timedelta(days=10))
    move_exchanges_on(timestamp=0)
    assert letters() == []


@pytest.mark.parametrize("rows", [1, 3])
def test_its_page_asks_the_database_as_often_for_three_as_for_one(
    rows, who, client, django_assert_num_queries
):
    made = offer(who.boris)
    for _ in range(rows):
        stages.party(stages.opened(who), "first-provider").delete()
        Exchange.objects.filter(pk=stages.opened(who).pk).update(offer=made)
    with django_assert_num_queries(11):
        page = client.get(f"/en/offers/{made.pk}/")
    assert (len(page.context["served"]), len(page.context["led_to"])) == (rows, rows)
