"""A colleague was faster, a button was pressed twice, or a page stood open for too long."""

from typing import Any

import pytest
from django.test import Client

from community.models import Person
from community.unsaved import mark
from exchanges.models import Contribution, FollowUp
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_acts import REPORT, as_, at

FOLLOW_UP = {"level": 0, "language": "en", "evidence": "Elections came in between."}
PLAN = {"objective": "Visit every family.", "costs": "Each its own travel."}


def sent(client: Client, page: str, person: Person, words: dict[str, Any]) -> Any:
    """From the page as the browser has it."""
    return client.post(page, {**words, "typed_by": mark(person)})


def seen(answer: Any) -> str:
    assert answer.redirect_chain, "she is led to the page of the exchange"
    return str(answer.text)


@pytest.mark.parametrize(
    ("stage", "why"),
    [
        ("running", "Reports are written once the activities are over."),
        ("completed", "No report of your organization is awaited any more."),
    ],
)
def test_the_address_of_a_report_leads_to_the_exchange_and_says_why(stage, why, who):
    exchange = getattr(stages, stage)(who)
    assert why in seen(as_(who.amina).get(at(exchange, "report"), follow=True))
    assert as_(who.dana).get(at(exchange, "report")).status_code == 403


def test_what_was_written_beside_a_colleague_comes_back_to_be_copied(who):
    exchange = stages.reporting(who)
    deputy = make.member(who.of(who.amina), "deputy")
    assert as_(deputy).post(at(exchange, "report"), REPORT).status_code == 302
    other = {**REPORT, "achieved": "What the deputy does not know."}
    answer = sent(as_(who.amina), at(exchange, "report"), who.amina, other)
    assert "What the deputy does not know." in answer.text
    assert "No report of your organization is awaited any more." in answer.text
    assert exchange.reports.count() == 1


def test_a_report_sent_twice_at_the_same_moment_is_no_mistake(who, monkeypatch):
    """The second one has looked before the first was there."""
    exchange = stages.reporting(who)
    amina = as_(who.amina)
    both = [stages.party(exchange, "recipient")]
    monkeypatch.setattr("exchanges.page.calls.Calls.to_report", both)
    for _ in range(2):
        assert amina.post(at(exchange, "report"), REPORT).status_code == 302
    assert exchange.reports.count() == 1


def test_the_same_of_what_became_of_it(who):
    exchange = stages.completed(who)
    page, deputy = at(exchange, "follow-up"), make.member(who.of(who.amina), "deputy")
    told = "Nothing is asked here now, or it is told already."
    assert told in seen(as_(who.amina).get(page, follow=True))
    FollowUp.ask(stages.party(exchange, "recipient"), 6)
    assert sent(as_(deputy), page, deputy, FOLLOW_UP).status_code == 302
    other = {**FOLLOW_UP, "evidence": "A decree is being written."}
    answer = sent(as_(who.amina), page, who.amina, other)
    assert "A decree is being written." in answer.text
    assert told in answer.text
    assert as_(who.boris).get(page).status_code == 403


def test_the_page_of_the_plan_once_it_has_begun(who):
    exchange = stages.agreed(who)
    editor = make.member(who.of(who.amina), "editor")
    led = seen(as_(editor).get(at(exchange, "plan"), follow=True))
    assert "a deputy of your organization can open it again" in led
    exchange.start(by=who.boris)
    told = "The plan can be written while the exchange is being shaped."
    assert told in seen(as_(who.amina).get(at(exchange, "plan"), follow=True))
    answer = sent(as_(who.amina), at(exchange, "plan"), who.amina, PLAN)
    assert "Visit every family." in answer.text
    assert as_(make.person()).get(at(exchange, "plan")).status_code == 403


def test_a_contribution_sent_twice_counts_once(who):
    exchange = stages.shaping(who)
    party = stages.party(exchange, "recipient")
    words = {"party": party.pk, "kind": "cash", "planned": "10000", "currency": "usd"}
    amina = as_(who.amina)
    for _ in range(2):
        assert amina.post(at(exchange, "contributions/new"), words).status_code == 302
    assert Contribution.objects.sums()["planned"] == 10000
    assert exchange.timeline().filter(name="contribute").count() == 1
    amina.post(at(exchange, "contributions/new"), {**words, "what": "Travel"})
    assert Contribution.objects.count() == 2


@pytest.mark.parametrize("page", ["edit", "request/when"])
def test_back_to_the_form_of_what_is_submitted(page, who):
    exchange = stages.submitted(who)
    told = "This request can no longer be changed here."
    assert told in seen(as_(who.amina).get(at(exchange, page), follow=True))
    words = {"need": "Families in the mountains, too."}
    answer = sent(as_(who.amina), at(exchange, page), who.amina, words)
    assert told in answer.text
    assert words["need"] in answer.text
    viewer = make.member(who.of(who.amina), "viewer")
    exchange.open(by=who.chloe)
    for other in (viewer, who.boris, make.person()):
        assert as_(other).get(at(exchange, page)).status_code == 404
