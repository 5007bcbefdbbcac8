"""A ministry applies: the form, the page that says what happens next, question and answer."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from community.models import Event, Letter, Person
from members.models import Membership, Organization
from members.promises import working_days_after
from tests import make

pytestmark = pytest.mark.django_db
REGISTER = "/en/organizations/register/"


@pytest.fixture
def applicant(db: None) -> Person:
    make.theme("cash-transfers")
    make.country("CL")
    return make.person("amina@example.org", name="Amina Reyes", language="es")


def form(**changes: Any) -> dict[str, Any]:
    filled = {
        "kind": "ministry",
        "name": "Ministerio de Inclusión",
        "name_en": "Ministry of Inclusion",
        "acronym": "MIDI",
        "country": "CL",
        "website": "https://midi.gob.example",
        "official_email": "despacho@midi.gob.example",
        "email_domain": "",
        "description": "Atiende a las familias.",
        "description_language": "es",
        "languages": ["es"],
        "knows": ["cash-transfers"],
    }
    return filled | changes


def test_amina_applies_and_sees_what_happens_next(client: Client, applicant: Person, chloe: Person):
    client.force_login(applicant)
    with time_machine.travel(dt.datetime(2026, 7, 2, 15, tzinfo=dt.UTC), tick=False):
        response = client.post(REGISTER, form(), follow=True)
    assert response.redirect_chain == [("/en/organizations/midi/application/", 302)]
    page = response.content.decode()
    assert "Ministerio de Inclusión" in page
    assert "within 5 working days, by July 9, 2026" in page

    made = Organization.objects.get()
    assert (made.status, made.email_domain, made.applied_by) == (
        "applied",
        "midi.gob.example",
        applicant,
    )
    assert [theme.slug for theme in made.knows.all()] == ["cash-transfers"]
    assert made.memberships.active().get().role == "focal_point"
    assert Event.objects.of(made).get().name == "apply"
    received = Letter.objects.get(name="application_received")
    assert (received.address, received.language) == (applicant.email, "es")
    assert "/es/organizations/midi/application/" in received.body
    to_check = Letter.objects.get(name="application_to_check")
    assert to_check.address == chloe.email
    assert f"/admin/members/organization/{made.pk}/" in to_check.body


def test_sent_twice_it_is_one_application(client: Client, applicant: Person):
    client.force_login(applicant)
    first = client.post(REGISTER, form())
    second = client.post(REGISTER, form(name="ministerio de inclusión", acronym="X"))
    assert first.url == second.url
    assert Organization.objects.count() == 1
    assert Letter.objects.filter(name="application_received").count() == 1


def test_a_second_organization_of_the_same_acronym_gets_an_address_of_its_own(
    client: Client, applicant: Person
):
    client.force_login(applicant)
    client.post(REGISTER, form())
    response = client.post(REGISTER, form(name="Otro ministerio"))
    assert response.url == "/en/organizations/midi-2/application/"


def test_nobody_fills_the_queue_of_the_secretariat(client: Client, applicant: Person):
    client.force_login(applicant)
    for number in range(6):
        response = client.post(REGISTER, form(name=f"Ministerio {number}"))
    assert response.status_code == 200
    assert "Please wait" in response.content.decode()
    assert Organization.objects.count() == 5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "cult"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "x" * 100_000}, "name"),
        ({"name": "Mini\x00sterio"}, "name"),
        ({"name": "Mini\x07sterio"}, "name"),
        ({"name": "Mini\nsterio"}, "name"),
        ({"country": ""}, "country"),
        ({"country": "XX"}, "country"),
        ({"country": "C\x00"}, "country"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"official_email": ""}, "official_email"),
        ({"official_email": "nobody"}, "official_email"),
        ({"email_domain": "@midi"}, "email_domain"),
        ({"description": "x" * 3001}, "description"),
        ({"description_language": "xx"}, "description_language"),
        ({"languages": []}, "languages"),
        ({"languages": ["xx"]}, "languages"),
        ({"knows": ["no-such-theme"]}, "knows"),
        ({"seeks": ["\x00"]}, "seeks"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    client: Client, applicant: Person, changes: dict[str, Any], field: str
):
    client.force_login(applicant)
    response = client.post(REGISTER, form(**changes))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    page = response.content.decode()
    assert "Please look at this again" in page
    kept = form(**changes)
    for name in ("name_en", "acronym", "official_email", "description"):
        if kept[name] and name != field:
            assert kept[name] in page
    assert not Organization.objects.exists()


def test_only_an_international_body_needs_no_country(client: Client, applicant: Person):
    client.force_login(applicant)
    assert client.post(REGISTER, form(kind="international", country="")).status_code == 302
    assert Organization.objects.get().country is None


def test_an_address_at_a_free_mail_provider_is_no_official_domain(
    client: Client, applicant: Person
):
    client.force_login(applicant)
    client.post(REGISTER, form(official_email="ministerio@gmail.com"))
    assert Organization.objects.get().email_domain == ""


def test_who_is_here_already_is_told_to_join(client: Client, applicant: Person):
    make.organization("MINISTERIO DE INCLUSIÓN", "CL")
    client.force_login(applicant)
    response = client.post(REGISTER, form())
    assert set(response.context["form"].errors) == {"name"}


def test_a_name_that_only_waits_elsewhere_is_not_given_away(client: Client, applicant: Person):
    """Whether somebody else has applied is nobody's business."""
    make.organization("Ministerio de Inclusión", "CL", status="applied")
    client.force_login(applicant)
    assert client.post(REGISTER, form()).status_code == 302


