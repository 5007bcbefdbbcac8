"""Following an application: question and answer, with and without signing in; the proof by mail."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Event, Letter, Person
from members import proof
from members.models import Organization
from members.promises import working_days_after
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant(db: None) -> Person:
    return make.person("amina@example.org", name="Amina Reyes", language="es")


def applied(by: Person, **fields: Any) -> Organization:
    made = Organization(
        name="Ministerio",
        kind="ministry",
        country=make.country("CL"),
        languages=["es"],
        official_email="despacho@midi.gob.example",
        email_domain="midi.gob.example",
    )
    for name, value in fields.items():
        setattr(made, name, value)
    return made.apply(by=by)


@pytest.fixture
def asked(applicant: Person, chloe: Person) -> Organization:
    made = applied(applicant)
    made.ask(by=chloe, reason="Who signed <b>the letter</b>?")
    Letter.objects.all().delete()
    return made


def key_page(organization: Organization, language: str = "en") -> str:
    return f"/{language}/organizations/application/{organization.application_key}/"


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


# --- Without signing in --------------------------------------------------------------------------


def steps_on(client: Client, organization: Organization) -> list[tuple[str, str, bool]]:
    steps = client.get(key_page(organization)).context["steps"]
    return [(step["label"], step["place"], bool(step["when"])) for step in steps]


@pytest.mark.parametrize(
    ("language", "written"), [("en", "4 Nov 2026"), ("es", "4 nov 2026"), ("pt", "4 nov 2026")]
)
def test_nobody_takes_the_day_of_a_step_for_that_of_another_month(
    client: Client, applicant: Person, language: str, written: str
):
    with time_machine.travel("2026-11-04T12:00Z", tick=False):
        made = applied(applicant)
    page = client.get(key_page(made, language)).text
    assert f'<time class="steps__when" datetime="2026-11-04">{written}</time>' in page


def test_a_visitor_with_the_letter_sees_where_it_stands(
    client: Client, applicant: Person, chloe: Person
):
    made = applied(applicant)
    assert steps_on(client, made) == [
        ("Received", "current", True),
        ("In check", "coming", False),
        ("Approved", "coming", False),
    ]
    page = client.get(key_page(made)).text
    assert "within 5 working days" in page
    assert "Its check has not begun yet." in page  # as the line of steps says
    made.begin_check(by=chloe)
    assert steps_on(client, made)[1] == ("In check", "current", True)
    page = client.get(key_page(made)).text
    assert "An officer looks at your application now." in page
    assert "not begun" not in page
    made.ask(by=chloe, reason="Which decree?")
    assert steps_on(client, made)[2] == ("A question for you", "current", True)
    made.answer(by=applicant, reason="Decree 5.")
    assert [place for _label, place, _when in steps_on(client, made)] == [
        "done",
        "current",
        "done",
        "coming",
    ]
    made.approve(by=chloe, because="known")
    assert steps_on(client, made)[-1] == ("Approved", "current", True)
    assert "The application is approved" in client.get(key_page(made)).content.decode()


def test_a_refusal_is_said_plainly(client: Client, asked: Organization, chloe: Person):
    asked.refuse(by=chloe, reason="The papers are missing.")
    page = client.get(key_page(asked)).content.decode()
    assert "The application was refused" in page
    assert "The papers are missing." in page
    assert steps_on(client, asked)[-1] == ("Refused", "current", True)


def test_the_question_is_answered_there_once(
    client: Client, applicant: Person, asked: Organization, chloe: Person
):
    page = key_page(asked)
    assert "Who signed" in client.get(page).content.decode()
    for _click in range(2):
        response = client.post(f"{page}answer/", {"answer": "The minister herself."})
        assert response.url == page
    asked.refresh_from_db()
    assert asked.status == "applied"
    letter = Letter.objects.get()
    assert (letter.name, letter.address) == ("application_answered", chloe.email)
    event = Event.objects.of(asked).get(name="answer")
    assert (event.by, event.organization_name) == (applicant, "Ministerio")


@pytest.mark.parametrize("answer", ["", "x" * 100_000, "\x00"])
def test_an_answer_that_is_none_comes_back_there_too(
    client: Client, asked: Organization, answer: str
):
    response = client.post(f"{key_page(asked)}answer/", {"answer": answer})
    assert response.status_code == 200
    assert response.context["form"].errors
    asked.refresh_from_db()
    assert asked.status == "question"


def test_whoever_applied_and_left_answers_no_more(
    client: Client, applicant: Person, asked: Organization
):
    asked.memberships.of(applicant).update(ended_at=timezone.now())
    assert "Send the answer" not in client.get(key_page(asked)).content.decode()
    client.post(f"{key_page(asked)}answer/", {"answer": "Yes."})
    Organization.objects.filter(pk=asked.pk).update(applied_by=None)
    client.post(f"{key_page(asked)}answer/", {"answer": "Yes."})
    asked.refresh_from_db()
    assert asked.status == "question"


def test_the_page_is_kept_nowhere_and_named_to_nobody(client: Client, asked: Organization):
    response = client.get(key_page(asked))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "same-origin"
    assert 'name="robots" content="noindex' in response.content.decode()


def test_with_another_key_there_is_nothing(client: Client, asked: Organization):
    last = "11" if key_page(asked).endswith("00/") else "00"
    for page in (
        f"/en/organizations/application/{uuid.uuid4()}/",
        f"{key_page(asked)[:-3]}{last}/",
    ):
        assert client.get(page).status_code == 404
        assert "Copy it whole from the letter." in client.get(page).content.decode()
        assert client.post(f"{page}answer/", {"answer": "Yes."}).status_code == 404


def test_a_link_that_was_cut_says_so(client: Client, asked: Organization):
    proving = reverse("members:prove", args=[proof.token_for(asked)])
    for link in (key_page(asked), proving):
        for cut in (link[:-3] + "/", link[:-9] + "/"):
            page = client.get(cut)
            assert page.status_code == 404
            assert "Copy it whole from the letter." in page.content.decode()
            assert asked.name not in page.content.decode()


def test_an_answer_needs_its_token(asked: Organization):
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"{key_page(asked)}answer/", {"answer": "Yes."}).status_code == 403


def test_the_letters_lead_there(applicant: Person, chloe: Person):
    made = applied(applicant)
    made.ask(by=chloe, reason="Which decree?")
    made.approve(by=chloe, because="known")
    applied(applicant, name="Otro").refuse(by=chloe, reason="The same.")
    for name in (
        "application_received",
        "application_question",
        "organization_approved",
        "organization_refused",
    ):
        letter = Letter.objects.filter(name=name).earliest("pk")
        assert re.search(r"/es/organizations/application/[0-9a-f-]{36}/", letter.body), name


# --- In check ------------------------------------------------------------------------------------


def test_of_two_officers_one_begins_the_check(applicant: Person, chloe: Person):
    made = applied(applicant)
    same = Organization.objects.get(pk=made.pk)
    since = made.status_since
    made.begin_check(by=chloe)
    with pytest.raises(MoveRefused):
        same.begin_check(by=chloe)
    made.refresh_from_db()
    assert (made.status, made.status_since, made.check_began_by) == ("applied", since, chloe)
    assert Event.objects.of(made).filter(name="begin_check").get().by == chloe


def test_what_is_decided_is_not_checked_any_more(applicant: Person, chloe: Person):
    made = applied(applicant)
    made.refuse(by=chloe, reason="No.")
    with pytest.raises(MoveRefused):
        made.begin_check(by=chloe)


# --- The official domain, proven by mail ---------------------------------------------------------


def proof_page(letter: Letter) -> str:
    found = re.search(r"http\S+(/es/organizations/application/proof/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def test_the_official_address_says_yes(client: Client, applicant: Person):
    made = applied(applicant)
    letter = Letter.objects.get(name="proof_of_domain_asked")
    assert (letter.address, letter.language) == ("despacho@midi.gob.example", "es")
    assert letter.is_secret
    page = proof_page(letter)
    client.get(page)
    made.refresh_from_db()
    assert made.domain_proven_at is None  # a mail program that looks at links proves nothing
    for _click in range(2):
        response = client.post(page)
        assert response.url == page
    made.refresh_from_db()
    assert made.domain_proven_with == "despacho@midi.gob.example"
    assert made.domain_proven_at is not None
    assert Event.objects.of(made).filter(name="prove_domain").count() == 1
    assert client.get(page).context["organization"].status == "applied"


def test_an_applicant_at_the_official_domain_has_proven_it_already(db: None):
    person = make.person("amina@familia.midi.gob.example")
    made = applied(person)
    made.refresh_from_db()
    assert made.domain_proven_with == person.email
    assert not Letter.objects.filter(name="proof_of_domain_asked").exists()


def test_an_address_that_is_not_verified_proves_nothing(db: None):
    person = make.person("amina@midi.gob.example")
    person.emailaddress_set.update(verified=False)
    assert applied(person).domain_proven_at is None


@pytest.mark.parametrize(
    ("mine", "domain", "official"),
    [
        ("amina@gmail.com", "gmail.com", "ministerio@gmail.com"),
        ("amina@evilmidi.gob.example", "midi.gob.example", ""),
        ("amina@example.org", "midi.gob.example", "despacho@other.example"),
    ],
)
def test_free_mail_and_neighbors_prove_nothing(db: None, mine: str, domain: str, official: str):
    made = applied(make.person(mine), email_domain=domain, official_email=official)
    assert made.domain_proven_at is None
    assert not Letter.objects.filter(name="proof_of_domain_asked").exists()


def test_a_forged_link_is_none_and_an_old_one_says_so(client: Client, applicant: Person):
    page = proof_page_of(applied(applicant))
    for forged in ("nonsense", page.split("/")[-2][:-1] + "x"):
        assert client.get(f"/en/organizations/application/proof/{forged}/").status_code == 404
    later = timezone.now() + dt.timedelta(days=proof.DAYS, minutes=1)
    with time_machine.travel(later, tick=False):
        response = client.post(page)
    assert response.status_code == 410
    assert "no longer valid" in response.content.decode()
    assert not Organization.objects.exclude(domain_proven_at=None).exists()


def proof_page_of(organization: Organization) -> str:
    return f"/en/organizations/application/proof/{proof.token_for(organization)}/"


def test_a_link_for_the_address_before_is_void(client: Client, applicant: Person):
    made = applied(applicant)
    page = proof_page_of(made)
    made.official_email, made.email_domain = "a@other.example", "other.example"
    made.revise(["official_email", "email_domain"], by=applicant)
    assert client.post(page).status_code == 404
    newest = Letter.objects.filter(name="proof_of_domain_asked").latest("pk")
    assert newest.address == "a@other.example"


def test_a_proof_does_not_outlive_its_domain(applicant: Person):
    made = applied(applicant)
    made.prove_domain("despacho@midi.gob.example", by=None)
    made.email_domain = "other.example"
    made.revise(["email_domain"], by=applicant)
    made.refresh_from_db()
    assert (made.domain_proven_at, made.domain_proven_with) == (None, "")


def test_nobody_floods_an_address_with_letters(applicant: Person):
    made = applied(applicant)
    for number in range(5):
        made.official_email = f"victim@domain{number}.example"
        made.email_domain = f"domain{number}.example"
        made.revise(["official_email", "email_domain"], by=applicant)
    assert Letter.objects.filter(name="proof_of_domain_asked").count() == 3


def test_a_proof_comes_too_late_for_a_decided_application(
    client: Client, applicant: Person, chloe: Person
):
    made = applied(applicant)
    page = proof_page_of(made)
    made.refuse(by=chloe, reason="No.")
    client.post(page)
    made.refresh_from_db()
    assert made.domain_proven_at is None
    assert "decided already" in client.get(page).content.decode()
