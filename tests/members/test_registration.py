"""A ministry registers: part by part, leaving and coming back, until it is sent once."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from community.models import Event, Letter, Person
from members.models import Organization, Registration
from tests import files, make
from tests.members.registering import ANSWERS, REGISTER, fill, part_of, register, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant(db: None) -> Person:
    make.theme("cash-transfers")
    make.country("CL")
    return make.person("amina@example.org", name="Amina Reyes", language="es")


@pytest.fixture
def hers(client: Client, applicant: Person) -> Client:
    client.force_login(applicant)
    return client


def kept() -> dict[str, Any]:
    answers: dict[str, Any] = Registration.objects.get().answers
    return answers


def test_amina_applies_and_sees_what_happens_next(hers: Client, applicant: Person, chloe: Person):
    with time_machine.travel(dt.datetime(2026, 7, 2, 15, tzinfo=dt.UTC), tick=False):
        response = register(hers)
        assert response.url == "/en/organizations/midi/application/"
        page = hers.get(response.url).content.decode()
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
    assert Event.objects.of(made).filter(name="apply").count() == 1
    received = Letter.objects.get(name="application_received")
    assert (received.address, received.language) == (applicant.email, "es")
    assert f"/es/organizations/application/{made.application_key}/" in received.body
    to_check = Letter.objects.get(name="application_to_check")
    assert to_check.address == chloe.email
    assert f"/admin/members/organization/{made.pk}/" in to_check.body


def test_each_part_leads_to_the_next_and_the_last_one_to_a_look_at_everything(hers: Client):
    parts = [*ANSWERS, "logo"]
    for part, onward in zip(parts, [*parts[1:], "review"], strict=True):
        response = hers.post(f"{REGISTER}{part}/", ANSWERS.get(part, {}))
        assert response.url == f"{REGISTER}{onward}/"
    page = hers.get(f"{REGISTER}review/").content.decode()
    for words in ("Ministry of social development", "Ministerio de Inclusión", "Chile", "Spanish"):
        assert words in page
    assert "<p>midi.gob.example</p>" in page  # left empty: that of the official e-mail


# --- Leaving and coming back ---------------------------------------------------------------------


def test_amina_leaves_in_the_middle_and_loses_nothing(hers: Client, applicant: Person):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    response = hers.post(f"{REGISTER}names/", {"name": "Ministerio", "later": ""})
    assert response.url == "/en/my/"  # although the country is missing
    page = hers.get("/en/my/").content.decode()
    assert "Your registration waits to be sent" in page
    assert "Ministerio" in page

    another_day = Client()
    another_day.force_login(applicant)
    assert f'href="{REGISTER}names/"' in another_day.get(REGISTER).content.decode()
    page = another_day.get(f"{REGISTER}names/").content.decode()
    assert 'value="Ministerio"' in page
    assert "Choose the country." in page


def test_nobody_else_sees_a_registration_that_is_not_sent(hers: Client, boris: Person):
    fill(hers)
    hers.force_login(boris)
    for page in ("/en/my/", REGISTER, f"{REGISTER}kind/"):
        assert "Inclusión" not in hers.get(page).content.decode()


def test_of_two_windows_each_keeps_its_own_part(hers: Client):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    stale = Registration.objects.get()
    hers.post(f"{REGISTER}names/", ANSWERS["names"])
    stale.keep({"website": "https://midi.gob.example"})
    assert (kept()["name"], kept()["website"]) == (
        "Ministerio de Inclusión",
        "https://midi.gob.example",
    )


def test_what_is_thrown_away_is_gone(hers: Client):
    fill(hers)
    hers.post(f"{REGISTER}discard/")
    assert not Registration.objects.exists()
    assert hers.post(f"{REGISTER}discard/").status_code == 302  # pressed twice


def test_a_session_that_ended_loses_nothing_of_what_was_typed(hers: Client, applicant: Person):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    key = str(Registration.objects.get().key)
    hers.logout()
    typed = {"name": "Ministerio de Inclusión", "registration": key}
    response = hers.post(f"{REGISTER}names/", typed)
    assert response.url == f"/en/accounts/login/?next={REGISTER}names/"
    assert "What you typed is kept" in hers.get(response.url).content.decode()
    credentials = {"login": applicant.email, "password": make.PASSWORD}
    response = hers.post(response.url, credentials | {"next": f"{REGISTER}names/"}, follow=True)
    page = response.content.decode()
    assert 'value="Ministerio de Inclusión"' in page
    assert "This is what you typed before" in page
    assert "This is what you typed before" not in hers.get(f"{REGISTER}names/").content.decode()


def test_what_her_browser_kept_of_a_section_is_shown_and_not_saved(hers: Client):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    kept = {"name": "Ministerio de Inclusión", "form_typed": "b" * 32, "bring_back": "1"}
    page = hers.post(f"{REGISTER}names/", kept, follow=True).text
    assert 'value="Ministerio de Inclusión"' in page
    assert f'value="{"b" * 32}"' in page
    assert "name" not in Registration.objects.get().answers
    sections = [("kind", "c" * 32), ("names", "b" * 32)]
    for section, form in sections:
        answer = hers.post(f"{REGISTER}{section}/", ANSWERS[section] | {"form_typed": form})
        assert answer.status_code == 302
    assert f'data-saved-forms="{"c" * 32} {"b" * 32}"' in hers.get(f"{REGISTER}work/").text


def test_a_picture_sent_after_the_session_had_ended_is_asked_for_again(hers: Client):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    hers.logout()
    picture = files.upload("logo.png", files.picture())
    response = hers.post(f"{REGISTER}logo/", {"logo": picture, "logo_alt": "A house"}, follow=True)
    assert "Files are not kept" in response.content.decode()


def test_a_stranger_leaves_no_load_of_choices_behind(client: Client, db: None):
    client.post(f"{REGISTER}work/", {"languages": ["x" * 20_000] * 200})
    kept = client.session["unsaved_answers"]["answers"]["languages"]
    assert sum(map(len, kept)) <= 20_000


def test_what_one_person_typed_does_not_come_to_the_next_one_at_the_machine(
    hers: Client, boris: Person
):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    key = str(Registration.objects.get().key)
    hers.logout()
    hers.post(f"{REGISTER}names/", {"name": "Ministerio secreto", "registration": key})
    hers.post("/en/accounts/login/", {"login": boris.email, "password": make.PASSWORD})
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    assert "secreto" not in hers.get(f"{REGISTER}names/").content.decode()


# --- Sending -------------------------------------------------------------------------------------


def test_sent_twice_it_is_one_application(hers: Client):
    fill(hers)
    first, second = send(hers), send(hers)
    assert first.url == second.url == "/en/organizations/midi/application/"
    assert Organization.objects.count() == 1
    assert Letter.objects.filter(name="application_received").count() == 1


def test_the_same_ministry_typed_again_is_the_same_application(hers: Client):
    first = register(hers)
    second = register(hers, name="ministerio de inclusión", acronym="X")
    assert first.url == second.url
    assert Organization.objects.count() == 1


def test_a_second_organization_of_the_same_acronym_gets_an_address_of_its_own(hers: Client):
    register(hers)
    assert register(hers, name="Otro ministerio").url == "/en/organizations/midi-2/application/"


def test_nobody_fills_the_queue_of_the_secretariat(hers: Client):
    for number in range(6):
        response = register(hers, name=f"Ministerio {number}")
    assert response.url == f"{REGISTER}review/"
    assert "Please wait" in hers.get(response.url).content.decode()
    assert Organization.objects.count() == 5


def test_what_is_not_complete_is_not_sent(hers: Client):
    fill(hers, country="")
    page = hers.get(f"{REGISTER}review/").content.decode()
    assert "Not ready to be sent" in page
    assert "Send the application" not in page
    assert send(hers).url == f"{REGISTER}review/"
    assert not Organization.objects.exists()


def test_nobody_sends_the_registration_of_somebody_else(hers: Client, boris: Person):
    fill(hers)
    hers.force_login(boris)
    assert send(hers).status_code == 404
    for key in ("", "\x00", "no-key"):
        page = f"{REGISTER}send/"
        assert hers.post(page, {"registration": key}).status_code == 404
    assert not Organization.objects.pending().exists()


# --- What is asked of whom -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "asked", "not_asked"),
    [
        ("ministry", {"is_national_focal", "email_domain", "country"}, {"interests"}),
        ("subnational", {"email_domain", "country"}, {"interests", "is_national_focal"}),
        ("international", {"email_domain"}, {"country", "is_national_focal", "interests"}),
        ("private", {"interests", "country"}, {"email_domain", "is_national_focal"}),
        ("ngo", {"country"}, {"email_domain", "interests", "is_national_focal"}),
    ],
)
def test_the_kind_decides_which_questions_come(
    hers: Client, kind: str, asked: set[str], not_asked: set[str]
):
    hers.post(f"{REGISTER}kind/", {"kind": kind})
    pages = [hers.get(f"{REGISTER}{part}/").context["form"] for part in ANSWERS]
    fields = {name for form in pages for name in form.fields}
    assert asked <= fields
    assert not not_asked & fields


def test_without_a_kind_no_other_question_comes(hers: Client):
    for part in ("names", "contact", "logo", "review"):
        assert hers.get(f"{REGISTER}{part}/").status_code == 302


def test_a_firm_states_its_interests(hers: Client):
    register(hers, kind="private")
    assert not Organization.objects.exists()
    register(hers, kind="private", interests="We sell payment systems.")
    assert Organization.objects.get().interests == "We sell payment systems."


def test_an_answer_of_another_kind_is_not_sent(hers: Client):
    fill(hers, kind="private", interests="We sell.", is_national_focal="on")
    hers.post(f"{REGISTER}kind/", {"kind": "ngo"})
    send(hers)
    made = Organization.objects.get()
    assert (made.interests, made.is_national_focal) == ("", False)


def test_only_an_international_body_needs_no_country(hers: Client):
    assert register(hers, kind="international", country="").url.endswith("/midi/application/")
    assert Organization.objects.get().country is None


def test_an_address_at_a_free_mail_provider_is_no_official_domain(hers: Client):
    register(hers, official_email="ministerio@gmail.com")
    assert Organization.objects.get().email_domain == ""


@pytest.mark.parametrize("typed", ["@midi.gob.example", "https://www.MIDI.gob.example/inicio"])
def test_a_domain_may_be_typed_in_any_way(hers: Client, typed: str):
    register(hers, email_domain=typed)
    assert Organization.objects.get().email_domain == "midi.gob.example"


# --- Bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "cult"),
        ("kind", "\x00"),
        ("name", ""),
        ("name", "x" * 10_000),
        ("name", "x" * 100_000),
        ("name", "Mini\x00sterio"),
        ("name", "Mini\x07sterio"),
        ("name", "Mini\nsterio"),
        ("name", "\u202eoiretsiniM"),
        ("name", "Ministerio\u200f"),
        ("name", "Mini\u200bsterio"),
        ("name", "Win at https://evil.example"),
        ("acronym", "MI\u2066DI"),
        ("country", ""),
        ("country", "XX"),
        ("country", "C\x00"),
        ("website", "javascript:alert(1)"),
        ("official_email", ""),
        ("official_email", "nobody"),
        ("email_domain", "@midi"),
        ("email_domain", "midi.gob.example\u200b"),
        ("email_domain", "a" * 100_000 + ".example"),
        ("description", "x" * 3001),
        ("description", "a\x00b"),
        ("description_language", "xx"),
        ("languages", []),
        ("languages", ["xx"]),
        ("knows", ["no-such-theme"]),
        ("seeks", ["\x00"]),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    hers: Client, field: str, value: Any
):
    part = part_of(field)
    if part != "kind":
        hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    response = hers.post(f"{REGISTER}{part}/", ANSWERS[part] | {field: value})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {field}
    assert "Please look at this again" in response.content.decode()
    others = {name: one for name, one in ANSWERS[part].items() if name != field}
    again = hers.get(f"{REGISTER}{part}/").context["form"]
    for name, typed in others.items():
        assert again[name].value() == typed
    if isinstance(value, str) and len(value) < 20_000:
        assert kept()[field] == value.replace("\0", "\ufffd")


def test_signs_that_only_a_word_processor_needs_are_taken_out_of_texts(hers: Client):
    register(hers, description="Fami\u00adlias\u200b.")
    assert Organization.objects.get().description == "Familias."


def test_who_is_here_already_is_told_to_join(hers: Client):
    make.organization("MINISTERIO DE INCLUSIÓN", "CL")
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    response = hers.post(f"{REGISTER}names/", ANSWERS["names"])
    assert set(response.context["form"].errors) == {"name"}


def test_a_name_that_only_waits_elsewhere_is_not_given_away(hers: Client):
    """Whether somebody else has applied is nobody's business."""
    make.organization("Ministerio de Inclusión", "CL", status="applied")
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    response = hers.post(f"{REGISTER}names/", ANSWERS["names"])
    assert response.url == f"{REGISTER}contact/"
    assert hers.get(f"{REGISTER}names/").context["found"] == []


