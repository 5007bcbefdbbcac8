"""Activities keep what was added to them; hours are the place's; private parts stay private."""

import datetime as dt
import itertools
import re

import pytest
from django.core.exceptions import PermissionDenied

from community.lifecycle import MoveRefused
from exchanges.models import Activity
from tests import make
from tests.as_shown import as_shown
from tests.exchanges import stages

DETAILS = {
    "begins_at": "09:00",
    "finishes_at": "12:30",
    "time_zone": "America/Santiago",
    "link": "https://meet.example/secret-room",
    "agenda": "09:00 Welcome",
    "names": "Ana Secreta",
    "open_seats": "0",
}


def address(activity: Activity, more: str = "") -> str:
    return f"/en/exchanges/{activity.exchange.number}/activities/{activity.pk}/{more}"


@pytest.fixture
def activity(who) -> Activity:
    found = stages.agreed(who).activities.get()
    found.exchange = stages.fresh(found.exchange)
    return found


def filled(client, who, activity, **changes):
    client.force_login(who.amina)
    own = {"organization": make.ministry_of(who.amina).pk}
    return client.post(address(activity, "edit/"), {**DETAILS, **own, **changes})


def test_amina_adds_hours_and_agenda_and_nobody_has_to_accept_again(client, who, activity):
    assert filled(client, who, activity)["Location"] == address(activity)
    exchange = stages.fresh(activity.exchange)
    assert exchange.status == "agreed"
    assert exchange.parties.exclude(accepted_version=None).count() == 2
    found = exchange.activities.get()
    assert found.begins.isoformat()[10:] in ("T09:00:00-03:00", "T09:00:00-04:00")
    assert exchange.timeline().filter(name="detail_activity", is_public=True).count() == 1


def test_what_was_added_is_changed_and_not_added_again(client, who, activity):
    client.force_login(who.amina)
    page = client.get(address(activity)).text
    assert "Add hours, agenda, seats" in page
    filled(client, who, activity)
    page = client.get(address(activity)).text
    assert "Change hours, agenda, seats" in page
    assert "Add hours" not in page


def test_an_activity_that_stays_in_the_plan_keeps_its_agenda_and_its_seats(client, who, activity):
    filled(client, who, activity, open_seats="4")
    client.force_login(who.boris)
    plan = f"/en/exchanges/{activity.exchange.number}/plan/"
    form = client.get(plan).context["activities"]
    lines = {
        f"activities-{i}-{name}": value
        for i, one in enumerate(form.forms)
        for name, value in {**one.initial}.items()
    }
    sent = {
        "organization": make.ministry_of(who.boris).pk, "objective": "More.", "costs": "Half.",
        "based_on": 1, "activities-TOTAL_FORMS": 2, "activities-INITIAL_FORMS": 1, **lines,
        "activities-0-title": "A longer visit",
        "activities-1-title": "A call", "activities-1-instrument": "peer-call",
        "activities-1-mode": "virtual", "activities-1-starts_on": "2027-01-01",
        "activities-1-ends_on": "2027-01-01",
    }  # fmt: skip
    assert client.post(plan, sent).status_code == 302
    first, second = activity.exchange.activities.order_by("starts_on")
    assert (first.pk, first.title) == (activity.pk, "A longer visit")
    assert (first.agenda, first.open_seats) == ("09:00 Welcome", 4)
    assert second.agenda == ""


def test_a_plan_cannot_take_the_activity_of_another_exchange(who, activity):
    other = stages.shaping(stages.Cast(who.amina, who.boris, who.chloe, who.dana))
    stolen = stages.activity("Stolen")
    stolen.pk = activity.pk
    stages.write_plan(other, who.boris, activities=[stolen])
    assert other.activities.get().pk != activity.pk
    activity.refresh_from_db()
    assert activity.title == "Visit"


def test_what_falls_out_of_the_plan_is_gone(who, activity):
    stages.write_plan(
        activity.exchange, who.boris, based_on=1, activities=[stages.activity("Call")]
    )
    assert [one.title for one in activity.exchange.activities.all()] == ["Call"]


IMPOSSIBLE = [
    ({"time_zone": ""}, "time_zone"),
    ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ({"begins_at": ""}, "begins_at"),
    ({"begins_at": "25:00"}, "begins_at"),
    ({"link": "javascript:alert(1)"}, "link"),
    ({"open_seats": "-1"}, "open_seats"),
    ({"open_seats": "99999999"}, "open_seats"),
    ({"agenda": "x" * 100_000}, "agenda"),
    ({"hosts": "a\x00b"}, "hosts"),
    ({"seats_until": "2027-02-30"}, "seats_until"),
]


def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    client, who, activity, subtests
):
    for changes, field in IMPOSSIBLE:
        with subtests.test(changes=changes, field=field), make.undone():
            answer = filled(client, who, activity, **changes)
            form = answer.context["form"]
            assert field in form.errors
            assert "09:00 Welcome" in answer.text or field == "agenda"
            activity.refresh_from_db()
            assert activity.agenda == ""


def test_what_finishes_before_it_begins_on_the_same_day_is_refused(client, who, activity):
    Activity.objects.filter(pk=activity.pk).update(ends_on=activity.starts_on)
    answer = filled(client, who, activity, begins_at="13:00")
    assert list(answer.context["form"].errors) == ["finishes_at"]


