"""The address that a sheet had while it was written leads to the published one."""

import importlib

import pytest
from django.db import connection
from django.test import Client

from community.unsaved import mark
from experiences.models import Experience, FormerSheetAddress
from tests import make
from tests.experiences.test_writing import typed

pytestmark = pytest.mark.django_db
DRAFT, TODAY = "/en/experiences/first-words/", "/en/experiences/visits-at-home/"


@pytest.fixture
def sheet(amina):
    made = make.sheet(make.ministry_of(amina), title="Visits at home", slug="first-words")
    made.submit(by=amina)
    return made


def test_a_letter_about_a_draft_leads_to_the_published_sheet(client, chloe, sheet):
    sheet.publish(by=chloe)
    assert sheet.get_absolute_url() == TODAY
    answer = client.get(f"{DRAFT}history/?page=1")
    assert (answer.status_code, answer["Location"]) == (301, f"{TODAY}history/?page=1")
    assert client.get(TODAY).status_code == 200


def test_a_stranger_cannot_tell_that_there_was_a_draft(client, amina, boris, chloe, sheet):
    """Archived, it is its own people's again, at either address."""
    assert client.get(DRAFT).status_code == 404
    sheet.publish(by=chloe)
    sheet.archive(by=chloe, reason="Out of date.")
    for stranger in (None, boris):
        if stranger:
            client.force_login(stranger)
        assert client.get(DRAFT).status_code == client.get(TODAY).status_code == 404
    client.force_login(amina)
    assert client.get(DRAFT)["Location"] == TODAY


def test_what_is_posted_from_a_page_that_was_open_goes_along(client, amina, chloe, sheet):
    make.theme("visits")
    client.force_login(amina)
    sheet.publish(by=chloe)
    data = typed(sheet.organization, results="All came.")
    answer = client.post(f"{DRAFT}edit/", data, follow=True)
    assert answer.redirect_chain[0] == (f"{TODAY}edit/", 307)
    sheet.refresh_from_db()
    assert sheet.results == "All came."


def test_a_colleague_who_renames_a_draft_stops_nobody_who_writes_in_it(client, amina, sheet):
    """Nor does she herself, in another tab; the form of the page says who types in it."""
    make.theme("visits")
    Experience.objects.update(status="draft")
    client.force_login(amina)
    client.post(f"{DRAFT}edit/", typed(sheet.organization, title="Doors that open"))
    data = typed(sheet.organization, title="", problem="Two tabs.", typed_by=mark(amina))
    answer = client.post(f"{DRAFT}edit/", data, follow=True)
    assert answer.redirect_chain[0] == ("/en/experiences/doors-that-open/edit/", 307)
    sheet.refresh_from_db()
    assert sheet.problem == "Two tabs."
    frame = {"legal_frame": "A law.", "typed_by": mark(amina)}
    client.post(f"{DRAFT}edit/frame/", frame, follow=True)
    sheet.refresh_from_db()
    assert sheet.legal_frame == "A law."


def test_the_address_of_a_draft_follows_its_title(client, amina, sheet):
    make.theme("visits")
    Experience.objects.update(status="draft")
    client.force_login(amina)
    data = typed(sheet.organization, title="Doors that open")
    answer = client.post(f"{DRAFT}edit/", data)
    assert answer["Location"] == "/en/experiences/doors-that-open/edit/"
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(f"{DRAFT}edit/")["Location"] == answer["Location"]
    sheet.refresh_from_db()
    newest = sheet.versions.order_by("-pk").values_list("title", "slug")[:2]  # one for both
    assert list(newest) == [
        ("Doors that open", "doors-that-open"),
        ("Visits at home", "first-words"),
    ]
    again = {**data, "results": "All came.", "title": ""}
    assert client.post(answer["Location"], again)["Location"] == answer["Location"]
    again = {**data, "results": "All came."}
    assert client.post(answer["Location"], again)["Location"] == answer["Location"]
    assert FormerSheetAddress.objects.get().slug == "first-words"
    client.post(answer["Location"], {**data, "title": "First words"})  # back again
    sheet.refresh_from_db()
    assert sheet.slug == "first-words"
    assert FormerSheetAddress.objects.get().slug == "doors-that-open"


def test_the_address_of_a_public_sheet_stays_whatever_its_title(client, amina, chloe, sheet):
    make.theme("visits")
    sheet.publish(by=chloe)
    client.force_login(amina)
    client.post(f"{TODAY}edit/", typed(sheet.organization, title="Doors that open"))
    sheet.refresh_from_db()
    assert (sheet.title, sheet.slug) == ("Doors that open", "visits-at-home")


def test_of_two_drafts_with_one_title_each_keeps_its_own_address(client, amina, sheet):
    make.theme("visits")
    other = make.sheet(sheet.organization, title="Old", slug="old")
    client.force_login(amina)
    for slug in ("first-words", "old"):
        client.post(f"/en/experiences/{slug}/edit/", typed(sheet.organization, title="Goats"))
    other.refresh_from_db()
    sheet.refresh_from_db()
    assert {sheet.slug, other.slug} == {"goats", "goats-2"}


def test_nobody_else_gets_a_former_address(amina, chloe, sheet):
    sheet.publish(by=chloe)
    other = Experience(organization=sheet.organization, title="First words")
    other.draft(by=amina)
    assert other.slug == "first-words-2"


def test_a_sheet_that_keeps_its_address_had_no_other(amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), title="Goats", slug="goats")
    sheet.submit(by=amina)
    sheet.publish(by=chloe)
    assert not FormerSheetAddress.objects.exists()


def test_the_migration_finds_the_addresses_of_the_past_in_the_versions(chloe, sheet):
    sheet.publish(by=chloe)
    FormerSheetAddress.objects.all().delete()
    migration = importlib.import_module("experiences.migrations.0021_former_addresses")
    with connection.cursor() as cursor:
        cursor.execute(migration.FROM_VERSIONS)
    assert Client().get(DRAFT)["Location"] == TODAY