# --- Is this you? --------------------------------------------------------------------------------


@pytest.fixture
def midi(db: None) -> Organization:
    return make.organization(
        "Ministerio de Inclusión Social", "CL", slug="midi", email_domain="midi.gob.example"
    )


def test_one_that_resembles_hers_is_shown_once_before_going_on(hers: Client, midi: Organization):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    response = hers.post(f"{REGISTER}names/", ANSWERS["names"])
    page = response.content.decode()
    assert response.status_code == 200
    assert "Is this you?" in page
    assert "/en/organizations/midi/join/" in page
    top = page.index("Is one of these yours?")  # why she is still here, before the form
    assert top < page.index('name="name"')
    assert 'href="#is-this-you"' in page
    assert "Is one of these yours?" not in hers.get(f"{REGISTER}names/").content.decode()
    seen = ANSWERS["names"] | {"seen": ["midi"]}
    assert hers.post(f"{REGISTER}names/", seen).url == f"{REGISTER}contact/"


def test_a_logo_that_was_not_kept_is_said_and_no_words_stay_about_it(hers: Client):
    fill(hers)
    picture = files.upload("logo.png", files.picture())
    page = hers.post(f"{REGISTER}logo/", {"logo": picture, "logo_alt": ""}).content.decode()
    assert "The picture was not kept: choose it again." in page
    hers.post(f"{REGISTER}logo/", {"logo_alt": "A house with a red roof"})
    review = hers.get(f"{REGISTER}review/").content.decode()
    assert "No logo." in review
    assert "red roof" not in review
    assert "red roof" not in str(Registration.objects.get().answers)


