"""The page of an exchange: where it stands, whose turn it is, what its reader can do."""

import datetime as dt
import html

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from community.models import Event, Letter
from exchanges.models import Exchange, ExchangeSource, FollowUp, Party
from exchanges.models.guards import YEAR
from exchanges.tasks import move_exchanges_on
from tests import make
from tests.exchanges import stages


def read(client, exchange, person=None) -> str:
    client.logout()
    if person:
        client.force_login(person)
    page = client.get(exchange.get_absolute_url())
    assert page.status_code == 200
    return page.text


def turn_of(client, exchange, person=None) -> tuple[str, bool]:
    """Whose turn the page says it is, and whether it is the reader's."""
    client.logout()
    if person:
        client.force_login(person)
    turn = client.get(exchange.get_absolute_url()).context["page"].turn()
    return turn["who"], turn["yours"]


def test_the_page_and_the_plan_name_the_block_it_asks_about(who, client):
    sheet = make.published(who.of(who.boris))
    block = make.block(sheet, title="A register of doors")
    exchange = stages.shaping(who, experience=sheet, block=block)
    link = f'href="{block.get_absolute_url()}"'
    assert read(client, exchange).count(link) == 1  # at the starting point; there is no plan yet
    stages.write_plan(exchange, who.amina)
    assert read(client, exchange).count(link) == 2
    client.force_login(who.amina)
    assert link in client.get(f"{exchange.get_absolute_url()}plan/").text
    block.remove(by=who.boris)
    assert "A register of doors" not in read(client, exchange)
    exchange.refresh_from_db()
    assert exchange.block is None


def test_a_stranger_cannot_tell_the_draft_exists(who, client):
    draft, sent = make.request(who.amina), stages.submitted(who)
    for exchange in (draft, sent):
        path = exchange.get_absolute_url()
        for somebody in (None, who.boris, make.person()):
            client.logout()
            if somebody:
                client.force_login(somebody)
            assert client.get(path).status_code == 404
        for insider in (who.amina, make.member(who.of(who.amina), "viewer"), who.chloe):
            client.force_login(insider)
            assert client.get(path).status_code == 200


def test_it_is_the_communitys_turn_while_nobody_has_an_answer_to_give(who, client):
    exchange = stages.opened(who)
    stages.party(exchange, "first-provider").decline(by=who.boris, reason="An election.")
    assert turn_of(client, exchange) == ("The community", False)
    Party.offer(exchange, who.of(who.dana), "first-provider", by=who.dana)
    assert turn_of(client, exchange) == ("Ministerio de Desarrollo Social", False)


def test_every_public_state_has_a_page_for_the_visitor(who, client):
    exchange = stages.reported(who)
    for state in Exchange.TURNS:
        exchange = stages.force(exchange, state)
        expected = 404 if state in {"draft", "submitted", "returned"} else 200
        assert client.get(exchange.get_absolute_url()).status_code == expected, state
    for state in ("withdrawn", "cancelled", "lapsed", "closed"):
        exchange = stages.force(exchange, state)
        assert client.get(exchange.get_absolute_url()).status_code == 200


def test_it_says_whose_turn_it_is(who, client):
    ministry, other = "Ministerio de Desarrollo Social", "Ministry of Labour"
    exchange = make.request(who.amina)
    Party.propose(exchange, {"first-provider": who.of(who.boris)}, by=who.amina)
    assert turn_of(client, exchange, who.amina) == (ministry, True)
    exchange.submit(by=who.amina)
    assert turn_of(client, exchange, who.amina) == ("The secretariat", False)
    assert turn_of(client, exchange, who.chloe) == ("The secretariat", True)
    exchange.open(by=who.chloe)
    assert turn_of(client, exchange) == (other, False)
    assert "any other organization can offer to help too" in read(client, exchange)
    assert turn_of(client, exchange, who.boris) == (other, True)  # he is invited
    stages.party(exchange, "first-provider").accept(by=who.boris)
    assert turn_of(client, exchange, who.boris) == (f"{ministry}, {other}", True)
    stages.write_plan(exchange, who.boris)
    stages.party(exchange, "first-provider").agree(1, by=who.boris)
    assert turn_of(client, exchange, who.boris) == (ministry, False)
    stages.party(exchange, "recipient").agree(1, by=who.amina)
    exchange = stages.fresh(exchange)
    exchange.start(by=None)
    exchange.wind_up(by=None)
    stages.report(exchange, who.amina, "recipient")
    assert turn_of(client, exchange, who.amina) == (other, False)
    stages.report(exchange, who.boris, "first-provider")
    assert turn_of(client, exchange, who.chloe) == ("The secretariat", True)


