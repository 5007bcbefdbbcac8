"""What became of it after six and twelve months, when it is closed, and how one goes on."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Event, Follow, Letter
from exchanges.models import Exchange, FollowUp
from exchanges.tasks import move_exchanges_on
from tests import make
from tests.exchanges import stages


def tick() -> None:
    move_exchanges_on(timestamp=0)


def asked() -> list[tuple[str, int]]:
    return [(str(one.party), one.months) for one in FollowUp.objects.order_by("months")]


def test_those_who_learned_are_asked_after_six_and_after_twelve_months(who):
    exchange = stages.completed(who)
    ministry = str(who.of(who.amina))
    for days, expected in (
        (181, []),
        (2, [(ministry, 6)]),
        (181, [(ministry, 6)]),
        (2, [(ministry, 6), (ministry, 12)]),
    ):
        stages.later(exchange, days)
        for _ in range(2):
            tick()
        assert asked() == expected
    letters = Letter.objects.filter(name="follow_up_asked")
    assert [letter.address for letter in letters] == [who.amina.email] * 2


def test_amina_tells_on_the_ladder_and_whose_experience_it_was_hears_of_it(client, who):
    exchange = stages.completed(who)
    stages.later(exchange, 183)
    tick()
    path = exchange.get_absolute_url()
    client.force_login(who.boris)
    assert client.get(f"{path}follow-up/").status_code == 403
    client.force_login(who.amina)
    for page in (path, "/en/my/"):
        assert "Say what became of it" in client.get(page).text
    assert "Needed once it is in a norm or a budget" in client.get(f"{path}follow-up/").text
    empty = client.post(f"{path}follow-up/", {"level": 3, "language": "en"})
    assert "Say what shows it" in empty.text
    told = {"level": 3, "language": "en", "evidence": "Law <b>21</b>"}
    client.post(f"{path}follow-up/", told)
    assert client.post(f"{path}follow-up/", told).status_code == 302  # pressed twice
    letter = Letter.objects.get(name="uptake_told")
    assert letter.address == who.boris.email
    assert "In a norm or a budget" in letter.body
    client.logout()
    page = client.get(path).text
    assert "Law &lt;b&gt;21&lt;/b&gt;" in page
    assert "In a norm or a budget (3/5)" in page


def test_only_who_leads_the_recipient_tells_and_once(who):
    exchange = stages.completed(who)
    party = stages.party(exchange, "recipient")
    row = FollowUp.objects.create(exchange=exchange, party=party, months=6)
    words = {"level": 0, "evidence": "", "url": "", "language": "en"}
    editor = make.member(who.of(who.amina), "editor")
    for person in (who.boris, who.chloe, editor):
        with pytest.raises(PermissionDenied):
            row.write(by=person, **words)
    row.write(by=who.amina, **words)
    with pytest.raises(MoveRefused):
        row.write(by=who.amina, **words)


def test_it_is_closed_once_told_or_ninety_days_after_the_year(who):
    exchange = stages.later(stages.completed(who), 366)
    with pytest.raises(MoveRefused):
        exchange.close(by=who.chloe)
    tick()
    row = FollowUp.objects.get(months=12)
    row.write(by=who.amina, level=1, evidence="", url="", language="en")
    stages.fresh(exchange).close(by=who.chloe)
    assert stages.fresh(exchange).status == "closed"


@pytest.mark.parametrize(("days", "state"), [(454, "completed"), (456, "closed")])
def test_the_clock_closes_what_nobody_told_of(days, state, who):
    exchange = stages.later(stages.completed(who), days)
    tick()
    assert stages.fresh(exchange).status == state


def test_what_nobody_told_of_says_so_once_it_is_closed_and_is_told_late(client, who):
    exchange = stages.later(stages.completed(who), 366)
    tick()
    path, silent = exchange.get_absolute_url(), "was asked and has not answered"
    assert silent not in client.get(path).text
    stages.later(exchange, 90)
    tick()
    page = client.get(path).text
    assert stages.fresh(exchange).status == "closed"
    assert page.count(silent) == 1
    assert "Say what became of it" not in page
    client.force_login(who.amina)
    assert "Say what became of it" in client.get(path).text
    assert "Say what became of it" not in client.get("/en/my/").text  # nobody waits for it
    late = {"level": 4, "language": "en", "evidence": "Forty thousand families."}
    assert client.post(f"{path}follow-up/", late).status_code == 302
    page = client.get(path).text
    assert silent not in page
    assert "Running (4/5)" in page
    assert stages.fresh(exchange).status == "closed"


def test_who_told_of_the_year_is_asked_no_more_about_its_half(client, who):
    exchange = stages.later(stages.completed(who), 183)
    tick()
    stages.later(exchange, 183)
    tick()
    FollowUp.objects.get(months=12).write(by=who.amina, level=1, evidence="", url="", language="en")
    client.force_login(who.amina)
    for page in (exchange.get_absolute_url(), "/en/my/"):
        assert "Say what became of it" not in client.get(page).text
    Letter.objects.all().delete()
    stages.later(exchange, 40)
    tick()
    assert not Letter.objects.filter(name="your_turn").exists()


def test_a_waived_report_leaves_its_place_and_the_reason(client, who):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    stages.party(exchange, "first-provider").waive_report(by=who.chloe, reason="A new government.")

    def above_the_timeline() -> str:
        return client.get(exchange.get_absolute_url()).text.split('id="timeline"')[0]

    assert "A new government." not in above_the_timeline()
    stages.fresh(exchange).complete(by=who.chloe)
    assert "A new government." in above_the_timeline()


def test_a_sheet_adapted_through_it_closes_the_circle(client, who):
    original = make.published(who.of(who.boris), title="Home visits")
    exchange = stages.completed(who)
    make.published(who.of(who.amina), title="Our home visits", adapted_from=original)
    make.published(make.organization(), title="Not through it", adapted_from=original)
    page = client.get(exchange.get_absolute_url()).text
    assert "Our home visits" in page
    assert "Not through it" not in page


# --- Nobody came ---------------------------------------------------------------------------------


def test_whose_request_lapsed_reads_how_it_comes_back(client, who):
    exchange = stages.later(stages.opened(who), 340)
    tick()
    exchange = stages.later(exchange, 32)
    tick()
    assert stages.fresh(exchange).status == "lapsed"
    letter = Letter.objects.filter(name="exchange_ended").first()
    assert "the organization that asked writes to the secretariat" in letter.body
    assert "Nobody needs to do anything." not in letter.body
    editor, told = make.member(who.of(who.amina)), "the secretariat opens it again"
    for reader, reads in ((who.amina, True), (editor, True), (who.boris, False)):
        client.force_login(reader)
        page = client.get(exchange.get_absolute_url()).text
        assert (told in page) is reads
        assert ("mailto:" in page.split(told)[-1].split("</p>")[0]) is reads
    who.of(who.amina).suspend(by=who.chloe, reason="A complaint.")
    client.force_login(who.amina)
    assert told not in client.get(exchange.get_absolute_url()).text


# --- Unfunded is not dead ------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [stages.opened, stages.shaping])
def test_amina_goes_on_without_money(client, stage, who):
    fields = {"funding": "call", "instruments": ["study-visit", "peer-review"]}
    exchange = stage(who, **fields)
    client.force_login(who.amina)
    path = exchange.get_absolute_url()
    assert "No money came? Go on without it" in client.get(path).text
    client.post(f"{path}go-on/", {"instruments": exchange.cheaper()})
    exchange = stages.fresh(exchange)
    assert exchange.funding == "own"
    assert set(exchange.instruments) == {
        "peer-review", "peer-call", "webinar-series", "virtual-workshop",
    }  # fmt: skip
    assert Event.objects.filter(name="go_on", is_public=True).count() == 1
    assert "No money came? Go on without it" not in client.get(path).text


def test_going_on_takes_back_what_was_accepted(who):
    exchange = stages.shaping(who, funding="partner")
    version = stages.write_plan(exchange, who.boris).version
    stages.party(exchange, "first-provider").agree(version, by=who.boris)
    exchange.go_on(["peer-call"], by=who.amina)
    assert not exchange.parties.exclude(accepted_version=None).exists()


def test_an_agreement_on_money_that_never_came_is_made_anew(client, who):
    """The very plan that all had accepted, for them to accept or to change."""
    exchange = stages.agreed(who)
    Exchange.objects.filter(pk=exchange.pk).update(funding="call")
    client.force_login(who.amina)
    path = exchange.get_absolute_url()
    assert "No money came? Go on without it" in client.get(path).text
    client.post(f"{path}go-on/", {"instruments": ["peer-call"]})
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.agreed_at, exchange.funding) == ("shaping", None, "own")
    assert not exchange.parties.exclude(accepted_version=None).exists()
    assert list(exchange.timeline().order_by("pk").values_list("name", flat=True))[-2:] == [
        "go_on", "reshape",
    ]  # fmt: skip
    assert Letter.objects.get(name="exchange_goes_on").address == who.boris.email
    for role, by in (("recipient", who.amina), ("first-provider", who.boris)):
        stages.party(exchange, role).agree(exchange.plan.version, by=by)
    assert stages.fresh(exchange).status == "agreed"


def test_a_suspended_ministry_takes_no_agreement_back(client, who):
    exchange, ministry = stages.agreed(who), who.of(who.amina)
    Exchange.objects.filter(pk=exchange.pk).update(funding="call")
    type(ministry).objects.filter(pk=ministry.pk).update(status="suspended")
    client.force_login(who.amina)
    assert "No money came?" not in client.get(exchange.get_absolute_url()).text
    with pytest.raises(MoveRefused, match="is suspended"):
        stages.fresh(exchange).go_on(["peer-call"], by=who.amina)
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.funding) == ("agreed", "call")


def test_it_is_for_the_one_that_asks_while_it_waits_for_money(who):
    free = stages.opened(who)
    with pytest.raises(MoveRefused):
        free.go_on(["peer-call"], by=who.amina)
    waiting = stages.shaping(who, funding="call")
    for person in (who.boris, who.chloe, make.member(who.of(who.amina), "editor")):
        with pytest.raises(PermissionDenied):
            waiting.go_on(["peer-call"], by=person)
    with pytest.raises(MoveRefused):
        waiting.go_on([], by=who.amina)
    with pytest.raises(MoveRefused):
        stages.force(waiting, "running").go_on(["peer-call"], by=who.amina)


def test_the_ripple_counts_who_followed_wanted_came_along_and_learned(who, client):
    """On the page of the exchange, and of all together; what is private counts nowhere."""
    exchange, draft = stages.completed(who), make.request(who.amina)
    exchange.activities.update(called_off_on=None)  # it did take place
    activity, guest = exchange.activities.get(), make.organization(iso2="PE")
    activity.seats.create(organization=guest, number=3, state="granted")
    activity.seats.create(organization=make.organization(iso2="BR"), number=5)  # only asked
    exchange.wants.create(organization=guest)
    reader = make.person()
    for one in (exchange, draft):
        one.follows.create(person=reader)
    FollowUp.ask(stages.party(exchange, "recipient"), 6)
    exchange.follow_ups.get().write(by=who.amina, level=4, evidence="A law.")
    client.force_login(reader)
    told = client.get(exchange.get_absolute_url()).context["page"].ripple()
    assert [(str(row["label"]), row["value"]) for row in told] == [
        ("Follow it", 1), ("Want it too", 1), ("Seats taken", 3), ("Lessons drawn", 2),
        ("Step reached on the ladder of uptake, of 5", 4),
    ]  # fmt: skip
    Follow.objects.update(since=timezone.now() - dt.timedelta(days=1))  # told from the next day on
    waves = client.get("/en/exchanges/ripple/").context["waves"]
    assert {wave.key: wave.value for wave in waves} == {
        "exchanges": 1, "finished": 1, "followers": 1, "wants": 1, "countries": 1, "seats": 3,
        "lessons": 2, "adaptations": 0,
    }  # fmt: skip
