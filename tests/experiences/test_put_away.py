"""What is archived or withdrawn: who still sees it reads why, others that it was there."""

import html
from typing import Any

import pytest

from community.models import Person
from experiences.models import Experience
from tests import make

pytestmark = pytest.mark.django_db


def read(client: Any, path: str, status: int = 404) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


@pytest.fixture
def archived(amina: Person) -> Experience:
    sheet = make.published(make.ministry_of(amina), title="Visits", slug="visits")
    sheet.archive(by=amina, reason="A family is named in it.")
    return sheet


def test_who_comes_by_a_citation_learns_that_it_is_archived_and_no_more(client, archived):
    addresses = (
        f"/id/{archived.number}",
        f"/id/{archived.number}?version=1",
        "/en/experiences/visits/",
    )
    for path in addresses:
        page = read(client, path)
        assert f"{archived.number} is archived" in page
        assert "This experience was published on " in page
        for secret in ("Visits", "A family is named", archived.organization.name):
            assert secret not in page
        assert '<meta name="robots" content="noindex">' in page
    assert "est archivée" in read(client, "/fr/experiences/visits/")


def test_of_what_was_never_public_nobody_learns_that_it_was_there(client, amina):
    sheet = make.sheet(make.ministry_of(amina), slug="draft")
    for state in ("draft", "withdrawn"):
        if state == "withdrawn":
            sheet.withdraw(by=amina)
        for path in (f"/id/{sheet.number}", "/en/experiences/draft/"):
            page = read(client, path)
            assert "There is no page at this address" in page
            assert "archived" not in page


def test_its_people_read_who_archived_it_when_and_why_and_find_it_again(client, amina, archived):
    client.force_login(amina)
    page = read(client, "/en/experiences/visits/", 200)
    assert "Archived on " in page
    assert amina.name in page
    assert "A family is named in it." in page
    assert "The secretariat can publish it again." in page
    my = read(client, "/en/my/", 200).partition("Archived and withdrawn")[2]
    assert 'href="/en/experiences/visits/"' in my


def test_once_it_is_published_again_it_is_there_as_before(client, archived, chloe):
    archived.republish(by=chloe)
    assert "Archived on" not in read(client, "/en/experiences/visits/", 200)


def test_of_a_draft_that_was_withdrawn_its_people_read_who_did_it(client, amina):
    sheet = make.sheet(make.ministry_of(amina), slug="draft")
    sheet.withdraw(by=amina)
    client.force_login(amina)
    page = read(client, "/en/experiences/draft/", 200)
    assert "Withdrawn on " in page
    assert "It can no longer be changed or submitted." in page
