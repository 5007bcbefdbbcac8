"""The POST addresses of an exchange: who may, what is said, what is kept."""

import datetime as dt

import pytest
from django.test import Client

from community.models import Event
from exchanges.models import Party, Plan, Report
from experiences.models import Lesson
from tests import make
from tests.exchanges import stages


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def at(exchange, act: str) -> str:
    return f"{exchange.get_absolute_url()}{act}/"


def said(answer) -> str:
    """The messages of the page that the answer leads to."""
    return " ".join(str(message) for message in answer.context["messages"])


def plan_words(**changes):
    first = dt.date.today() + dt.timedelta(days=9)
    filled = {
        "objective": "Visit every family.",
        "costs": "Each its own travel.",
        "based_on": "0",
        "activities-TOTAL_FORMS": "1",
        "activities-INITIAL_FORMS": "0",
        "activities-0-title": "Visit",
        "activities-0-instrument": "study-visit",
        "activities-0-mode": "in-person",
        "activities-0-place": "Kingston",
        "activities-0-starts_on": first.isoformat(),
        "activities-0-ends_on": first.isoformat(),
    }
    return {**filled, **changes}


REPORT = {
    "language": "en", "achieved": "Ten.", "did_not_work": "Forms.", "claim": "Call first.",
    "polarity": "works", "because": "They are at work.",
}  # fmt: skip


def test_the_whole_way_through_the_pages(who):
    amina, boris, chloe = as_(who.amina), as_(who.boris), as_(who.chloe)
    exchange = make.request(who.amina)
    Party.propose(exchange, {"first-provider": who.of(who.boris)}, by=who.amina)
    provider = stages.party(exchange, "first-provider")

    def state_after(client, act, data=None):
        answer = client.post(at(exchange, act), data or {})
        assert answer["Location"] == exchange.get_absolute_url(), act
        return stages.fresh(exchange).status

    assert state_after(amina, "submit") == "submitted"
    assert state_after(chloe, "return", {"reason": "Where?"}) == "returned"
    assert state_after(amina, "submit") == "submitted"
    assert state_after(chloe, "open") == "open"
    assert state_after(boris, f"parties/{provider.pk}/accept") == "shaping"
    words = {"organization": who.of(who.boris).pk}
    assert state_after(boris, "plan", plan_words(**words)) == "shaping"
    assert state_after(boris, "agree", {"version": "1"}) == "shaping"
    assert state_after(amina, "agree", {"version": "1"}) == "agreed"
    assert state_after(amina, "start") == "running"
    assert state_after(boris, "wind-up") == "reporting"
    assert state_after(amina, "report", REPORT) == "reporting"
    assert state_after(boris, "report", REPORT) == "reporting"
    assert state_after(chloe, "complete") == "completed"
    assert Lesson.objects.published().count() == 2


ACTS = ("submit", "open", "return", "withdraw", "agree", "start", "wind-up", "complete", "cancel")


@pytest.mark.parametrize("act", ACTS)
def test_acts_are_posted_and_strangers_of_a_public_exchange_are_refused(act, who):
    exchange = stages.agreed(who)
    stranger = as_(make.person())
    assert stranger.get(at(exchange, act)).status_code == 405
    assert (
        stranger.post(at(exchange, act), {"reason": "I say so.", "version": "1"}).status_code == 403
    )
    assert stranger.post(at(exchange, act)).status_code == 403
    assert Client().post(at(exchange, act)).status_code == 302  # to the sign-in
    assert stages.fresh(exchange).status == "agreed"


def test_a_virtual_activity_with_a_place_is_asked_about_and_keeps_both(who):
    exchange, boris = stages.shaping(who), as_(who.boris)
    own = {"organization": who.of(who.boris).pk}
    virtual = plan_words(**own, **{"activities-0-mode": "virtual"})
    page = boris.post(at(exchange, "plan"), virtual)
    (row,) = page.context["activities"].forms[:1]
    assert row.errors.keys() == {"place"}
    assert "choose “Mixed” above" in row.errors["place"][0]
    assert (row["mode"].value(), row["place"].value()) == ("virtual", "Kingston")
    assert not exchange.plans.exists()
    for more in ({"activities-0-mode": "mixed"}, {"activities-0-place": ""}):
        with make.undone():
            assert boris.post(at(exchange, "plan"), {**virtual, **more}).status_code == 302
    stages.write_plan(exchange, who.boris, activities=[stages.activity(mode="virtual", place="X")])
    one = exchange.activities.get()
    same = {
        **virtual, "based_on": "1", "activities-INITIAL_FORMS": "1", "activities-0-place": "X",
        "activities-0-id": one.pk, "activities-0-starts_on": one.starts_on.isoformat(),
        "activities-0-ends_on": one.ends_on.isoformat(), "costs": "Half.",
    }  # fmt: skip
    assert boris.post(at(exchange, "plan"), same).status_code == 302  # it stood so before


