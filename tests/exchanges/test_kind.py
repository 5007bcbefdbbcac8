"""The kind follows from the parties, whatever way they were written."""

import itertools

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from exchanges.models import Exchange, Party
from tests import make
from tests.exchanges import stages
from tests.thorough import some

COUNTED = {"invited", "accepted"}
THIRD = {"second-provider", "facilitator", "funder"}


def kind_of(parties: list[tuple[str, str, str]], *, begun: bool = False) -> str:
    """The rule once more: (role, country or nothing for an international body, state)."""
    counted = {"accepted"} if begun else COUNTED
    present = [(role, country) for role, country, state in parties if state in counted]
    recipients = {country for role, country in present if role == "recipient"}
    providers = {country for role, country in present if role == "first-provider"}
    if len(recipients) > 1:
        return "multilateral"
    if not providers:
        return ""
    thirds = {country for role, country in present if role in THIRD}
    return "trilateral" if thirds - recipients - providers or "" in thirds else "bilateral"


@pytest.fixture
def exchange(amina):
    return make.request(amina)


@pytest.fixture
def bodies():
    """Three organizations of each place, so that no organization is a party twice."""
    places = ("CL", "JM", "BR", "")
    return {
        place: [
            make.organization(iso2=place, kind="ministry" if place else "international")
            for _ in range(3)
        ]
        for place in places
    }


def kind_with(exchange: Exchange, bodies, others: list[tuple[str, str, str]]) -> str:
    """Amina's ministry of Chile asks; ``others`` join. All of it is undone again."""
    used = {place: iter(bodies[place]) for place in bodies}
    with transaction.atomic():
        for role, place, state in others:
            body = next(used[place])
            exchange.parties.create(organization=body, country=body.country, role=role, state=state)
        kind = Exchange.objects.values_list("kind", flat=True).get(pk=exchange.pk)
        transaction.set_rollback(True)
    return kind


STATES = ("invited", "offered", "accepted", "declined")
ROLES = ("recipient", "first-provider", *sorted(THIRD), "knowledge-partner", "observer")


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("state", STATES)
def test_every_pair_of_others_makes_the_kind_that_the_rule_says(amina, bodies, state, begun):
    """One accepted and one in ``state``: all roles, all places."""
    each = list(itertools.product(ROLES, bodies))
    pairs = [
        (("recipient", "CL", "accepted"), (*one, "accepted"), (*two, state))
        for one, two in some(itertools.product(each, each), 3)  # of 32 times 32
        if not (one[0] == two[0] == "first-provider" and state == "accepted")  # there is one
    ]
    made = Exchange.objects.bulk_create(
        Exchange(title="An exchange", number=f"EXC-2026-{place:03d}") for place in range(len(pairs))
    )
    Party.objects.bulk_create(
        Party(
            exchange=exchange,
            organization=bodies[place][turn],
            country_id=place or None,
            role=role,
            state=said,
        )
        for exchange, parties in zip(made, pairs, strict=True)
        for turn, (role, place, said) in enumerate(parties)
    )
    kinds = dict(Exchange.objects.values_list("pk", "kind"))
    if begun:
        Exchange.objects.update(status="running", opened_at=timezone.now())
        kinds = dict(Exchange.objects.values_list("pk", "kind"))
    expected = {
        one.pk: kind_of(list(pair), begun=begun) for one, pair in zip(made, pairs, strict=True)
    }
    assert kinds == expected
    assert set(kinds.values()) >= {"", "bilateral", "multilateral"}
    assert ("trilateral" in kinds.values()) is (state in ({"accepted"} if begun else COUNTED))


@pytest.mark.parametrize(
    ("others", "kind"),
    [
        ([], ""),
        ([("facilitator", "", "accepted")], ""),
        ([("first-provider", "JM", "invited")], "bilateral"),
        ([("first-provider", "JM", "declined")], ""),
        ([("first-provider", "JM", "offered")], ""),
        ([("first-provider", "JM", "accepted"), ("facilitator", "CL", "accepted")], "bilateral"),
        ([("first-provider", "JM", "accepted"), ("facilitator", "JM", "accepted")], "bilateral"),
        ([("first-provider", "JM", "accepted"), ("facilitator", "BR", "accepted")], "trilateral"),
        ([("first-provider", "JM", "accepted"), ("funder", "", "invited")], "trilateral"),
        ([("first-provider", "JM", "accepted"), ("funder", "", "offered")], "bilateral"),
        ([("first-provider", "", "accepted"), ("facilitator", "", "accepted")], "trilateral"),
        ([("first-provider", "JM", "accepted"), ("observer", "BR", "accepted")], "bilateral"),
        ([("first-provider", "JM", "accepted"), ("recipient", "CL", "accepted")], "bilateral"),
        ([("first-provider", "JM", "accepted"), ("recipient", "BR", "accepted")], "multilateral"),
    ],
)
def test_the_kind_in_cases_that_people_ask_about(exchange, bodies, others, kind):
    assert kind_with(exchange, bodies, others) == kind
    assert kind_of([("recipient", "CL", "accepted"), *others]) == kind


def test_the_kind_follows_an_answer_and_a_party_that_goes(exchange, bodies):
    provider = exchange.parties.create(
        organization=bodies["JM"][0], country_id="JM", role="first-provider", state="accepted"
    )
    assert stages.fresh(exchange).kind == "bilateral"
    funder = exchange.parties.create(organization=bodies[""][0], role="funder", state="invited")
    assert stages.fresh(exchange).kind == "trilateral"
    exchange.parties.filter(pk=funder.pk).update(state="declined")
    assert stages.fresh(exchange).kind == "bilateral"
    provider.delete()
    assert stages.fresh(exchange).kind == ""


def test_nobody_types_the_kind(exchange):
    exchange.kind = "multilateral"
    exchange.save()
    assert stages.fresh(exchange).kind == ""
    Exchange.objects.filter(pk=exchange.pk).update(kind="trilateral")
    assert stages.fresh(exchange).kind == ""


def test_an_exchange_has_one_first_provider(exchange, bodies):
    for place in ("JM", "BR"):
        exchange.parties.create(
            organization=bodies[place][0], country_id=place, role="first-provider", state="invited"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        exchange.parties.filter(role="first-provider").update(state="accepted")
