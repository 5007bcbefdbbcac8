"""Joining: find the organization, ask, and be let in by its people or by the secretariat."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from community.models import Letter, Person
from members.models import Membership, Organization
from members.tasks import remind_of_requests_to_join
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mides(db: None) -> Organization:
    return make.organization(
        "Ministerio de Desarrollo Social",
        "UY",
        acronym="MIDES",
        slug="mides",
        email_domain="mides.gub.uy",
    )


def asked_by(person: Person, organization: Organization) -> Membership:
    return Membership(person=person, organization=organization, message="I work here.").ask()


@pytest.mark.parametrize("words", ["mides", "desarrollo social", "mides.gub", "MINISTÉRIO"])
def test_boris_finds_it_by_name_acronym_or_domain(
    client: Client, boris: Person, mides: Organization, words: str
):
    make.organization("Instituto Mides en trámite", "UY", status="applied")
    client.force_login(boris)
    response = client.get("/en/organizations/join/", {"q": words})
    assert response.context["found"] == [mides]


@pytest.mark.parametrize("words", ["", "\x00", "%_\\", "x" * 10_000, "' or 1=1"])
def test_odd_words_find_nothing_and_break_nothing(
    client: Client, boris: Person, mides: Organization, words: str
):
    client.force_login(boris)
    response = client.get("/en/organizations/join/", {"q": words})
    assert response.status_code == 200
    assert response.context["found"] == []


def test_boris_asks_and_the_focal_point_lets_him_in(client: Client, mides: Organization):
    focal = make.member(mides, "focal_point", language="es")
    editor = make.member(mides, "editor")
    boris = make.person("boris@example.org", name="Boris Clarke", language="fr")
    client.force_login(boris)
    response = client.post("/en/organizations/mides/join/", {"message": "I work in statistics."})
    assert response.status_code == 302
    letter = Letter.objects.get()
    assert (letter.name, letter.address, letter.language) == ("join_requested", focal.email, "es")
    assert "I work in statistics." in letter.body
    assert "/es/organizations/mides/people/" in letter.body
    assert "being looked at" in client.get("/en/organizations/mides/join/").content.decode()
    assert client.get("/en/organizations/mides/people/").status_code == 404  # not yet his

    wish = mides.memberships.requested().get()
    client.force_login(editor)
    assert client.post(f"/en/memberships/{wish.pk}/accept/").status_code == 404
    client.force_login(focal)
    assert "Boris Clarke" in client.get("/en/organizations/mides/people/").content.decode()
    client.post(f"/en/memberships/{wish.pk}/accept/")
    wish.refresh_from_db()
    assert (wish.role, wish.confirmed_by) == ("editor", focal)
    letter = Letter.objects.get(name="join_accepted")
    assert (letter.address, letter.language) == (boris.email, "fr")
    client.force_login(boris)
    assert client.get("/en/organizations/mides/people/").status_code == 200


def test_the_focal_point_declines(client: Client, mides: Organization, boris: Person):
    focal = make.member(mides, "focal_point")
    wish = asked_by(boris, mides)
    client.force_login(focal)
    client.post(f"/en/memberships/{wish.pk}/decline/")
    assert Letter.objects.filter(name="join_declined", address=boris.email).count() == 1
    assert not mides.memberships.active().of(boris).exists()
    assert asked_by(boris, mides) != wish  # he may ask again


def test_boris_asks_five_a_day_and_goes_on_tomorrow(client: Client, boris: Person):
    """Declined ones count: each is one more letter to somebody."""
    ministry_of_his = boris.memberships.all()
    ministry_of_his.update(requested_at=timezone.now() - dt.timedelta(days=400))
    for number in range(5):
        asked_by(boris, make.organization(f"Number {number}"))
    boris.memberships.requested().update(ended_at=timezone.now(), ended_how="declined")
    sixth = make.organization("Number six")
    client.force_login(boris)
    join = f"/en/organizations/{sixth.slug}/join/"
    page = client.post(join, {"message": "I work here."}).content.decode()
    assert "You have asked several organizations today." in page
    assert "I work here." in page
    assert not sixth.memberships.of(boris).exists()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        asked_by(boris, sixth)
    assert sixth.memberships.requested().of(boris).exists()


def test_a_second_click_decides_nothing_more(client: Client, mides: Organization, boris: Person):
    focal = make.member(mides, "focal_point")
    wish = asked_by(boris, mides)
    client.force_login(focal)
    client.post(f"/en/memberships/{wish.pk}/accept/")
    response = client.post(f"/en/memberships/{wish.pk}/decline/", follow=True)
    assert "Somebody has already decided this request." in response.content.decode()
    assert mides.memberships.active().of(boris).exists()
    assert not Letter.objects.filter(name="join_declined").exists()


def test_without_a_focal_point_the_secretariat_decides_and_the_first_one_leads(
    client: Client, mides: Organization, boris: Person, chloe: Person
):
    client.force_login(boris)
    client.post("/en/organizations/mides/join/", {"message": "I work here."})
    letter = Letter.objects.get()
    assert letter.address == chloe.email
    assert "becomes its focal point" in letter.body
    wish = mides.memberships.get()
    client.force_login(chloe)
    page = client.get("/en/organizations/mides/people/").content.decode()
    assert "whoever you let in first becomes its focal point" in page
    assert 'name="role"' not in page  # no other role is offered
    answer = client.post(f"/en/memberships/{wish.pk}/accept/", follow=True)
    assert "is in now. Role: Focal point." in answer.content.decode()
    assert mides.memberships.active().get().role == "focal_point"


def test_where_somebody_leads_the_role_is_chosen_and_no_office_promised(
    client: Client, mides: Organization, boris: Person
):
    focal = make.member(mides, "focal_point")
    asked_by(boris, mides)
    assert "becomes its focal point" not in Letter.objects.get().body
    client.force_login(focal)
    page = client.get("/en/organizations/mides/people/").content.decode()
    assert "becomes its focal point" not in page
    assert 'name="role"' in page


def test_ministries_of_one_name_are_told_apart_wherever_somebody_joins(
    client: Client, mides: Organization, boris: Person
):
    """By the country, in the reader's language."""
    brazil = make.organization(mides.name, "BR", slug="mds")
    in_full = "Ministerio de Desarrollo Social (Brasil)"
    focal = make.member(brazil, "focal_point", language="es")
    client.force_login(boris)
    join = "/es/organizations/mds/join/"
    assert in_full in client.get(join).content.decode()
    client.post(join, {"message": "Trabajo aquí."})
    for address in ("/es/organizations/join/", "/es/my/"):
        assert in_full in client.get(address).content.decode()
    letter = Letter.objects.get()
    assert letter.subject == f"Boris Clarke solicita unirse a la organización {in_full}"
    assert in_full in letter.body
    client.force_login(focal)
    for address in ("/es/organizations/mds/people/", "/es/my/"):
        assert in_full in client.get(address).content.decode()