def test_of_many_who_are_waited_for_the_first_are_named_and_the_table_names_all(who, client):
    exchange = stages.running(who)
    names = [f"Ministry of the island {number}" for number in range(9)]
    for name in names:
        island = make.organization(name, "JM")
        exchange.parties.create(organization=island, role="recipient", state="accepted")
    told, _ = turn_of(client, exchange)
    assert told.count(",") == 4
    assert told.endswith(" and 6 more")
    assert all(f"{name}</a>" in read(client, exchange) for name in names)


def test_who_signed_the_plan_reads_that_it_is_her_turn_to_begin_and_to_end_it(who, client):
    exchange = stages.agreed(who)
    Party.invite(exchange, who.of(who.dana), "observer", by=who.amina)
    stages.party(exchange, "observer").accept(by=who.dana)
    both = "Ministerio de Desarrollo Social, Ministry of Labour"
    told = {"agreed": "Start it when your activities begin", "running": "Carry out your activities"}
    for state, words in told.items():
        exchange = stages.force(exchange, state)
        for reader, yours in ((None, False), (who.amina, True), (who.boris, True)):
            assert turn_of(client, exchange, reader) == (both, yours), (state, reader)
            assert (words in read(client, exchange, reader)) is yours, (state, reader)
        assert turn_of(client, exchange, who.dana) == (both, False)  # she watches
        assert turn_of(client, exchange, make.member(who.of(who.boris))) == (both, False)


def test_who_is_invited_is_told_to_answer_and_who_is_offered_help_too(who, client):
    exchange = stages.opened(who)
    page = read(client, exchange, who.boris)
    lapses = date_format(timezone.localtime(stages.party(exchange, "first-provider").answers_until))
    assert f"You are invited to take part: accept or decline. It lapses on {lapses}." in page
    assert "Any organization can offer" not in page
    assert 'href="#parties">Read and answer' in page
    assert "You are invited" not in read(client, exchange, who.amina)
    Party.offer(exchange, who.of(who.dana), "knowledge-partner", by=who.dana)
    told = f"{who.of(who.dana)} offers to help: accept or decline."
    assert told in html.unescape(read(client, exchange, who.amina))
    assert told not in html.unescape(read(client, exchange, who.boris))


def test_what_never_lapses_is_not_said_to_lapse(who, client):
    exchange = stages.submitted(who)
    Exchange.objects.filter(pk=exchange.pk).update(is_sample=True)
    exchange = stages.fresh(exchange)
    exchange.open(by=who.chloe)
    page = read(client, exchange, who.boris)
    assert "You are invited to take part: accept or decline." in page
    assert "lapses on" not in page
    letter = Letter.objects.get(name="party_invited")
    assert "read the request, and accept or decline." in letter.body
    assert "lapses on" not in letter.body
    stages.later(exchange, 400)
    move_exchanges_on(timestamp=0)
    assert stages.fresh(exchange).status == "open"
    assert stages.party(exchange, "first-provider").state == "invited"


