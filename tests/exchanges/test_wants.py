"""“We want this too”: who says it, who takes it back, and the edition made of it."""

import pytest
from django.core.exceptions import PermissionDenied

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from exchanges.models import Want
from exchanges.vocabulary import LIVE, Status
from members.models import Merger, Organization
from tests import make
from tests.exchanges import stages


@pytest.fixture
def eva():
    """An editor of a ministry of Peru."""
    return make.member(make.organization("Ministerio del Perú", "PE"), "editor", name="Eva Rojas")


def say(exchange, person, **fields):
    return Want.say(exchange, make.ministry_of(person), by=person, **fields)


@pytest.mark.parametrize("state", Status.values)
def test_it_is_said_while_the_exchange_lives_and_never_afterwards(state, who, eva):
    exchange = stages.force(stages.opened(who), state)
    if state in LIVE:
        say(exchange, eva)
    else:
        with pytest.raises(MoveRefused):
            say(exchange, eva)
    assert Want.objects.exists() is (state in LIVE)


def test_it_is_said_once_and_the_one_that_asks_hears_of_it_once(who, eva):
    exchange = stages.opened(who)
    for _ in range(2):
        say(exchange, eva, note="For our coast.")
    assert Want.objects.count() == 1
    letter = Letter.objects.get(name="wanted_too")
    assert letter.address == who.amina.email
    assert "For our coast." in letter.body


@pytest.mark.parametrize("role", ["viewer", "editor", "focal_point"])
@pytest.mark.parametrize("status", ["approved", "applied", "suspended"])
def test_only_who_writes_for_an_approved_organization_says_it(role, status, who):
    body = make.organization(iso2="PE", status=status, kind="ngo")
    person = make.member(body, role)
    if status == "approved" and role != "viewer":
        Want.say(stages.opened(who), body, by=person)
    else:
        with pytest.raises(PermissionDenied):
            Want.say(stages.opened(who), body, by=person)


def test_nobody_wants_her_own_exchange_nor_in_the_name_of_others(who, eva):
    exchange = stages.opened(who)
    for person in (who.amina, who.boris):  # Boris is invited
        with pytest.raises(MoveRefused):
            say(exchange, person)
    with pytest.raises(PermissionDenied):
        Want.say(exchange, who.of(who.dana), by=eva)


def test_a_colleague_takes_it_back_and_a_stranger_does_not(who, eva):
    exchange = stages.opened(who)
    want = say(exchange, eva)
    with pytest.raises(PermissionDenied):
        want.take_back(by=who.dana)
    want.take_back(by=make.member(make.ministry_of(eva), "editor"))
    assert not Want.objects.exists()
    names = Event.objects.of(exchange).order_by("pk").values_list("name", flat=True)
    assert list(names)[-2:] == ["want", "take_back_want"]


def test_the_page_counts_by_country_and_leaves_out_who_is_suspended(client, who, eva):
    exchange = stages.opened(who)
    say(exchange, eva, note="<b>For our coast.</b>")
    other = make.member(make.organization("Gone body", "PE"), "editor")
    say(exchange, other)
    Organization.objects.filter(name="Gone body").update(status="suspended")
    page = client.get(exchange.get_absolute_url()).text
    assert 'Peru <b class="number">1</b>' in page
    assert "&lt;b&gt;For our coast." in page
    assert "Gone body" not in page


def test_eva_says_it_and_takes_it_back_on_the_page(client, who, eva):
    exchange = stages.opened(who)
    client.force_login(eva)
    path = exchange.get_absolute_url()
    assert "My organization wants this too" in client.get(path).text
    body = make.ministry_of(eva)
    client.post(f"{path}want/", {"organization": body.pk, "note": "Us too"})
    page = client.get(path).text
    assert "Us too" in page
    assert "My organization wants this too" not in page
    client.post(f"{path}want/{Want.objects.get().pk}/take-back/")
    assert "Us too" not in client.get(path).text


@pytest.mark.parametrize("kept", ["another that wants it", "the one that asks"])
def test_after_a_merger_it_is_said_once_and_never_of_ones_own(kept, client, who, eva):
    exchange = stages.opened(who)
    other = make.member(make.organization("Ministerio fusionado", "PE"), "editor")
    for person in (eva, other):
        say(exchange, person)
    into = make.ministry_of(eva) if kept == "another that wants it" else who.of(who.amina)
    Merger(kept=into, merged=make.ministry_of(other), reason="By decree.").make(by=who.chloe)
    assert [want.organization for want in exchange.wants.standing()] == [make.ministry_of(eva)]
    assert "Ministerio fusionado" not in client.get(exchange.get_absolute_url()).text


# --- The multi-country edition -------------------------------------------------------------------


def test_chloe_prepares_an_edition_and_all_are_invited_when_it_opens(client, who, eva):
    exchange = stages.shaping(who)
    say(exchange, eva)
    say(exchange, who.dana)  # an international body: no recipient
    focal = make.member(make.ministry_of(eva), "focal_point")
    edition = Want.gather(exchange, by=who.chloe)
    assert (edition.status, edition.edition_of, edition.organization) == (
        "submitted", exchange, exchange.organization,
    )  # fmt: skip
    found = {(str(p), p.role, p.state) for p in edition.parties.all()}
    assert found == {
        ("Ministerio de Desarrollo Social", "recipient", "accepted"),
        ("Ministry of Labour", "first-provider", "invited"),
        ("Ministerio del Perú", "recipient", "invited"),
        ("Inter-American Body", "observer", "invited"),
    }
    assert list(edition.themes.all()) == list(exchange.themes.all())
    assert not Letter.objects.filter(name="party_invited", person=focal).exists()
    assert edition.number not in client.get(exchange.get_absolute_url()).text
    edition.open(by=who.chloe)
    assert Letter.objects.filter(name="party_invited", person=focal).exists()
    assert edition.get_absolute_url() in client.get(exchange.get_absolute_url()).text
    assert exchange.get_absolute_url() in client.get(edition.get_absolute_url()).text


def test_an_edition_needs_the_secretariat_a_public_body_and_no_other_edition(who, eva):
    exchange = stages.opened(who)
    with pytest.raises(MoveRefused):
        Want.gather(exchange, by=who.chloe)
    say(exchange, who.dana)
    with pytest.raises(MoveRefused):  # no public body
        Want.gather(exchange, by=who.chloe)
    say(exchange, eva)
    with pytest.raises(PermissionDenied):
        Want.gather(exchange, by=who.amina)
    edition = Want.gather(exchange, by=who.chloe)
    with pytest.raises(MoveRefused):
        Want.gather(exchange, by=who.chloe)
    edition.withdraw(by=who.amina, reason="We have no time for it.")
    Want.gather(exchange, by=who.chloe)