def test_a_ministry_chooses_its_country_and_is_not_offered_none(hers: Client):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    choices = hers.get(f"{REGISTER}names/").context["form"].fields["country"].choices
    assert choices[0] == ("", "Choose the country")


def test_it_is_shown_while_she_types(hers: Client, midi: Organization):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    typing = {"name": "ministerio de inclusion s", "country": "CL"}
    response = hers.get(f"{REGISTER}names/", typing, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "Ministerio de Inclusión Social" in page
    assert "<html" not in page
    assert "HX-Request" in response["Vary"]
    nothing = hers.get(f"{REGISTER}names/", {"name": "\x00"}, headers={"HX-Request": "true"})
    assert nothing.content.decode().strip() == ""


def test_the_domain_is_looked_at_too(hers: Client, midi: Organization):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    contact = {"official_email": "a@midi.gob-example.com", "email_domain": ""}
    page = hers.post(f"{REGISTER}contact/", contact).content.decode()
    assert "Ministerio de Inclusión Social" in page


def test_letters_of_another_alphabet_are_pointed_out(hers: Client):
    hers.post(f"{REGISTER}kind/", ANSWERS["kind"])
    hers.post(f"{REGISTER}names/", ANSWERS["names"] | {"name": "Ministeriо de Inclusión"})
    for page in ("names", "review"):
        assert "holds letters that are not Latin" in hers.get(f"{REGISTER}{page}/").content.decode()


# --- Doors ---------------------------------------------------------------------------------------


def test_a_visitor_is_asked_to_sign_in(client: Client):
    for page in (REGISTER, f"{REGISTER}names/", f"{REGISTER}review/"):
        assert client.get(page).url == f"/en/accounts/login/?next={page}"


@pytest.mark.parametrize("page", ["", "names/", "review/"])
def test_the_pages_of_a_registration_ask_little(
    hers: Client, page: str, django_assert_max_num_queries
):
    fill(hers)
    hers.get("/en/")
    with django_assert_max_num_queries(18):
        assert hers.get(f"{REGISTER}{page}").status_code == 200