def test_the_timeline_says_who_did_what_for_whom(who, client):
    exchange = stages.shaping(who)
    page = read(client, exchange)
    for words in (
        "The exchange was opened to everybody",
        "Ministry of Labour takes part",
        "Seeking partners → Being shaped",
    ):
        assert words in page, words
    assert "The request was submitted" not in page  # that was before it was public
    assert "The request was submitted" in read(client, exchange, who.amina)
    # A name is for the people of one's own organization and the secretariat.
    for reader, named in ((None, False), (who.amina, False), (who.boris, True), (who.chloe, True)):
        page = read(client, exchange, reader)
        assert ("Boris Clarke for Ministry of Labour" in page) is named, reader
        assert ("Chloe Baptiste" in page) is (reader == who.chloe), reader


def test_a_person_without_a_name_does_not_show_her_address(who, client):
    exchange = stages.opened(who)
    type(who.chloe).objects.filter(pk=who.chloe.pk).update(name="")
    page = read(client, exchange)
    assert "chloe@example.org" not in page
    assert "The secretariat" in page


def test_who_never_answered_is_not_shown_once_it_runs(who, client):
    exchange = stages.agreed(who)
    Party.invite(exchange, who.of(who.dana), "facilitator", by=who.amina)
    assert "Inter-American Body</a>" in read(client, exchange)
    exchange.start(by=who.amina)
    page = read(client, stages.fresh(exchange))
    assert "Inter-American Body</a>" not in page
    assert "Bilateral" in page
    assert "Trilateral" not in page


def test_why_it_ended_is_said_to_everybody(who, client):
    exchange = stages.opened(who)
    exchange.withdraw(by=who.amina, reason="We found another way.")
    assert "We found another way." in read(client, exchange)


def test_why_it_came_back_is_said_to_the_ministry_in_its_form_too(who, client):
    exchange = stages.submitted(who)
    exchange.return_(by=who.chloe, reason="Which districts?")
    assert "Which districts?" in read(client, exchange, who.amina)
    edit = client.get(f"/en/exchanges/{exchange.number}/edit/")
    assert "Which districts?" in edit.text


def test_the_plan_shows_its_versions_and_what_changed(who, client):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    stages.write_plan(exchange, who.amina, based_on=1, costs="Half and half.")
    page = read(client, exchange)
    assert "version 2" in page
    assert "<ins>" in page
    assert "<del>" in page
    assert "Accept version 2" not in page
    assert "Accept version 2" in read(client, exchange, who.boris)


def test_reports_stand_side_by_side_once_it_is_completed(who, client):
    exchange = stages.reported(who)
    assert "Ten thousand families." not in read(client, exchange)
    assert "Lesson of the recipient." not in read(client, exchange)
    assert read(client, exchange, who.amina).count("Ten thousand families.") == 1  # her own
    assert read(client, exchange, who.chloe).count("Ten thousand families.") == 2
    exchange.complete(by=who.chloe)
    page = read(client, exchange)
    assert page.count("Ten thousand families.") == 2
    assert "Lesson of the recipient." in page


@pytest.mark.parametrize(
    ("reader", "offered"),
    [("visitor", "Sign in"), ("person", "Find your organization"), ("dana", "We can help"),
     ("amina", ""), ("boris", "Read and answer")],
)  # fmt: skip
def test_a_reader_is_told_what_she_can_do_now(reader, offered, who, client):
    exchange = stages.opened(who)
    somebody = {
        "visitor": None, "person": make.person(), "dana": who.dana, "amina": who.amina,
        "boris": who.boris,
    }[reader]  # fmt: skip
    page = read(client, exchange, somebody)
    main = page.partition("<main")[2].partition("</main>")[0]
    assert offered in main
    for other in {"We can help", "Find your organization"} - {offered}:
        assert other not in main


