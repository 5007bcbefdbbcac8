"""What an office of the secretariat does not change at the desk it does not change elsewhere."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from community.models import Event, Person
from exchanges.models import Exchange
from members.models import Membership
from portal import roles
from tests import make

pytestmark = pytest.mark.django_db


def colleague(office: str) -> Person:
    """As ``make_groups`` gives the office its rights."""
    roles.make_groups()
    made = make.person(name=office, is_staff=True)
    made.groups.add(Group.objects.get(name=office))
    Authenticator.objects.create(user=made, type="totp", data={"secret": "unused"})
    return made


@pytest.fixture
def request_of(amina: Person) -> Exchange:
    made = make.request(amina)
    made.submit(by=amina)
    return made


def moved(client: Any, by: Person, exchange: Exchange, move: str, **data: str) -> str:
    client.force_login(by)
    client.post(f"{exchange.get_absolute_url()}{move}/", data)
    exchange.refresh_from_db()
    return str(exchange.status)


def test_an_editor_of_the_vocabulary_reads_a_request_and_does_not_open_it(client, request_of):
    editor = colleague("editor")
    client.force_login(editor)
    page = client.get(request_of.get_absolute_url())
    assert page.status_code == 200
    assert f'action="{request_of.get_absolute_url()}open/"' not in page.text
    assert moved(client, editor, request_of, "open") == "submitted"
    assert not Event.objects.of(request_of).filter(name="open").exists()


@pytest.mark.parametrize("office", ["officer", "coordinator"])
def test_an_officer_opens_it_on_its_own_page(client, request_of, office):
    by = colleague(office)
    client.force_login(by)
    page = client.get(request_of.get_absolute_url()).text
    assert f'action="{request_of.get_absolute_url()}open/"' in page
    assert moved(client, by, request_of, "open") == "open"


def test_an_editor_publishes_sheets_and_decides_on_no_organization(amina):
    """Sheets are hers, organizations are not."""
    editor = colleague("editor")
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    sheet.publish(by=editor)
    assert sheet.status == "published"
    applied = make.organization(status="applied")
    with pytest.raises(PermissionDenied):
        applied.refuse(by=editor, reason="No.")


def test_words_on_the_page_of_an_exchange_are_hidden_by_who_decides_on_exchanges(
    client, request_of, chloe
):
    request_of.open(by=chloe)
    question = request_of.ask("Who pays?", by=make.person())
    editor, officer = colleague("editor"), colleague("officer")
    with pytest.raises(PermissionDenied):
        request_of.hide(question, by=editor, reason="No.")
    for by, times in ((editor, 0), (officer, 1)):
        client.force_login(by)
        page = client.get(request_of.get_absolute_url()).text
        assert page.count(f"hide_question_{question.pk}") >= times
        assert bool(page.count(f"hide_question_{question.pk}")) is bool(times)
    request_of.hide(question, by=officer, reason="It names a family.")


def test_an_editor_gives_no_organization_to_who_asked_to_join(client):
    """On the page of its people neither: where nobody leads, the secretariat decides."""
    headless = make.organization()
    Membership(person=make.person(), organization=headless, message="I work here.").ask()
    asked = Membership.objects.get(organization=headless)
    editor, officer = colleague("editor"), colleague("officer")
    assert not Membership.objects.decidable_by(editor).filter(pk=asked.pk).exists()
    assert Membership.objects.decidable_by(officer).filter(pk=asked.pk).exists()
