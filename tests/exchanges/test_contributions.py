"""What each party puts in: its own words, in days and in money, for everybody to see."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from exchanges.models import Contribution
from tests import make
from tests.as_shown import as_shown
from tests.exchanges import stages
from tests.exchanges.stages import party


@pytest.fixture
def exchange(who):
    return stages.running(who)


def address(exchange, more="") -> str:
    return f"/en/exchanges/{exchange.number}/contributions/{more}"


def contribution(exchange, by, role, **fields) -> Contribution:
    values = {"kind": "person-days", "planned": 10, **fields}
    made = Contribution(exchange=exchange, party=party(exchange, role), **values)
    made.write(by=by)
    return made


def test_boris_notes_days_of_work_and_everybody_sees_the_share_of_the_countries(
    client, who, exchange
):
    client.force_login(who.boris)
    sent = {
        "party": party(exchange, "first-provider").pk, "kind": "person-days",
        "what": "Two experts", "planned": "12", "real": "15", "currency": "usd",
    }  # fmt: skip
    assert client.post(address(exchange, "new/"), sent).status_code == 302
    body = exchange.parties.create(
        organization=make.ministry_of(who.dana), role="facilitator", state="accepted"
    )
    Contribution.objects.create(exchange=exchange, party=body, kind="person-days", planned=5)
    client.logout()
    page = client.get(address(exchange))
    (total,) = page.context["totals"]
    assert (total["planned"], total["real"], total["own_share"]) == (17, 15, 75)
    assert "Two experts" in page.text
    assert Contribution.objects.get(real=15).currency == ""


IMPOSSIBLE = [
    ({"kind": "travel", "planned": "10"}, "currency"),
    ({"kind": "travel", "planned": "10", "currency": "$$$"}, "currency"),
    ({"kind": "person-days"}, "planned"),
    ({"kind": "person-days", "planned": "-1"}, "planned"),
    ({"kind": "person-days", "planned": "1e400"}, "planned"),
    ({"kind": "person-days", "planned": "NaN"}, "planned"),
    ({"kind": "nonsense", "planned": "1"}, "kind"),
]


def test_what_cannot_be_is_said_beside_the_field(client, who, exchange, subtests):
    for sent, field in IMPOSSIBLE:
        with subtests.test(sent=sent, field=field), make.undone():
            client.force_login(who.boris)
            mine = {"party": party(exchange, "first-provider").pk, "what": "Kept words", **sent}
            answer = client.post(address(exchange, "new/"), mine)
            assert field in answer.context["form"].errors
            assert "Kept words" in answer.text
            assert not Contribution.objects.exists()


def test_nobody_writes_for_another_party(client, who, exchange):
    theirs = contribution(exchange, who.boris, "first-provider")
    client.force_login(who.amina)
    sent = {"party": party(exchange, "first-provider").pk, "kind": "person-days", "planned": "1"}
    assert "party" in client.post(address(exchange, "new/"), sent).context["form"].errors
    assert client.post(address(exchange, f"{theirs.pk}/"), sent).status_code == 403
    assert client.post(address(exchange, f"{theirs.pk}/take-back/")).status_code == 403
    with pytest.raises(PermissionDenied):
        theirs.write(by=who.amina)


def test_amina_corrects_and_takes_back_and_the_versions_stay(client, who, exchange):
    mine = contribution(exchange, who.amina, "recipient")
    client.force_login(who.amina)
    sent = {"party": mine.party_id, "kind": "person-days", "planned": "10", "real": "8"}
    client.post(address(exchange, f"{mine.pk}/"), sent)
    mine.refresh_from_db()
    assert mine.real == 8
    client.post(address(exchange, f"{mine.pk}/take-back/"))
    assert not Contribution.objects.exists()
    kept = Contribution.pgh_event_models["insert"].objects.filter(id=mine.pk)
    assert kept.count() == 3


TRIP = {"kind": "travel", "what": "Flights", "planned": 5000, "currency": "USD"}


def test_colleagues_who_correct_it_at_once_take_nothing_back_from_each_other(client, who, exchange):
    """Boris went there and knows how it was; his colleague has the bill."""
    his = contribution(exchange, who.boris, "first-provider", **TRIP)
    where, colleague = address(exchange, f"{his.pk}/"), make.member(who.of(who.boris))
    client.force_login(who.boris)
    boris_reads = as_shown(client.get(where), "planned")
    client.force_login(colleague)
    paid = as_shown(client.get(where), "planned", real="4321.50")
    assert client.post(where, paid).status_code == 302
    client.force_login(who.boris)
    assert client.post(where, {**boris_reads, "what": "Two flights"}).status_code == 302
    his.refresh_from_db()
    assert (his.what, str(his.real), his.written_by) == ("Two flights", "4321.50", who.boris)
    assert (his.kind, his.planned, his.currency) == ("travel", 5000, "USD")


def test_of_two_who_correct_the_same_the_second_reads_the_first(client, who, exchange):
    his = contribution(exchange, who.boris, "first-provider", **TRIP)
    where = address(exchange, f"{his.pk}/")
    client.force_login(who.boris)
    sent = as_shown(client.get(where), "planned", kind="interpretation", real="10")
    his.real = 4321
    his.write(by=make.member(who.of(who.boris)))
    answer = client.post(where, sent)
    assert re.findall(r"Changed meanwhile:</p><div>(.*?)</div>", answer.text, re.S) == ["4321"]
    assert client.post(where, as_shown(answer, "planned")).status_code == 302
    his.refresh_from_db()
    assert (his.real, his.kind) == (10, "interpretation")


def test_who_saves_what_nobody_changed_corrects_nothing(client, who, exchange):
    his = contribution(exchange, who.boris, "first-provider", **TRIP)
    client.force_login(who.boris)
    where = address(exchange, f"{his.pk}/")
    assert client.post(where, as_shown(client.get(where), "planned")).status_code == 302
    assert not exchange.timeline().filter(name="correct_contribution").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "person-days", "planned": 1, "currency": "USD"},
        {"kind": "cash", "planned": 1, "currency": ""},
        {"kind": "cash", "planned": -1, "currency": "USD"},
        {"kind": "cash", "currency": "USD"},
    ],
)
def test_the_database_holds_the_rule(who, exchange, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(exchange=exchange, party=party(exchange, "recipient"), **wrong)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_questions_however_many(
    client, who, exchange, number, django_assert_num_queries
):
    for _ in range(number):
        contribution(exchange, who.boris, "first-provider")
    client.get(address(exchange))
    with django_assert_num_queries(2):
        client.get(address(exchange))