def test_sample_content_says_so_and_keeps_its_old_address(who, client):
    exchange = stages.force(make.request(who.amina), "closed")
    Exchange.objects.filter(pk=exchange.pk).update(
        is_sample=True, slug="an-old-name", start_year=2007, end_year=2008,
        activities_on_record="A workshop.", results_on_record="A programme.",
        wider_learning="Methods travel.",
    )  # fmt: skip
    ExchangeSource.objects.create(exchange=exchange, title="The report", url="https://oas.org/")
    exchange.related_experiences.add(make.published(title="A related sheet"))
    page = read(client, exchange)
    for words in ("Sample content", "A workshop.", "A programme.", "Methods travel.", "2007 – 2008",
                  "The report", "A related sheet"):  # fmt: skip
        assert words in page, words
    answer = client.get("/en/exchanges/an-old-name/")
    assert (answer.status_code, answer["Location"]) == (301, exchange.get_absolute_url())
    Exchange.objects.filter(pk=exchange.pk).update(status="draft", opened_at=None, agreed_at=None)
    assert client.get("/en/exchanges/an-old-name/").status_code == 404


def test_of_the_past_nobody_says_since_which_day_it_waits(who, client):
    exchange = stages.running(who)
    assert "Since " in read(client, exchange)
    Exchange.objects.filter(pk=exchange.pk).update(is_sample=True)
    assert "Since " not in read(client, exchange)


def test_who_is_not_named_in_the_sources_goes_by_her_country(who, client):
    exchange = stages.running(who)
    exchange.parties.create(country=make.country("BZ"), role="recipient", state="accepted")
    told = " ".join(read(client, exchange).split())
    assert '<th scope="row">Belize <span class="small soft">Not named in the sources</span>' in told


def test_texts_of_another_language_say_so(who, client):
    exchange = stages.opened(who, language="es", title="Aprender a visitar")
    page = read(client, exchange)
    assert '<h1 lang="es">Aprender a visitar</h1>' in page
    assert "In Spanish" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_parties_as_for_one(
    rows, who, client, django_assert_num_queries
):
    exchange = stages.opened(who)
    for _ in range(rows):
        body = make.organization(iso2="BR")
        Party.offer(exchange, body, "funder", by=make.member(body, "focal_point"))
    with django_assert_num_queries(2):
        client.get(exchange.get_absolute_url())
    assert Event.objects.filter(name="offer").count() == rows


def test_each_stage_behind_shows_its_day(who, client):
    exchange = stages.later(stages.completed(who), 500)
    exchange.close(by=None)
    days = {"shape": 1, "agree": 2, "start": 3, "wind_up": 4, "complete": 5, "close": 6}
    for name, day in days.items():
        at = stages.LONG_AGO + dt.timedelta(days=day)
        assert exchange.events.filter(name=name).update(at=at) == 1
    steps = client.get(exchange.get_absolute_url()).context["page"].steps()
    assert all(step["when"] for step in steps)
    came = {step["status"]: step["when"] for step in steps}
    assert (came["shaping"], came["reporting"], came["closed"]) == tuple(
        stages.LONG_AGO + dt.timedelta(days=days[name]) for name in ("shape", "wind_up", "close")
    )
    again = stages.agreed(who)
    stages.write_plan(again, who.boris, based_on=1, costs="Half.")  # it is shaped once more
    steps = client.get(again.get_absolute_url()).context["page"].steps()
    assert [bool(step["when"]) for step in steps] == [True, True, *[False] * 5]
    assert steps[1]["when"] == again.events.get(name="reshape").at


def test_odd_addresses_are_not_found(client, db):
    for path in ("exc-1", "EXC-2026-999", "x" * 300, "%00", "a%00b", "EXC-2026-001%0a"):
        assert client.get(f"/en/exchanges/{path}/").status_code == 404


def test_what_changed_is_waited_for_from_the_day_on_which_it_is_asked(who, client):
    exchange = stages.completed(who)
    first = exchange.completed_at + dt.timedelta(days=182)
    told = f"It is asked from {date_format(timezone.localtime(first))} on what changed."
    assert told in client.get(exchange.get_absolute_url()).text
    stages.later(exchange, 183)
    assert "It is asked from" not in client.get(exchange.get_absolute_url()).text


