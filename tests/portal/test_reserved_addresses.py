"""No sheet and no organization gets the address of a page that stands beside theirs."""

import re

import pytest

import experiences.urls
import members.urls
from experiences.models import Experience
from experiences.models.course import RESERVED as BESIDE_SHEETS
from members.models.course import RESERVED as BESIDE_ORGANIZATIONS
from tests import make

pytestmark = pytest.mark.django_db


def pages_beside(patterns: list[object], place: str) -> set[str]:
    """The first word behind ``place`` of every address, where it is a word."""
    found = (re.match(rf"{place}/([a-z-]+)/", str(one.pattern)) for one in patterns)  # type: ignore[attr-defined]
    return {match[1] for match in found if match}


def test_each_page_is_reserved():
    beside = pages_beside(experiences.urls.urlpatterns, "experiences")
    assert {"new", "suggestions"} <= beside == BESIDE_SHEETS
    beside = pages_beside(members.urls.urlpatterns, "organizations")
    assert {"register", "application"} <= beside == BESIDE_ORGANIZATIONS


def test_a_sheet_about_suggestions_has_a_page_of_its_own(amina):
    sheet = Experience(organization=make.ministry_of(amina), title="Suggestions")
    sheet.draft(by=amina)
    assert sheet.slug == "suggestions-2"


def test_the_desk_gives_no_sheet_the_address_of_a_page(client, chloe):
    sheet = make.published()
    client.force_login(chloe)
    page = client.post(f"/admin/experiences/experience/{sheet.pk}/change/", {"slug": "feed"})
    assert "A page of the portal has this address." in page.content.decode()
