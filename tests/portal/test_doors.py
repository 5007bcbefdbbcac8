"""Every address × every stranger: what is not yours does not exist for you.

The table is made from the addresses themselves, so a new one cannot be forgotten.
"""

import datetime as dt

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from exchanges.models import Offer
from tests import make

OPEN = {
    "healthz", "readyz", "robots", "sitemap", "sitemap-section", "security", "permanent", "root",
    "home", "search", "about", "themes", "theme",
    "members:directory", "members:organizations-feed", "members:countries", "members:country",
    "experiences:library", "experiences:suggestions", "experiences:feed",
    "experiences:lessons", "experiences:lessons-feed",
    "exchanges:board", "exchanges:feed", "exchanges:matrix", "exchanges:offers",
    "exchanges:offers-feed",
}  # fmt: skip
SIGNED_IN = {
    "my", "members:register", "members:join", "experiences:new", "exchanges:request",
    "exchanges:new-offer",
}  # fmt: skip


def addresses() -> dict[str, list[str]]:
    """Name → names of its arguments, of all our own addresses."""
    found: dict[str, list[str]] = {}

    def walk(patterns, space: str) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                if pattern.namespace != "admin" and "accounts" not in str(pattern.pattern):
                    walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else "")
            else:
                arguments = list(pattern.pattern.converters)
                found[f"{space}{pattern.name}"] = arguments

    walk(get_resolver().url_patterns, "")
    return found


KEYED = sorted(set(addresses()) - OPEN - SIGNED_IN)


@pytest.fixture
def secrets(amina):
    """What only Amina's ministry may see: a way to write any address about it."""
    ministry = make.ministry_of(amina)
    draft, request = make.sheet(ministry), make.request(amina)
    applied = make.organization("Applied", status="applied")
    applied.memberships.create(person=amina, role="focal_point", confirmed_at=timezone.now())
    wish = applied.memberships.create(person=make.person())
    party = request.parties.create(
        organization=make.organization(iso2="JM"), role="first-provider", state="invited"
    )
    offer = Offer.objects.create(
        organization=ministry, title="An offer", valid_until=dt.date(2099, 1, 1)
    )
    values = {
        "experiences:slug": draft.slug,
        "experiences:number": draft.lessons.get().number,
        "members:slug": applied.slug,
        "members:pk": wish.pk,
        "exchanges:number": request.number,
        "exchanges:pk": party.pk,
        "exchanges:end-offer": offer.pk,
    }

    def address(name: str) -> str:
        space = name.split(":")[0]
        given = {
            argument: values.get(name, values.get(f"{space}:{argument}"))
            for argument in addresses()[name]
        }
        return reverse(name, kwargs=given)

    return address


def test_the_table_knows_every_address():
    assert OPEN - set(addresses()) == set()
    assert SIGNED_IN - set(addresses()) == set()
    assert [name for name in KEYED if not addresses()[name]] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_a_visitor_is_led_to_the_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/accounts/login/")


@pytest.mark.parametrize("name", KEYED)
def test_nobody_can_tell_that_a_private_thing_exists(client, secrets, boris, name):
    """A visitor is asked to sign in or told 404; whoever is signed in is told 404."""
    path = secrets(name)
    for ask in (client.get, client.post):
        answer = ask(path)
        asked_in = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
        assert asked_in or answer.status_code in (404, 405), path
    for somebody in (make.person(), boris, make.member(make.organization(), "editor")):
        client.force_login(somebody)
        assert client.get(path).status_code in (404, 405), path
        assert client.post(path).status_code in (404, 405), path


@pytest.mark.parametrize("name", KEYED)
def test_those_it_belongs_to_are_let_in(client, secrets, amina, name):
    """The same addresses answer Amina: else the test above would prove nothing."""
    client.force_login(amina)
    path = secrets(name)
    read, written = client.get(path).status_code, client.post(path).status_code
    if name in HERS_TO_SEE_ONLY:
        assert read in (200, 404, 405), path
    else:
        # 403: she may see the thing, but the moment or the office is another.
        assert {read, written} & {200, 302, 403}, f"{path}: GET {read}, POST {written}"


# Moves of others, or of another moment: Amina knows the thing, but this is not hers to do now.
HERS_TO_SEE_ONLY: set[str] = {
    "experiences:publish",
    "experiences:return",
    "exchanges:open",
    "exchanges:return",
    "exchanges:complete",
    "exchanges:cancel",
    "members:ask-to-join",
    "members:answer",
}


@pytest.mark.parametrize("name", KEYED)
def test_no_form_is_taken_without_its_token(secrets, amina, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    assert client.post(secrets(name)).status_code in (403, 405)