def turn(client, exchange, reader=None) -> dict | None:
    """What its page says of the turn, for this reader."""
    read(client, exchange, reader)
    return client.get(exchange.get_absolute_url()).context["page"].turn()


def test_what_changed_is_waited_for_since_it_was_asked_and_not_between_two_questions(who, client):
    exchange = stages.completed(who)
    words = {"level": 1, "evidence": "", "url": "", "language": "en"}
    stages.later(exchange, 200)
    FollowUp.ask(stages.party(exchange, "recipient"), 6)
    asked = FollowUp.objects.get().asked_at
    hers, his = turn(client, exchange, who.amina), turn(client, exchange, who.boris)
    assert (hers["yours"], hers["what"], hers["since"]) == (True, "Say what became of it.", asked)
    assert (his["yours"], his["since"]) == (False, asked)
    client.force_login(who.amina)
    assert "Say what became of it." in client.get("/en/my/").text
    FollowUp.objects.get().write(by=who.amina, **words)
    second = date_format(timezone.localtime(stages.fresh(exchange).completed_at) + YEAR)
    between = turn(client, exchange, who.boris)
    assert between["what"] == f"It is asked from {second} on what changed."
    assert between["since"] is None
    stages.later(exchange, 170)
    FollowUp.ask(stages.party(exchange, "recipient"), 12)
    FollowUp.objects.get(months=12).write(by=who.amina, **words)
    assert turn(client, exchange) is None  # nobody is waited for any more


def test_who_is_asked_to_keep_it_open_reads_until_when(who, client):
    exchange = stages.later(stages.opened(who), 340)
    stages.party(exchange, "first-provider").lapse(by=None)
    exchange.ask_to_renew(by=None)
    exchange = stages.fresh(exchange)
    month = dt.timedelta(days=30)  # that the letter promises, late as it came
    day = date_format(timezone.localtime(exchange.renewal_asked_at + month))
    hers = turn(client, exchange, who.amina)
    assert hers["what"] == f"Keep it open for another year, or it lapses on {day}."
    assert (hers["yours"], hers["since"]) == (True, exchange.renewal_asked_at)
    assert f"It lapses on {day}." in Letter.objects.get(name="renewal_asked").body
    assert turn(client, exchange, who.boris)["who"] == "The community"


def test_who_accepts_a_plan_whose_days_went_by_is_warned(who, client):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris, activities=[stages.activity(), stages.activity("Two")])
    warned = "change the plan before you accept it"
    assert warned not in read(client, exchange, who.amina)
    day = timezone.localdate() - dt.timedelta(days=1)
    exchange.activities.filter(title="Two").update(starts_on=day, ends_on=day)
    page = read(client, exchange, who.amina)
    assert page.count(warned) == 1
    assert "The days of “Two” ended on" in page
    assert warned not in read(client, exchange)


def test_who_says_that_all_is_over_is_shown_what_is_still_to_come(who, client):
    exchange = stages.running(who)
    warned = "would not take place any more"
    assert warned in read(client, exchange, who.boris)
    assert warned not in read(client, exchange)
    exchange.activities.update(
        starts_on=timezone.localdate() - dt.timedelta(days=2),
        ends_on=timezone.localdate() - dt.timedelta(days=1),
    )
    page = read(client, exchange, who.boris)
    assert warned not in page
    assert "The activities are over" in page


def test_it_is_kept_open_when_it_is_about_to_lapse_and_completed_when_all_have_reported(
    who, client
):
    exchange = stages.opened(who)
    keep = "Keep it open for another year"
    assert keep not in read(client, exchange, who.amina)
    Exchange.objects.filter(pk=exchange.pk).update(renewal_asked_at=timezone.now())
    assert keep in read(client, exchange, who.amina)
    exchange = stages.reporting(who)
    assert ">Complete<" not in read(client, exchange, who.chloe)
    stages.report(exchange, who.amina, "recipient")
    stages.report(exchange, who.boris, "first-provider")
    assert ">Complete<" in read(client, exchange, who.chloe)
