"""An exchange loaded for its page, in one question: all of it as the database has it."""

import datetime as dt

import pytest

from community.models import Follow
from exchanges.models import Exchange, ExchangeSource, Party, Seat
from exchanges.models.whole import beside
from tests import make
from tests.exchanges import stages

pytestmark = pytest.mark.django_db


def loaded(exchange: Exchange) -> Exchange:
    return Exchange.objects.as_whole_page().get(pk=exchange.pk)


@pytest.fixture
def completed(who):
    exchange = stages.completed(who)
    exchange.activities.update(
        begins_at=dt.time(9, 30), time_zone="America/Lima", languages=["es", "en"],
        seats_until=dt.date(2026, 1, 2),
    )  # fmt: skip
    ExchangeSource.objects.create(exchange=exchange, title="A report", url="https://example.org")
    Party.objects.create(exchange=exchange, country=make.country("BR"), role="funder")
    return exchange


@pytest.mark.parametrize("relation", ["parties", "reports", "plans", "activities", "sources"])
def test_its_rows_are_what_the_database_has(completed, relation):
    found = list(getattr(loaded(completed), relation).all())
    there = {row.pk: row for row in getattr(completed, relation).all()}
    assert len(found) == len(there) > 0
    for one in found:
        other = there[one.pk]
        for name in (field.attname for field in one._meta.concrete_fields):
            assert getattr(one, name) == getattr(other, name), name
            assert type(getattr(one, name)) is type(getattr(other, name)), name


def test_parties_bring_who_acts_for_them_in_their_order(completed, django_assert_num_queries):
    parties = list(Party.objects.filter(exchange=completed).in_order())
    there = [(p.pk, p.organization, p.organization and p.organization.country, p.country)
             for p in parties]  # fmt: skip
    assert [None, None] in [[organization, country] for _pk, organization, country, _own in there]
    with django_assert_num_queries(1):
        exchange = loaded(completed)
        found = list(exchange.parties.all())
        assert there == [
            (p.pk, p.organization, p.organization and p.organization.country, p.country)
            for p in found
        ]
        assert {id(party.exchange) for party in found} == {id(exchange)}
    assert set(beside(Exchange)) == set(exchange._prefetched_objects_cache)


def test_it_knows_what_there_is_none_of(who):
    exchange = stages.opened(who)
    kinds = ("lessons", "related", "editions", "follow_ups", "wants", "questions", "followers")
    assert {kind: loaded(exchange).has(kind) for kind in kinds} == dict.fromkeys(kinds, False)
    assert all(exchange.has(kind) for kind in kinds)  # it was not loaded so: whoever asks must look
    other = make.published()
    Follow.objects.create(person=make.person(), subject=other)
    assert not loaded(exchange).has("followers")
    Follow.objects.create(person=make.person(), subject=exchange)
    exchange.ask("How many came?", by=make.person())
    exchange.related_experiences.add(other)
    there = loaded(exchange)
    assert [kind for kind in kinds if there.has(kind)] == ["related", "questions", "followers"]


def test_themes_are_named_in_the_language_of_the_reader(who, client):
    theme = make.theme("visits", en="Home visits", es="Visitas", fr="")
    exchange = stages.opened(who, themes=[theme])
    for code, label in (("en", "Home visits"), ("es", "Visitas"), ("fr", "Home visits")):
        page = client.get(f"/{code}/exchanges/{exchange.number}/").content.decode()
        assert f'href="/{code}/themes/visits/">{label}</a>' in page


def test_seats_are_counted_that_were_granted_at_what_takes_place(who):
    exchange = stages.running(who)
    activity = exchange.activities.get()
    for number, state in ((2, "granted"), (3, "granted"), (5, "asked")):
        Seat.objects.create(
            activity=activity, organization=make.organization(), number=number, state=state
        )
    assert (loaded(exchange).seats_known, exchange.seats_known) == (5, None)
    exchange.activities.all().call_off()
    assert loaded(exchange).seats_known == 0
