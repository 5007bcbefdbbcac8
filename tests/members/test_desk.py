"""Chloe's desk: organizations by state and age, decisions through the model's verbs alone."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from community.models import Event, Letter, Person, Theme
from members.admin import OrganizationAdmin
from members.models import Membership, Organization
from tests import make
from tests.as_shown import as_shown
from tests.browser.conftest import give_second_factor

pytestmark = pytest.mark.django_db
LIST, LIST_QUERIES = "/admin/members/organization/", 6


@pytest.fixture
def desk(client: Client, chloe: Person) -> Client:
    give_second_factor(chloe)
    client.force_login(chloe)
    return client


@pytest.fixture
def applied(db: None) -> Organization:
    made = make.organization("Ministerio de Inclusión", status="applied")
    make.member(made, "focal_point", email="amina@example.org", language="es")
    return made


def move(organization: Organization, name: str) -> str:
    return reverse("admin:members_organization_move", args=[organization.pk, name])


def test_chloe_lists_those_that_wait_the_longest_first(desk: Client, applied: Organization):
    make.organization("Ministry of Labour", "JM")
    page = desk.get(LIST + "?status__exact=applied").content.decode()
    assert "Ministerio de Inclusión" in page
    assert "Ministry of Labour" not in page
    make.organization("Applied later", status="applied")
    page = desk.get(LIST).content.decode()
    assert page.index("Ministerio de Inclusión") < page.index("Applied later")


def test_chloe_approves_with_a_button(desk: Client, applied: Organization, chloe: Person):
    page = desk.get(f"{LIST}{applied.pk}/change/").content.decode()
    assert move(applied, "approve") in page
    assert move(applied, "suspend") not in page
    assert desk.post(move(applied, "approve"), {"because": ""}).status_code == 200  # says why
    desk.post(move(applied, "approve"), {"because": "letter", "how": "Letter 12 of March"})
    applied.refresh_from_db()
    assert (applied.status, applied.verified_because) == ("approved", "letter")
    assert applied.verified_how == "Letter 12 of March"
    assert Event.objects.of(applied).get().by == chloe
    letter = Letter.objects.get()
    assert (letter.name, letter.language) == ("organization_approved", "es")


def test_chloe_sees_whether_the_domain_is_proven_before_she_decides(
    desk: Client, applied: Organization
):
    applied.email_domain = "midi.gob.example"
    applied.save()
    page = desk.get(move(applied, "approve")).content.decode()
    assert "not proven yet" in page
    assert 'value="domain"' not in page
    applied.prove_domain("despacho@midi.gob.example", by=None)
    page = desk.get(move(applied, "approve")).content.decode()
    assert "despacho@midi.gob.example" in page
    desk.post(move(applied, "approve"), {"because": "domain"})
    applied.refresh_from_db()
    assert (applied.status, applied.verified_because) == ("approved", "domain")


def test_many_are_approved_for_one_reason_asked_once(desk: Client, applied: Organization):
    second = make.organization(status="applied")
    chosen = {"_selected_action": [applied.pk, second.pk], "action": "move_approve"}
    assert "Verified because" in desk.post(LIST, chosen).content.decode()
    desk.post(LIST, chosen | {"decided": "1", "because": "domain"})  # of neither it is proven
    assert not Organization.objects.approved().exists()
    desk.post(LIST, chosen | {"decided": "1", "because": "known"})
    assert Organization.objects.approved().count() == 2


def test_chloe_begins_the_check_with_a_button(desk: Client, applied: Organization, chloe: Person):
    begin = reverse("admin:members_organization_begin_check", args=[applied.pk])
    assert begin in desk.get(f"{LIST}{applied.pk}/change/").content.decode()
    assert desk.get(begin).status_code == 405
    desk.post(begin)
    applied.refresh_from_db()
    assert (applied.status, applied.check_began_by) == ("applied", chloe)
    page = desk.post(begin, follow=True).content.decode()  # somebody was faster
    assert "Somebody was faster" in page
    assert f'action="{begin}"' not in page


def test_chloe_is_told_of_names_and_domains_that_pass_for_others(
    desk: Client, applied: Organization
):
    make.organization("Ministerio de Familia", "UY", email_domain="mides.gub.uy")
    for name, domain, words in (
        ("Ministeriо de Inclusión", "", "not Latin"),
        ("Ministerio de Familia", "", "resembles Ministerio de Familia"),
        ("Otro", "mides.gub-uy.com", "mides.gub.uy"),
        ("Otro", "xn--mdes-l9d.gub.uy", "written in a browser as"),
        ("Otro", "xn--mdes-l9d.gub.uy", "resembles Ministerio de Familia"),
    ):
        Organization.objects.filter(pk=applied.pk).update(name=name, email_domain=domain)
        assert words in desk.get(f"{LIST}{applied.pk}/change/").content.decode(), domain


def test_a_refusal_asks_for_its_reason_first(desk: Client, applied: Organization):
    assert desk.post(move(applied, "refuse"), {"reason": ""}).status_code == 200
    applied.refresh_from_db()
    assert applied.status == "applied"
    desk.post(move(applied, "refuse"), {"reason": "Not a public body."})
    applied.refresh_from_db()
    assert applied.status == "refused"
    assert "Not a public body." in Letter.objects.get().body


def test_chloe_decides_many_at_once(desk: Client, applied: Organization):
    second = make.organization(status="applied")
    chosen = {"_selected_action": [applied.pk, second.pk], "action": "move_ask"}
    assert "Your question" in desk.post(LIST, chosen).content.decode()
    desk.post(LIST, chosen | {"decided": "1", "reason": "Which decree?"})
    states = Organization.objects.filter(pk__in=(applied.pk, second.pk))
    assert set(states.values_list("status", flat=True)) == {"question"}


def test_the_state_cannot_be_typed(desk: Client, applied: Organization):
    page = desk.get(f"{LIST}{applied.pk}/change/").content.decode()
    assert 'name="status"' not in page
    assert 'name="verified_at' not in page


def test_mending_a_field_keeps_a_decision_made_meanwhile(applied: Organization, chloe: Person):
    """Two officers: one has read the row and writes a field, the other approves in between."""
    seen = Organization.objects.get(pk=applied.pk)
    applied.approve(by=chloe, because="known")
    seen.verified_how = "Seen the decree"
    form = SimpleNamespace(touched=lambda: ["verified_how", "knows"])
    OrganizationAdmin(Organization, admin.site).save_model(HttpRequest(), seen, form, change=True)
    applied.refresh_from_db()
    assert (applied.status, applied.verified_how) == ("approved", "Seen the decree")


def test_nobody_adds_or_deletes_an_organization_here(desk: Client, applied: Organization):
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.get(f"{LIST}{applied.pk}/delete/").status_code == 403


def test_the_history_shows_who_did_what_and_why(desk: Client, applied: Organization, chloe: Person):
    applied.ask(by=chloe, reason="Which decree?")
    for page in ("change", "history"):
        text = desk.get(f"{LIST}{applied.pk}/{page}/").content.decode()
        assert "Which decree?" in text
        assert chloe.name in text
    assert "change history" not in text
    assert "Fields changed at the desk" not in text
    LogEntry.objects.log_actions(chloe.pk, [applied], CHANGE, "Changed name.")
    text = desk.get(f"{LIST}{applied.pk}/history/").content.decode()
    assert "Fields changed at the desk" in text
    assert "Changed name." in text


def test_chloe_lets_the_first_person_into_an_organization_without_people(desk: Client):
    ministry = make.organization()
    wish = Membership(person=make.person(), organization=ministry, message="I work here.").ask()
    action = {"_selected_action": [wish.pk], "action": "let_in"}
    desk.post("/admin/members/membership/", action)
    assert ministry.memberships.active().get().role == "focal_point"


def test_chloe_hands_the_office_of_focal_point_over(desk: Client, applied: Organization):
    deputy = applied.memberships.get(person=make.member(applied, "deputy"))
    old = applied.memberships.get(role="focal_point")
    page = f"/admin/members/membership/{deputy.pk}/change/"
    response = desk.post(page, {"role": "focal_point"})
    assert "There is a focal point already." in response.content.decode()
    assert desk.post(f"/admin/members/membership/{old.pk}/change/", {"role": "deputy"}).url
    desk.post(page, {"role": "focal_point"})
    deputy.refresh_from_db()
    assert deputy.role == "focal_point"
    assert Event.objects.filter(name="change_role").count() == 2


def test_themes_are_chosen_at_the_desk_and_never_made_by_typing(
    desk: Client, applied: Organization
):
    make.theme("cash-transfers")
    page = f"{LIST}{applied.pk}/change/"
    filled = {
        "kind": "ministry",
        "name": applied.name,
        "country": "CL",
        "description_language": "es",
        "languages": ["es"],
        "verified_how": "Seen the decree",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    assert desk.post(page, filled | {"knows": ["never heard of"]}).status_code == 200
    assert desk.post(page, filled | {"knows": ["cash-transfers"]}).status_code == 302
    applied.refresh_from_db()
    assert applied.verified_how == "Seen the decree"
    assert [theme.slug for theme in applied.knows.all()] == ["cash-transfers"]
    assert Theme.objects.count() == 1


def test_chloe_writes_down_what_else_people_call_it(desk: Client, applied: Organization):
    make.theme("cash-transfers")
    applied.names.create(kind="former", text="Ministerio de Bienestar", until=2019)
    page = f"{LIST}{applied.pk}/change/"
    filled = {
        "kind": "ministry",
        "name": applied.name,
        "country": "CL",
        "description_language": "es",
        "languages": ["es"],
        "knows": ["cash-transfers"],
        "aliases": "MinBien\r\nLa Casa",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    assert desk.post(page, filled).status_code == 302
    assert applied.aliases() == ["MinBien", "La Casa"]
    assert "until 2019: Ministerio de Bienestar" in desk.get(page).content.decode()
    desk.post(page, as_shown(desk.get(page), "aliases", acronym="MB"))
    assert "Also known as" not in LogEntry.objects.latest("pk").get_change_message()


def test_what_its_people_wrote_while_an_officer_had_the_page_open_stays(
    desk: Client, applied: Organization
):
    page = f"{LIST}{applied.pk}/change/"
    sent = as_shown(desk.get(page), "aliases", official_email="info@chile.example")
    applied.call_it_also(["MinBien"])
    Organization.objects.filter(pk=applied.pk).update(website="https://chile.example")
    assert desk.post(page, sent).status_code == 302
    applied.refresh_from_db()
    assert applied.official_email == "info@chile.example"
    assert (applied.website, applied.aliases()) == ("https://chile.example", ["MinBien"])


def test_chloe_words_the_relation_of_a_country_with_the_oas(desk: Client):
    country = make.country("NI")
    assert desk.get(f"/admin/members/country/{country.pk}/change/").status_code == 200
    assert desk.get("/admin/members/country/add/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    desk: Client, rows: int, django_assert_num_queries: Any
):
    for _row in range(rows):
        make.organization(status="applied")
    desk.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(desk.get(LIST).context["cl"].result_list) == rows


@pytest.mark.parametrize("person", ["amina", "visitor"])
def test_the_desk_is_closed_to_others(client: Client, amina: Person, person: str):
    if person == "amina":
        client.force_login(amina)
    assert client.get(LIST).status_code == 302
    ministry = make.organization(status="applied")
    client.post(move(ministry, "approve"), {"decided": "1"})
    ministry.refresh_from_db()
    assert ministry.status == "applied"