def test_a_visitor_is_asked_to_sign_in(client: Client):
    response = client.get(REGISTER)
    assert response.url == f"/en/accounts/login/?next={REGISTER}"


# --- Question and answer -------------------------------------------------------------------------


@pytest.fixture
def asked(applicant: Person, chloe: Person) -> Organization:
    made = Organization(
        name="Ministerio", kind="ministry", country=make.country("CL"), languages=["es"]
    ).apply(by=applicant)
    made.ask(by=chloe, reason="Who signed <b>the letter</b>?")
    Letter.objects.all().delete()
    return made


def test_amina_answers_the_question(
    client: Client, applicant: Person, asked: Organization, chloe: Person
):
    client.force_login(applicant)
    page = client.get(f"/en/organizations/{asked.slug}/application/").content.decode()
    assert "Who signed &lt;b&gt;the letter&lt;/b&gt;?" in page
    answer = {"answer": "The minister herself."}
    response = client.post(f"/en/organizations/{asked.slug}/answer/", answer)
    assert response.status_code == 302
    asked.refresh_from_db()
    assert asked.status == "applied"
    letter = Letter.objects.get()
    assert (letter.name, letter.address) == ("application_answered", chloe.email)
    assert "The minister herself." in letter.body


@pytest.mark.parametrize("answer", ["", "   ", "x" * 100_000, "\x00"])
def test_an_answer_that_is_none_comes_back(
    client: Client, applicant: Person, asked: Organization, answer: str
):
    client.force_login(applicant)
    response = client.post(f"/en/organizations/{asked.slug}/answer/", {"answer": answer})
    assert response.status_code == 200
    assert response.context["form"].errors
    asked.refresh_from_db()
    assert asked.status == "question"


def test_an_answer_given_twice_is_one(client: Client, applicant: Person, asked: Organization):
    client.force_login(applicant)
    for _click in range(2):
        client.post(f"/en/organizations/{asked.slug}/answer/", {"answer": "Yes."})
    assert Letter.objects.count() == 1


