"""Organizations are suspended and merged, people go, offers end: clear answers, nothing lost."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Letter
from exchanges.models import Exchange, Offer, Party
from exchanges.tasks import move_exchanges_on
from members.farewell import take_leave
from members.models import Merger, Organization
from tests import make
from tests.exchanges import stages

MANY = 200


def suspend(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(status="suspended")


def posted(client, exchange: Exchange, name: str, *more, **words):
    return client.post(reverse(f"exchanges:{name}", args=[exchange.number, *more]), words)


@pytest.mark.parametrize("stage", ["opened", "shaping", "agreed", "reporting", "completed"])
def test_the_page_stays_when_a_partner_is_suspended_and_its_people_are_not_heard(
    stage, who, client
):
    exchange = getattr(stages, stage)(who)
    suspend(who.of(who.boris))
    client.force_login(who.boris)
    provider = stages.party(exchange, "first-provider")
    before = provider.state, stages.fresh(exchange).status
    for answer in (
        posted(client, exchange, "accept", provider.pk),
        posted(client, exchange, "agree", version=1),
        posted(client, exchange, "start"),
        posted(client, exchange, "report", achieved="All.", did_not_work="Nothing."),
        client.get(reverse("exchanges:plan", args=[exchange.number])),
    ):
        assert answer.status_code in (302, 403)
    provider.refresh_from_db()
    assert (provider.state, stages.fresh(exchange).status) == before
    assert provider.accepted_version == (None if stage in ("opened", "shaping") else 1)
    for reader in (who.boris, who.amina, make.person()):
        client.force_login(reader)
        page = client.get(exchange.get_absolute_url())
        assert page.status_code == 200
        assert who.of(who.boris).name in page.text


def test_help_of_an_organization_that_was_suspended_since_is_not_accepted(who):
    exchange = stages.opened(who)
    helping = Party.offer(exchange, who.of(who.dana), "second-provider", by=who.dana)
    suspend(who.of(who.dana))
    with pytest.raises(MoveRefused, match="Only an approved organization takes part"):
        Party.objects.get(pk=helping.pk).accept(by=who.amina)
    helping.refresh_from_db()
    assert helping.state == "offered"
    Party.objects.get(pk=helping.pk).decline(by=who.amina, reason="Not now.")


UNHEARD = {
    "suspend": "is suspended: until the secretariat reinstates it, it neither asks for nor",
    "retire": "is no longer active and neither asks for nor",
}


@pytest.mark.parametrize("end", UNHEARD)
def test_who_asked_and_may_not_act_takes_no_step_forward_and_reads_why(end, who, client):
    """Its request was open to everybody, its people lead it as before."""
    exchange = stages.opened(who, funding="call")
    helping = Party.offer(exchange, who.of(who.dana), "second-provider", by=who.dana)
    Exchange.objects.update(renewal_asked_at=timezone.now())
    getattr(who.of(who.amina), end)(by=who.chloe, reason="A complaint.")
    exchange, other = stages.fresh(exchange), make.organization("Other")
    for verb in (
        lambda: exchange.renew(by=who.amina),
        lambda: exchange.go_on(["peer-call"], by=who.amina),
        lambda: Party.invite(exchange, other, "observer", by=who.amina),
        lambda: Party.objects.get(pk=helping.pk).accept(by=who.amina),
    ):
        with pytest.raises(MoveRefused, match=UNHEARD[end]):
            verb()
    client.force_login(who.amina)
    page = client.get(exchange.get_absolute_url()).text
    assert page.count(UNHEARD[end]) == 1
    for gone in ("/invite/", "/accept/", "/renew/", "/go-on/"):
        assert gone not in page
    for stays in ("/withdraw/", f"/parties/{helping.pk}/decline/"):
        assert stays in page
    for at in ("invite", "renew"):
        where = reverse(f"exchanges:{at}", args=[exchange.number])
        send = client.get if at == "invite" else client.post
        assert UNHEARD[end] in send(where, follow=True).text
    mine = client.get("/en/my/").text
    assert "Answer the offer of" not in mine
    assert "Keep it open" not in mine
    Party.objects.get(pk=helping.pk).decline(by=who.amina, reason="We may not.")
    stages.fresh(exchange).withdraw(by=who.amina, reason="We may not.")


def test_nobody_offers_help_that_nobody_can_accept(who, client):
    exchange = stages.opened(who)
    suspend(who.of(who.amina))
    told = "The organization that asks cannot accept help at present."
    with pytest.raises(MoveRefused, match=told):
        Party.offer(stages.fresh(exchange), who.of(who.dana), "funder", by=who.dana)
    for reader in (None, make.person(), who.dana):
        if reader:
            client.force_login(reader)
        page = client.get(exchange.get_absolute_url())
        assert page.text.count(told) == 1
        assert "Can your organization help?" not in page.text
        assert "Any organization can offer to help" not in page.text
        assert "We can help" not in page.text
    stages.party(exchange, "first-provider").accept(by=who.boris)
    assert client.get(exchange.get_absolute_url()).text.count(told) == 1
    assert told in client.get(reverse("exchanges:offer", args=[exchange.number]), follow=True).text
    client.force_login(who.chloe)  # the secretariat brings partners in all the same
    assert client.get(reverse("exchanges:invite", args=[exchange.number])).status_code == 200
    Party.invite(exchange, who.of(who.dana), "funder", by=who.chloe)


@pytest.mark.parametrize("stage", ["shaping", "agreed", "running", "reporting"])
def test_the_partners_of_who_asked_are_not_stuck_and_its_people_read_why_they_are(
    stage, who, client
):
    exchange = getattr(stages, stage)(who)
    viewer = make.member(who.of(who.amina), "viewer")
    suspend(who.of(who.amina))
    for reader, reads in ((viewer, True), (who.amina, True), (who.boris, False)):
        client.force_login(reader)
        page = client.get(exchange.get_absolute_url()).text
        assert (UNHEARD["suspend"] in page) is reads
        holds_up = "The secretariat decides how the exchange goes on."
        assert (holds_up in page) is (stage in ("shaping", "agreed") and not reads)
    exchange, provider = stages.fresh(exchange), stages.party(exchange, "first-provider")
    if stage in ("shaping", "agreed"):
        provider.leave(by=who.boris, reason="They may not.")
        assert stages.fresh(exchange).status == "open"
        return
    if stage == "running":
        exchange.wind_up(by=who.boris)
    stages.report(exchange, who.boris, "first-provider")
    stages.party(exchange, "recipient").waive_report(by=who.chloe, reason="It is suspended.")
    stages.fresh(exchange).complete(by=who.chloe)


def test_the_people_of_a_suspended_partner_read_that_nothing_is_done_in_its_name(who, client):
    exchange = stages.running(who)
    suspend(who.of(who.boris))
    told = "nothing is written or decided here in its name"
    for reader, reads in ((who.boris, True), (who.amina, False), (make.person(), False)):
        client.force_login(reader)
        assert (told in client.get(exchange.get_absolute_url()).text) is reads


def test_the_letter_before_it_lapses_asks_a_suspended_one_for_nothing(who):
    exchange = stages.later(stages.opened(who), 340)
    suspend(who.of(who.amina))
    stages.fresh(exchange).ask_to_renew()
    letter = Letter.objects.get(name="renewal_asked")
    assert "nobody can keep it open" in letter.body
    assert "by one click" not in letter.body


def test_the_request_of_a_suspended_ministry_is_neither_submitted_nor_opened(who, client):
    draft, waiting = make.request(who.amina), stages.submitted(who)
    suspend(who.of(who.amina))
    client.force_login(who.amina)
    assert client.get(draft.get_absolute_url()).status_code == 200  # hers still to read
    answer = client.post(reverse("exchanges:submit", args=[draft.number]), follow=True)
    assert "Only an approved organization asks for an exchange." in answer.text
    client.force_login(who.chloe)
    answer = client.post(reverse("exchanges:open", args=[waiting.number]), follow=True)
    assert "Only an approved organization asks for an exchange." in answer.text
    assert {one.status for one in Exchange.objects.all()} == {"draft", "submitted"}


def test_when_amina_goes_her_exchange_is_as_it_was_without_her_name(who, client):
    """Her ministry keeps plan, reports and lessons; a colleague goes on in her place."""
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    deputy = make.member(who.of(who.amina), "deputy")
    take_leave(who.amina, by=who.amina)
    stages.report(exchange, who.boris, "first-provider")
    stages.fresh(exchange).complete(by=who.chloe)
    page = client.get(exchange.get_absolute_url()).text
    assert "Ten thousand families." in page
    assert "Amina" not in page
    assert make.ministry_of(deputy).name in page
    told = Letter.objects.filter(name="exchange_completed")
    assert {one.address for one in told} == {who.boris.email, deputy.email}


def test_after_a_merger_all_that_was_said_is_said_by_the_one_that_stays(who, client):
    exchange = stages.completed(who)
    old, kept = who.of(who.boris), make.organization("Ministry of Labour and Welfare", "JM")
    ended = stages.opened(who)
    Party.invite(ended, kept, "facilitator", by=who.amina)  # both in one exchange
    Merger(kept=kept, merged=old, reason="A law.").make(by=who.chloe)
    providers = exchange.parties.filter(organization=kept)
    assert (providers.count(), providers.get().accepted_version) == (1, 1)
    assert ended.parties.present().filter(organization=kept).count() == 1
    assert not Party.objects.present().filter(organization=old).exists()
    page = client.get(exchange.get_absolute_url()).text
    assert page.count(kept.name) >= 2  # among the parties, and above its report
    assert kept.name in client.get(ended.get_absolute_url()).text
    assert client.get(kept.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("ends", ["over", "taken back", "suspended", "never there"])
def test_who_follows_the_link_of_an_offer_that_is_over_is_told_and_can_ask(ends, who, client):
    day = timezone.localdate() + dt.timedelta(days=-1 if ends == "over" else 90)
    offer = Offer.objects.create(
        organization=who.of(who.boris), title="Visits", instruments=["study-visit"],
        valid_until=day, ended_at=timezone.now() if ends == "taken back" else None,
    )  # fmt: skip
    if ends == "suspended":
        suspend(who.of(who.boris))
    client.force_login(who.amina)
    number = offer.pk if ends != "never there" else "9" * 30
    page = client.get(f"/en/exchanges/request/?offer={number}")
    assert "This offer is over. You can ask all the same." in page.text
    assert page.context["form"]["title"].value() in (None, "")
    page = client.get(offer.get_absolute_url())
    assert page.status_code == (404 if ends in ("taken back", "suspended") else 200)
    assert "Ask for an exchange about this offer" not in page.text or ends == "never there"


def test_a_draft_that_began_with_an_offer_keeps_it_when_the_offer_ends(who):
    offer = Offer.objects.create(
        organization=who.of(who.boris), title="Visits", valid_until=timezone.localdate()
    )
    exchange = make.request(who.amina, offer=offer)
    Offer.objects.update(valid_until=timezone.localdate() - dt.timedelta(days=9))
    exchange.submit(by=who.amina)
    exchange.open(by=who.chloe)
    assert stages.fresh(exchange).offer == offer


def lines(many: int) -> dict[str, str]:
    day = dt.date(2027, 1, 1)
    found = {"activities-TOTAL_FORMS": str(many), "activities-INITIAL_FORMS": "0"}
    for place in range(many):
        when = (day + dt.timedelta(days=place)).isoformat()
        words = {"title": f"Session {place}.", "instrument": "peer-call", "mode": "virtual",
                 "starts_on": when, "ends_on": when}  # fmt: skip
        found |= {f"activities-{place}-{name}": value for name, value in words.items()}
    return found


def test_a_plan_of_two_hundred_activities_is_written_and_read(
    who, client, django_assert_num_queries
):
    exchange = stages.shaping(who)
    client.force_login(who.boris)
    words = {"organization": who.of(who.boris).pk, "objective": "A year.", "costs": "Half.",
             "based_on": 0}  # fmt: skip
    path = reverse("exchanges:plan", args=[exchange.number])
    answer = client.post(path, {**words, **lines(MANY + 1)})
    assert answer.status_code == 200
    assert "at most 200" in answer.text
    assert "Session 199." in answer.text
    assert not exchange.activities.exists()
    assert client.post(path, {**words, **lines(MANY)}).status_code == 302
    assert exchange.activities.count() == len(exchange.plan.schedule) == MANY
    client.logout()
    for name in ("exchange", "terms", "exchange-calendar"):
        page = client.get(reverse(f"exchanges:{name}", args=[exchange.number]))
        assert "Session 0." in page.text
        assert "Session 199." in page.text
    with django_assert_num_queries(QUERIES_OF_A_CALENDAR):
        client.get(reverse("exchanges:exchange-calendar", args=[exchange.number]))


QUERIES_OF_A_CALENDAR = 2  # the exchange, its activities


@pytest.mark.parametrize("end", ["suspend", "retire"])
def test_a_report_is_not_asked_of_who_cannot_write_it_and_the_others_read_why(end, who, client):
    exchange = stages.running(who)
    getattr(who.of(who.boris), end)(by=who.chloe, reason="A merger.")
    client.force_login(who.boris)
    assert "Carry out your activities" not in client.get("/en/my/").text
    exchange.wind_up(by=who.amina)
    assert [one.address for one in Letter.objects.filter(name="exchange_to_report")] == [
        who.amina.email
    ]
    assert "Write your report" not in client.get("/en/my/").text
    why = "the secretariat can go on without"
    for reader, told in ((who.amina, True), (who.chloe, True), (make.person(), False)):
        client.force_login(reader)
        assert (why in client.get(exchange.get_absolute_url()).text) is told


def test_what_became_of_it_is_asked_of_a_suspended_one_once_it_is_back(who, client):
    exchange = stages.later(stages.completed(who), 200)
    ministry = who.of(who.amina)
    ministry.suspend(by=who.chloe, reason="A complaint.")
    move_exchanges_on(timestamp=0)
    assert not Letter.objects.filter(name="follow_up_asked").exists()
    assert client.get(exchange.get_absolute_url()).context["page"].turn() is None
    ministry.reinstate(by=who.chloe)
    move_exchanges_on(timestamp=0)
    assert Letter.objects.get(name="follow_up_asked").address == who.amina.email