@pytest.mark.parametrize("act", ["invite", "plan", "report"])
def test_pages_for_partners_are_closed_to_others(act, who):
    exchange = stages.reporting(who) if act == "report" else stages.shaping(who)
    for method in ("get", "post"):
        assert getattr(as_(make.person()), method)(at(exchange, act)).status_code == 403
        assert getattr(as_(who.dana), method)(at(exchange, act)).status_code == 403


def test_every_post_is_protected_against_forgery(who):
    exchange = stages.submitted(who)
    client = Client(enforce_csrf_checks=True)
    client.force_login(who.chloe)
    for act in (*ACTS, "invite", "offer", "plan", "report", "edit"):
        assert client.post(at(exchange, act), {"reason": "x"}).status_code == 403
    assert stages.fresh(exchange).status == "submitted"


@pytest.mark.parametrize(
    ("act", "stage", "person"),
    [("return", stages.submitted, "chloe"), ("withdraw", stages.opened, "amina"),
     ("cancel", stages.opened, "chloe")],
)  # fmt: skip
def test_without_a_reason_the_page_comes_back_with_the_form_open(act, stage, person, who):
    exchange = stage(who)
    before = exchange.status
    for reason in ("", " ", "\x07", "x" * 2001):
        page = as_(getattr(who, person)).post(at(exchange, act), {"reason": reason})
        assert page.status_code == 200
        assert "data-invalid" in page.text
        assert "<details open>" in page.text
    assert stages.fresh(exchange).status == before


def test_boris_declines_on_the_page_and_must_say_why(who):
    exchange = stages.opened(who)
    provider = stages.party(exchange, "first-provider")
    path = at(exchange, f"parties/{provider.pk}/decline")
    page = as_(who.boris).post(path, {"reason": ""})
    assert "data-invalid" in page.text
    as_(who.boris).post(path, {"reason": "An election."})
    assert stages.party(exchange, "first-provider").state == "declined"


def test_a_party_of_another_exchange_is_not_found_here(who):
    one, two = stages.opened(who), stages.opened(who)
    party = stages.party(two, "first-provider")
    assert as_(who.boris).post(at(one, f"parties/{party.pk}/accept")).status_code == 404
    assert as_(who.boris).post(at(one, f"parties/{'9' * 30}/accept")).status_code == 404
    assert stages.fresh(two).status == "open"