# --- Strangers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "application/", "edit/", "answer/", "people/"])
def test_a_stranger_cannot_tell_the_application_exists(
    client: Client, boris: Person, asked: Organization, page: str
):
    client.force_login(boris)
    for slug in (asked.slug, "no-such-organization"):
        address = f"/en/organizations/{slug}/{page}"
        response = client.post(address) if page == "answer/" else client.get(address)
        assert response.status_code == 404


def test_an_answer_needs_a_post(client: Client, applicant: Person, asked: Organization):
    client.force_login(applicant)
    assert client.get(f"/en/organizations/{asked.slug}/answer/").status_code == 405


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("refused", "The application was refused"),
        ("suspended", "The organization is suspended"),
        ("retired", "The organization is retired"),
    ],
)
def test_amina_reads_what_became_of_it_and_why(
    client: Client, chloe: Person, status: str, words: str
):
    ministry = make.organization(status="applied" if status == "refused" else "approved")
    amina = make.amina(ministry)
    verb = {"refused": "refuse", "suspended": "suspend", "retired": "retire"}[status]
    getattr(ministry, verb)(by=chloe, reason="The papers are missing.")
    client.force_login(amina)
    page = client.get(f"/en/organizations/{ministry.slug}/application/").content.decode()
    assert words in page
    assert "The papers are missing." in page


# --- Later changes -------------------------------------------------------------------------------


def test_amina_mends_the_profile(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    make.theme("cash-transfers")
    client.force_login(amina)
    edit = f"/en/organizations/{ministry.slug}/edit/"
    assert client.get(edit).status_code == 200
    response = client.post(edit, form(name="Ministerio de Familia", country="CL"), follow=True)
    ministry.refresh_from_db()
    assert response.redirect_chain[-1][0] == f"/en/organizations/{ministry.slug}/"
    assert (ministry.name, ministry.status) == ("Ministerio de Familia", "approved")
    assert [theme.slug for theme in ministry.knows.all()] == ["cash-transfers"]
    assert ministry.versions.count() == 2


def test_a_change_does_not_undo_a_decision_made_meanwhile(chloe: Person):
    ministry = make.organization(status="applied")
    amina = make.amina(ministry)
    seen = Organization.objects.get(pk=ministry.pk)
    ministry.approve(by=chloe)
    seen.name = "Ministerio de Familia"
    seen.revise(["name"], by=amina)
    ministry.refresh_from_db()
    assert (ministry.name, ministry.status) == ("Ministerio de Familia", "approved")


def test_what_was_verified_only_the_secretariat_changes(client: Client, chloe: Person):
    make.theme("cash-transfers")
    ministry = make.organization(status="applied", email_domain="chile.example")
    amina = make.amina(ministry)
    ministry.approve(by=chloe)
    make.country("JM")
    client.force_login(amina)
    changed = form(kind="international", country="JM", email_domain="evil.example")
    assert client.post(f"/en/organizations/{ministry.slug}/edit/", changed).status_code == 302
    ministry.refresh_from_db()
    assert (ministry.kind, ministry.country_id, ministry.email_domain) == (
        "ministry",
        "CL",
        "chile.example",
    )


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_does_not_lead_does_not_edit(client: Client, role: str):
    ministry = make.organization()
    client.force_login(make.member(ministry, role))
    assert client.get(f"/en/organizations/{ministry.slug}/edit/").status_code == 404


def test_who_has_left_edits_nothing(client: Client, amina: Person):
    ministry = make.ministry_of(amina)
    Membership.objects.update(ended_at=ministry.created_at)
    client.force_login(amina)
    assert client.get(f"/en/organizations/{ministry.slug}/edit/").status_code == 404


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-07-06", "2026-07-13"),  # a Monday
        ("2026-07-03", "2026-07-10"),  # a Friday
        ("2026-07-04", "2026-07-10"),  # a Saturday
        ("2026-07-05", "2026-07-10"),  # a Sunday
    ],
)
def test_weekends_are_no_working_days(day: str, expected: str):
    assert working_days_after(dt.date.fromisoformat(day)) == dt.date.fromisoformat(expected)