def test_a_body_without_a_country_is_told_apart_by_its_acronym(db: None):
    of_no_country = {"iso2": "", "kind": "international"}
    assert make.organization("Banco", acronym="BID", **of_no_country).name_in_full == "Banco (BID)"
    assert make.organization("Banco", **of_no_country).name_in_full == "Banco"


def test_the_secretariat_does_not_decide_for_an_organization_that_has_its_people(
    client: Client, mides: Organization, boris: Person, chloe: Person
):
    make.member(mides, "focal_point")
    wish = asked_by(boris, mides)
    client.force_login(chloe)
    assert client.post(f"/en/memberships/{wish.pk}/accept/").status_code == 404


def test_the_leader_of_another_organization_has_no_say(
    client: Client, mides: Organization, amina: Person, boris: Person
):
    make.member(mides, "focal_point")
    wish = asked_by(boris, mides)
    client.force_login(amina)
    assert client.post(f"/en/memberships/{wish.pk}/accept/").status_code == 404
    assert client.post("/en/memberships/99999999999999999999/accept/").status_code == 404
    assert client.get("/en/organizations/mides/people/").status_code == 404


def test_nobody_joins_what_is_not_public(client: Client, boris: Person):
    hidden = make.organization(status="applied")
    client.force_login(boris)
    assert client.get(f"/en/organizations/{hidden.slug}/join/").status_code == 404
    wish = {"message": "I work here."}
    assert client.post(f"/en/organizations/{hidden.slug}/join/", wish).status_code == 404
    assert not hidden.memberships.exists()


