"""Chloe merges and parts organizations at her desk, and gives single things to another one."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from community.models import Person
from experiences.models import LessonEntry
from members.models import Merger, Organization
from portal.roles import make_groups
from tests import make
from tests.browser.conftest import give_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, chloe: Person) -> Client:
    give_second_factor(chloe)
    client.force_login(chloe)
    return client


def page_of(merged: Organization) -> str:
    return reverse("admin:members_organization_merge", args=[merged.pk])


def test_chloe_sees_what_moves_before_she_says_yes(desk: Client):
    kept = make.organization("Ministerio de Desarrollo Social", acronym="MIDES")
    merged = make.organization("Ministerio de Inclusión")
    make.published(merged)
    merged.knows.set([make.theme("care")])
    assert page_of(merged) in desk.get(f"/admin/members/organization/{merged.pk}/change/").text
    asked = desk.get(page_of(merged), {"into": "mides"})
    assert asked.context["counts"] == [
        ("experiences", 1),
        ("lessons", 1),
        ("themes it knows", 1),
    ]
    assert not Merger.objects.exists()
    answer = desk.post(page_of(merged), {"into": kept.number, "reason": "By decree 12."})
    assert answer.url == f"/admin/members/organization/{kept.pk}/change/"
    assert Merger.objects.get().reason == "By decree 12."
    assert LessonEntry.objects.get().organization == kept  # kept by the database, moved by nobody


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("nothing like that", "No approved organization is called that."),
        ("ministerio", "Several fit; write the number of one: ORG-"),
        ("ORG-99999999999999999", "No approved organization is called that."),
        ("", "This field is required."),
        ("ORG-0001\x00", "Null characters are not allowed."),
    ],
)
def test_what_fits_none_or_several_is_told(desk: Client, typed: str, told: str):
    merged = make.organization("Ministerio de Inclusión")
    make.organization("Ministerio de Desarrollo Social")
    answer = desk.post(page_of(merged), {"into": typed, "reason": "By decree 12."})
    assert answer.status_code == 200
    assert told in answer.text
    assert not Merger.objects.exists()


def test_merging_with_itself_or_without_a_reason_is_refused_on_the_page(desk: Client):
    merged, kept = make.organization("Ministerio de Inclusión"), make.organization()
    answer = desk.post(page_of(merged), {"into": merged.number, "reason": "By decree 12."})
    assert "cannot be merged with itself" in answer.text
    desk.post(page_of(merged), {"into": kept.number, "reason": ""})
    assert not Merger.objects.exists()


def test_chloe_undoes_it_from_either_page(desk: Client, chloe: Person):
    kept, merged = make.organization(), make.organization()
    sheet = make.sheet(merged)
    merger = Merger(kept=kept, merged=merged, reason="By decree 12.").make(by=chloe)
    undo = reverse("admin:members_merger_undo", args=[merger.pk])
    for page in ("organization", merged.pk), ("merger", merger.pk):
        assert undo in desk.get(f"/admin/members/{page[0]}/{page[1]}/change/").text
    assert "/merge/" not in desk.get(f"/admin/members/organization/{merged.pk}/change/").text
    assert desk.get(undo).status_code == 200
    desk.post(undo, {"reason": "It was another one."})
    sheet.refresh_from_db()
    assert sheet.organization == merged
    again = desk.post(undo, {"reason": "It was another one."}, follow=True)
    assert "already undone" in again.text
    assert undo not in desk.get(f"/admin/members/merger/{merger.pk}/change/").text
    assert desk.get("/admin/members/merger/").status_code == 200


@pytest.mark.parametrize(("group", "status"), [("officer", 200), ("editor", 403)])
def test_an_officer_may_and_an_editor_may_not(client: Client, group: str, status: int):
    make_groups()
    dan = make.person("dan@example.org", is_staff=True)
    dan.groups.set(dan.groups.model.objects.filter(name=group))
    give_second_factor(dan)
    client.force_login(dan)
    kept, merged = make.organization(), make.organization()
    assert client.get(page_of(merged)).status_code == status
    client.post(page_of(merged), {"into": kept.number, "reason": "By decree 12."})
    assert Merger.objects.exists() is (status == 200)


def test_the_page_is_closed_to_others(client: Client, amina: Person):
    client.force_login(amina)
    merged = make.ministry_of(amina)
    assert client.get(page_of(merged)).status_code == 302
    client.post(page_of(merged), {"into": make.organization().number, "reason": "Please."})
    assert not Merger.objects.exists()


# --- One thing ---------------------------------------------------------------------------------


def given(desk: Client, thing: Any, to: str, reason: str = "It moved with its people.") -> Any:
    name = f"admin:{thing._meta.app_label}_{thing._meta.model_name}_transfer"
    url = reverse(name, args=[thing.pk])
    change = reverse(name.replace("_transfer", "_change"), args=[thing.pk])
    assert url in desk.get(change).text
    assert desk.get(url).status_code == 200
    answer = desk.post(url, {"to": to, "reason": reason})
    thing.refresh_from_db()
    return answer


def test_chloe_gives_an_offer_to_another_organization(desk: Client, amina: Person, boris: Person):
    ministry = make.ministry_of(amina)
    offer = ministry.offers.create(title="We share", valid_until=dt.date(2099, 1, 1))
    given(desk, offer, make.ministry_of(boris).number)
    assert offer.organization == make.ministry_of(boris)


def test_what_is_refused_stands_on_the_page_with_what_was_typed(desk: Client, amina: Person):
    sheet = make.sheet(make.ministry_of(amina))
    answer = given(desk, sheet, make.ministry_of(amina).number)
    assert "It is with Ministerio de Desarrollo Social already." in answer.text
    assert "It moved with its people." in answer.text
    assert given(desk, sheet, make.organization().number, reason="").status_code == 200
    assert sheet.organization == make.ministry_of(amina)
