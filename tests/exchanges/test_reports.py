"""Reports: both sides tell what came of it; their lessons join the library once it is completed."""

import pytest
from django.core.exceptions import PermissionDenied

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from exchanges.models import Report
from experiences.models import Lesson
from tests import make
from tests.exchanges import stages


def test_the_secretariat_hears_when_the_last_report_is_in(who):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    assert not Letter.objects.filter(name="reports_are_in").exists()
    stages.report(exchange, who.boris, "first-provider")
    assert [le.address for le in Letter.objects.filter(name="reports_are_in")] == [who.chloe.email]
    desk = f"/admin/exchanges/exchange/{exchange.pk}/change/"
    for_the_desk = Letter.objects.filter(body__contains=desk)
    assert set(for_the_desk.values_list("name", flat=True)) == {
        "exchange_submitted",
        "reports_are_in",
    }
    assert Event.objects.filter(name="report", is_public=True).count() == 2


def test_lessons_join_the_library_only_when_it_is_completed(who):
    exchange = stages.reported(who)
    assert not Lesson.objects.published().exists()
    exchange.complete(by=who.chloe)
    claims = {lesson.claim for lesson in Lesson.objects.published()}
    assert claims == {"Lesson of the recipient.", "Lesson of the first-provider."}
    lesson = Lesson.objects.get(claim="Lesson of the recipient.")
    assert (lesson.organization, lesson.polarity) == (who.of(who.amina), "works")


def test_each_party_reports_once(who):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    with pytest.raises(MoveRefused):
        stages.report(exchange, who.amina, "recipient")
    assert Report.objects.count() == Lesson.objects.count() == 1


@pytest.mark.parametrize("state", ["agreed", "running", "completed", "cancelled"])
def test_reports_are_written_once_the_activities_are_over(state, who):
    exchange = stages.force(stages.reporting(who), state)
    with pytest.raises(MoveRefused):
        stages.report(exchange, who.amina, "recipient")
    assert not Lesson.objects.exists()


def test_only_who_leads_a_party_reports_for_it(who):
    exchange = stages.reporting(who)
    for somebody in (who.boris, who.chloe, make.person(), make.member(who.of(who.amina), "editor")):
        with pytest.raises(PermissionDenied):
            stages.report(exchange, somebody, "recipient")


def test_a_waived_report_is_not_awaited_and_everybody_reads_why(who):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    provider = stages.party(exchange, "first-provider")
    with pytest.raises(PermissionDenied):
        provider.waive_report(by=who.amina, reason="They never answer.")
    with pytest.raises(MoveRefused):
        provider.waive_report(by=who.chloe, reason="")
    provider.waive_report(by=who.chloe, reason="The office was closed.")
    with pytest.raises(MoveRefused):
        provider.waive_report(by=who.chloe, reason="Once more.")
    exchange.complete(by=who.chloe)
    letter = Letter.objects.get(name="report_waived")
    assert letter.address == who.boris.email
    assert "The office was closed." in letter.body
    event = Event.objects.get(name="waive_report")
    assert (event.reason, event.is_public) == ("The office was closed.", True)


def test_it_waits_for_the_secretariat_only_when_all_have_reported(who):
    exchange = stages.reporting(who)
    waiting = type(exchange).objects.waiting()
    stages.report(exchange, who.amina, "recipient")
    assert not waiting.exists()
    stages.report(exchange, who.boris, "first-provider")
    assert waiting.get() == exchange


def test_who_has_nothing_to_report_is_not_asked_for_it(who):
    exchange = stages.running(who)
    body = who.of(who.dana)
    exchange.parties.create(organization=body, role="facilitator", state="accepted")
    exchange.wind_up(by=who.amina)
    told = Letter.objects.filter(name="exchange_to_report")
    assert {letter.address for letter in told} == {who.amina.email, who.boris.email}


def test_a_report_begins_in_the_readers_language_and_says_another_one(client, who):
    """The form and the reports side by side, in Spanish; what is in English says so."""
    exchange = stages.reporting(who)
    client.force_login(who.amina)
    form = client.get(f"/es/exchanges/{exchange.number}/report/")
    assert form.context["form"]["language"].value() == "es"
    assert '<p class="page_head__standfirst" lang="en">' in form.text
    stages.report(exchange, who.amina, "recipient")
    reports = client.get(f"/es/exchanges/{exchange.number}/").text.partition('class="reports"')[2]
    assert "En inglés" in reports.partition("</article>")[0]
    reports = client.get(f"/en/exchanges/{exchange.number}/").text.partition('class="reports"')[2]
    assert "In English" not in reports.partition("</article>")[0]