@pytest.mark.parametrize("message", ["", "x" * 1001, "\x00"])
def test_a_request_says_who_asks(client: Client, boris: Person, mides: Organization, message: str):
    client.force_login(boris)
    response = client.post("/en/organizations/mides/join/", {"message": message})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"message"}


def reminded() -> list[str]:
    """To whom the round of today writes."""
    Letter.objects.exclude(name="join_reminder").delete()
    before = set(Letter.objects.values_list("pk", flat=True))
    remind_of_requests_to_join(timestamp=0)
    return [one.address for one in Letter.objects.exclude(pk__in=before)]


def test_who_decides_is_reminded_once_a_month_of_all_who_wait(boris, mides):
    focal = make.member(mides, "focal_point", language="es")
    make.member(mides, "editor")
    asked_by(boris, mides)
    now = timezone.now()
    written = []
    for days in (14, 16, 17, 45, 47):
        with time_machine.travel(now + dt.timedelta(days=days)):
            written.append(reminded())
            if days == 16:
                asked_by(make.person(name="Zoë"), mides)
    assert written == [[], [focal.email], [], [], [focal.email]]
    first, second = Letter.objects.order_by("pk")
    assert (boris.email in first.body, "Zoë" in first.body) == (True, False)
    assert (boris.email in second.body, "Zoë" in second.body) == (True, True)
    Membership.objects.requested().get(person=boris).accept(by=focal)
    Membership.objects.requested().update(ended_at=now)
    with time_machine.travel(now + dt.timedelta(days=90)):
        assert reminded() == []


def test_nobody_is_reminded_for_a_suspended_or_a_headless_organization(boris, chloe, mides):
    asked_by(boris, mides)
    with time_machine.travel(timezone.now() + dt.timedelta(days=20)):
        assert reminded() == []  # the desk of the secretariat knows
        make.member(mides, "deputy")
        Organization.objects.filter(pk=mides.pk).update(status="suspended")
        assert reminded() == []


@pytest.mark.parametrize("language", ["en", "es", "pt", "fr"])
def test_the_reminder_is_well_written(language, mides):
    reader = make.member(mides, "focal_point", name="Zoë D'Souza", language=language)
    for name in ("Boris <Clarke>", "Ana 😀 López"):
        asked_by(make.person(name=name), mides)
        Membership.objects.requested().update(requested_at=timezone.now() - dt.timedelta(days=20))
        Letter.objects.filter(name="join_reminder").delete()
        reminded()
    letter = Letter.objects.get()
    assert reader.name in letter.body.splitlines()[0]
    assert "Boris <Clarke>" in letter.body
    assert f"http://127.0.0.1:8000/{language}/my/" in letter.body
    assert "\n\n\n" not in letter.body
    assert letter.subject.startswith("2 ")


def test_who_waits_for_long_reads_who_can_help(client, boris, mides):
    make.member(mides, "focal_point")
    asked_by(boris, mides)
    client.force_login(boris)
    told = "The secretariat helps where nobody answers."
    page = "/en/organizations/mides/join/"
    assert told not in client.get(page).text
    Membership.objects.requested().update(requested_at=timezone.now() - dt.timedelta(days=16))
    assert told in client.get(page).text