def test_hours_follow_the_summer_time_of_the_place(who, activity):
    activity.begins_at, activity.time_zone = dt.time(9), "America/Santiago"
    activity.starts_on = dt.date(2026, 7, 1)
    winter = activity.begins
    activity.starts_on = dt.date(2026, 12, 1)
    assert (winter.utcoffset(), activity.begins.utcoffset()) == (
        dt.timedelta(hours=-4), dt.timedelta(hours=-3),
    )  # fmt: skip


def test_link_and_names_are_for_those_who_take_part(client, who, activity):
    filled(client, who, activity)
    page = client.get(address(activity)).text
    assert "secret-room" in page
    assert "Ana Secreta" in page
    client.force_login(make.person())
    for more in ("", "agenda/", "calendar/"):
        page = client.get(address(activity, more)).text.replace("\r\n ", "")
        assert "Welcome" in page
        assert "secret-room" not in page
        assert "Ana Secreta" not in page


def test_strangers_neither_edit_nor_write_invitations(client, who, activity):
    client.force_login(make.member(make.organization(iso2="BR")))
    assert client.get(address(activity, "edit/")).status_code == 403
    assert client.get(address(activity, "invitation/")).status_code == 403
    with pytest.raises(PermissionDenied):
        activity.detail(by=make.person(), for_=make.ministry_of(who.amina))


def test_what_ended_early_is_not_written_further(client, who, activity):
    activity.exchange.cancel(by=who.chloe, reason="No money.")
    with pytest.raises(MoveRefused):
        activity.detail(by=who.amina, for_=make.ministry_of(who.amina))
    assert filled(client, who, activity).status_code == 403


def test_the_activity_of_a_draft_does_not_exist_for_others(client, who):
    draft = make.request(who.amina)
    one = stages.activity()
    one.exchange = draft
    one.save()
    client.force_login(who.boris)
    for more in ("", "calendar/", "agenda/"):
        assert client.get(address(one, more)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_questions_however_many_seats(
    client, who, activity, number, django_assert_num_queries
):
    Activity.objects.filter(pk=activity.pk).update(open_seats=10)
    for _ in range(number):
        activity.seats.create(organization=make.organization(), state="granted")
    client.get(address(activity))
    with django_assert_num_queries(4):
        client.get(address(activity))


def test_papers_are_made_from_what_is_known(client, who, activity, subtests):
    filled(client, who, activity)
    number = activity.exchange.number
    shown = {"terms": activity.exchange.need, "agenda": "09:00 Welcome"}
    for code, paper in itertools.product(("es", "pt", "fr"), ("terms", "agenda", "invitation")):
        with subtests.test(paper, code=code):
            at = paper if paper == "terms" else f"activities/{activity.pk}/{paper}"
            page = client.get(f"/{code}/exchanges/{number}/{at}/")
            assert page.status_code == 200
            assert shown.get(paper, str(make.ministry_of(who.amina))) in page.text


def test_a_plan_of_two_hundred_activities_is_taken(who):
    exchange = stages.shaping(who)
    many = [stages.activity(f"Call {n}", start=n) for n in range(200)]
    stages.write_plan(exchange, who.boris, activities=many)
    assert exchange.activities.count() == 200


def test_partners_who_write_at_once_take_nothing_back_from_each_other(client, who, activity):
    hers, his = ({"organization": make.ministry_of(one).pk} for one in (who.amina, who.boris))
    client.force_login(who.amina)
    amina_reads = as_shown(client.get(address(activity, "edit/")), "agenda")
    client.force_login(who.boris)
    boris_writes = as_shown(client.get(address(activity, "edit/")), "agenda", **his, **DETAILS)
    assert client.post(address(activity, "edit/"), boris_writes).status_code == 302
    client.force_login(who.amina)
    more = {**amina_reads, **hers, "hosts": "Ministry of Chile", "languages": ["es"]}
    assert client.post(address(activity, "edit/"), more).status_code == 302
    activity.refresh_from_db()
    assert (activity.agenda, activity.time_zone) == ("09:00 Welcome", "America/Santiago")
    assert (activity.hosts, activity.languages) == ("Ministry of Chile", ["es"])


def test_clocks_that_the_page_proposes_are_kept_where_nobody_says_others(client, who, activity):
    client.force_login(who.amina)
    hers = {"organization": make.ministry_of(who.amina).pk, "begins_at": "09:00"}
    shown = as_shown(client.get(address(activity, "edit/")), "agenda", **hers)
    assert shown["time_zone"] == ["America/Santiago"]
    assert client.post(address(activity, "edit/"), shown).status_code == 302
    activity.refresh_from_db()
    assert activity.begins.isoformat()[10:] in ("T09:00:00-03:00", "T09:00:00-04:00")


def test_of_two_who_write_the_same_the_second_reads_the_first_before_she_saves(
    client, who, activity
):
    hers = {"organization": make.ministry_of(who.amina).pk}
    client.force_login(who.amina)
    sent = as_shown(client.get(address(activity, "edit/")), "agenda", **hers)
    filled(client, who, activity, languages=["pt", "es"])
    sent |= {"agenda": "10:00 Coffee", "languages": ["fr"]}
    answer = client.post(address(activity, "edit/"), sent)
    told = re.findall(r"Changed meanwhile:</p><div>(.*?)</div>", answer.text, re.S)
    assert told == ["09:00 Welcome", "Portuguese, Spanish"]
    assert client.post(address(activity, "edit/"), as_shown(answer, "agenda")).status_code == 302
    activity.refresh_from_db()
    assert (activity.agenda, activity.languages) == ("10:00 Coffee", ["fr"])
    assert activity.link == DETAILS["link"]