def test_a_stale_version_is_refused_with_a_clear_message(who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    stages.write_plan(exchange, who.amina, based_on=1, costs="Half.")
    for version in ("1", "", "x", "9" * 30, "\x00"):
        answer = as_(who.boris).post(at(exchange, "agree"), {"version": version}, follow=True)
        assert "The plan has changed; read the newest version first." in said(answer)
    assert not exchange.parties.exclude(accepted_version=None).exists()


def test_amina_invites_by_name(who):
    exchange = stages.opened(who)
    amina = as_(who.amina)
    page = amina.post(at(exchange, "invite"), {"organization": "no such", "role": "funder"})
    assert "No organization of the network is called so." in page.text
    sent = {"organization": "inter-american body", "role": "facilitator", "message": "Please."}
    amina.post(at(exchange, "invite"), sent)
    assert stages.party(exchange, "facilitator").message == "Please."
    page = amina.post(at(exchange, "invite"), sent)
    assert "already a party" in page.text


def test_dana_offers_help_once(who):
    exchange = stages.opened(who)
    dana = as_(who.dana)
    assert "Inter-American Body" in dana.get(at(exchange, "offer")).text
    sent = {"organization": who.of(who.dana).pk, "role": "facilitator", "message": "We can."}
    page = dana.post(at(exchange, "offer"), {**sent, "role": "recipient"})
    assert "role" in page.context["form"].errors
    assert "We can." in page.text
    dana.post(at(exchange, "offer"), sent)
    assert stages.party(exchange, "facilitator").state == "offered"
    assert dana.post(at(exchange, "offer"), sent).status_code == 403
    assert exchange.parties.filter(role="facilitator").count() == 1


def test_who_leads_no_organization_is_told_so(who):
    exchange = stages.opened(who)
    page = as_(make.member(who.of(who.dana), "editor")).get(at(exchange, "offer"))
    assert page.status_code == 403
    assert "focal point" in page.text


ODD_PLANS = {
    "objective": ["", "x" * 5001, "a\x00"],
    "costs": [" "],
    "based_on": ["x", "-1", "9" * 20, ""],
    "organization": ["", "0", "9" * 30],
    "activities-0-title": ["", "x" * 201, "a\x07"],
    "activities-0-instrument": ["no-such"],
    "activities-0-starts_on": ["", "0001-01-01", "soon", "2100-13-01"],
    "activities-0-ends_on": ["2001-01-01"],
    "activities-TOTAL_FORMS": ["0", "x", "", "99999999", "-1"],
    "activities-0-DELETE": ["on"],
}


def test_an_odd_plan_is_refused_and_nothing_is_lost(who, subtests):
    exchange, boris = stages.shaping(who), as_(who.boris)
    for field, value in [(field, value) for field, odd in ODD_PLANS.items() for value in odd]:
        with subtests.test(field, value=value[:20]), make.undone():
            sent = plan_words(**{"organization": who.of(who.boris).pk, field: value})
            page = boris.post(at(exchange, "plan"), sent)
            assert page.status_code == 200
            assert field == "objective" or "Visit every family." in page.text
            assert not Plan.objects.exists()


def test_another_activity_is_added_without_losing_anything(who):
    exchange = stages.shaping(who)
    sent = plan_words(organization=who.of(who.boris).pk, add="1")
    for total in ("1", "x", "9" * 9):
        page = as_(who.boris).post(at(exchange, "plan"), {**sent, "activities-TOTAL_FORMS": total})
        assert page.status_code == 200
        assert "Visit every family." in page.text
    page = as_(who.boris).post(at(exchange, "plan"), sent)
    assert "Activity 2" in page.text
    assert "Kingston" in page.text
    assert not Plan.objects.exists()


def test_a_plan_written_on_an_old_version_comes_back_with_its_words(who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.amina)
    sent = plan_words(organization=who.of(who.boris).pk, costs="My own words.")
    page = as_(who.boris).post(at(exchange, "plan"), sent)
    assert "Somebody has written a newer version" in page.text
    assert "My own words." in page.text
    assert "Version 1 came while you wrote" in page.text
    assert "Each its own travel." in page.text  # what the newer one says, beside hers
    assert exchange.plans.count() == 1
    again = {**sent, "based_on": page.context["form"]["based_on"].value()}
    assert as_(who.boris).post(at(exchange, "plan"), again).status_code == 302
    assert stages.fresh(exchange).plan.costs == "My own words."
    assert exchange.plans.count() == 2


def test_the_plan_page_begins_with_the_newest_version(who):
    exchange = stages.agreed(who)
    page = as_(who.boris).get(at(exchange, "plan"))
    assert "Visit every family." in page.text
    sent = plan_words(organization=who.of(who.boris).pk, based_on="1")
    as_(who.boris).post(at(exchange, "plan"), sent)
    assert stages.fresh(exchange).status == "shaping"
    assert [activity.place for activity in exchange.activities.all()] == ["Kingston"]


@pytest.mark.parametrize("field", ["achieved", "did_not_work", "claim", "polarity", "language"])
def test_a_report_says_what_did_not_work_and_one_lesson(field, who):
    exchange = stages.reporting(who)
    page = as_(who.amina).post(at(exchange, "report"), {**REPORT, field: ""})
    assert set(page.context["form"].errors) == {field}
    assert not Report.objects.exists()
    assert not Lesson.objects.exists()


def test_a_report_sent_twice_is_one(who):
    exchange = stages.reporting(who)
    amina = as_(who.amina)
    assert amina.post(at(exchange, "report"), REPORT).status_code == 302
    assert amina.post(at(exchange, "report"), REPORT).status_code == 302
    assert Report.objects.count() == 1
    assert Event.objects.filter(name="report").count() == 1
