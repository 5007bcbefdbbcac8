"""Is it still true? One click says so, a job asks after a year, and after two the sheet tells."""

import datetime as dt
import html
import re
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from community.languages import speaking
from community.lifecycle import MoveRefused
from community.models import Event, Letter
from experiences.models import Experience
from experiences.tasks import ask_whether_sheets_are_true
from members.models import Organization
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def aged(sheet: Experience, days: int) -> Experience:
    """Published and last changed so many days ago, and looked at since."""
    then = timezone.now() - days * DAY
    Experience.objects.filter(pk=sheet.pk).update(
        published_at=then, changed_at=then, reviewed_at=then
    )
    sheet.refresh_from_db()
    return sheet


def published(somebody, days: int = 366, **fields) -> Experience:
    return aged(make.published(make.ministry_of(somebody), **fields), days)


def tick(days: float = 0) -> None:
    """The job, so many days from now."""
    with time_machine.travel(dt.datetime.now(dt.UTC) + days * DAY, tick=False):
        ask_whether_sheets_are_true(timestamp=0)


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("pk").values_list("name", "address"))


def read(client, sheet: Experience) -> str:
    return html.unescape(client.get(sheet.get_absolute_url()).content.decode())


# --- One click -----------------------------------------------------------------------------------


def test_amina_says_that_it_is_still_true(client, amina):
    sheet = published(amina)
    versions = sheet.versions.count()
    client.force_login(amina)
    assert "Is this still true?" in read(client, sheet)
    page = client.post(f"{sheet.get_absolute_url()}still-true/", follow=True)
    assert "This is confirmed for another year." in html.unescape(page.content.decode())
    assert "Is this still true?" not in html.unescape(page.content.decode())
    sheet.refresh_from_db()
    assert sheet.confirmed_by == amina
    event = Event.objects.of(sheet).get()
    assert (event.name, event.by, event.organization_name) == (
        "still_true", amina, sheet.organization.name)  # fmt: skip
    assert sheet.versions.count() == versions
    assert not Experience.objects.changed_since_review().exists()


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "published", "archived"])
def test_who_may_and_when(amina, state, subtests):
    sheet = published(amina)
    stamp = {} if state in ("published", "archived") else {"published_at": None}
    Experience.objects.filter(pk=sheet.pk).update(status=state, **stamp)
    roles = ("viewer", "editor", "deputy")
    people = {role: make.member(sheet.organization, role) for role in roles}
    people |= {"amina": amina, "stranger": make.person(), "secretariat": make.chloe()}
    people["elsewhere"] = make.member(make.organization())
    for who, person in people.items():
        with subtests.test(who=who), make.undone():
            tried = Experience.objects.get(pk=sheet.pk)
            writes = who in {"editor", "deputy", "amina"} and state != "archived"
            if writes and state == "published":
                tried.confirm(by=person)
            else:
                with pytest.raises(MoveRefused if writes else PermissionDenied):
                    tried.confirm(by=person)
            assert Event.objects.exists() == (writes and state == "published")


@pytest.mark.parametrize("days", [0, 364])
def test_what_is_fresh_needs_no_confirmation(client, amina, days):
    sheet = published(amina, days)
    client.force_login(amina)
    assert "Is this still true?" not in read(client, sheet)
    with pytest.raises(MoveRefused):
        sheet.confirm(by=amina)


def test_a_sample_or_a_suspended_organization_confirms_nothing(amina):
    sheet = published(amina)
    Experience.objects.update(is_sample=True)
    with pytest.raises(MoveRefused):
        sheet.confirm(by=amina)
    Experience.objects.update(is_sample=False)
    Organization.objects.update(status="suspended")
    with pytest.raises(PermissionDenied):
        sheet.confirm(by=amina)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_confirms_once():
    amina = make.amina()
    sheet = published(amina)
    together = threading.Barrier(2)
    answers: list[int] = []

    def click() -> None:
        browser = Client()
        browser.force_login(amina)
        together.wait()
        answers.append(browser.post(f"{sheet.get_absolute_url()}still-true/").status_code)
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert answers == [302, 302]
    assert Event.objects.of(sheet).count() == 1


# --- The job -------------------------------------------------------------------------------------


def test_one_letter_asks_about_all_that_is_due_and_is_not_sent_twice(amina):
    first, second = published(amina, title="Visits"), published(amina, title="Schools")
    fresh = published(amina, 300, title="Kitchens")
    published(amina, title="A sample", is_sample=True)
    for _ in range(2):
        tick()
    assert letters() == [("still_true", amina.email)]
    body = Letter.objects.get().body
    assert first.get_absolute_url() in body
    assert second.get_absolute_url() in body
    assert fresh.title not in body
    assert "A sample" not in body


@pytest.mark.parametrize("days", [0, 40])
def test_the_letter_leads_whoever_is_signed_out_to_the_button(client, amina, days):
    """The page itself is public: nobody would be asked to sign in there."""
    sheet = published(amina)
    for day in {0, days}:
        tick(day)
    address = re.search(r"http://[^/]+(/\S+)", Letter.objects.latest("pk").body)[1]
    login = client.get(address)["Location"]
    assert login == f"/en/accounts/login/?next={address}"
    client.force_login(amina)
    page = client.get(address, follow=True)
    assert page.redirect_chain == [(sheet.get_absolute_url(), 302)]
    assert f'action="{address}"' in page.content.decode()
    sheet.refresh_from_db()
    assert sheet.confirmed_by is None
    client.force_login(make.person())
    assert client.get(address)["Location"] == sheet.get_absolute_url()


def test_one_reminder_follows_after_a_month_and_then_no_more(amina):
    published(amina)
    for day in range(0, 120, 3):
        tick(day)
    assert [name for name, _address in letters()] == ["still_true", "still_true_reminder"]
    first, second = Letter.objects.order_by("pk")
    assert 30 <= (second.written_at - first.written_at).days < 34


@pytest.mark.parametrize("answer", ["confirm", "change"])
def test_an_answer_spares_the_reminder_and_the_next_year_asks_again(amina, answer):
    sheet = published(amina)
    tick()
    if answer == "confirm":
        sheet.confirm(by=amina)
    else:
        Experience.objects.get().save()
    tick(40)
    assert len(letters()) == 1
    tick(370)
    tick(401)
    assert [name for name, _address in letters()] == [
        "still_true", "still_true", "still_true_reminder"]  # fmt: skip


def test_where_nobody_leads_who_writes_is_asked_and_where_nobody_writes_nobody(amina):
    editor = make.member(make.organization(), "editor")
    viewer = make.member(make.organization(), "viewer")
    for person in (editor, viewer):
        published(person)
    published(amina)
    Organization.objects.filter(pk=make.ministry_of(amina).pk).update(status="suspended")
    tick()
    assert letters() == [("still_true", editor.email)]


# --- What readers see ----------------------------------------------------------------------------


def test_after_two_years_without_a_word_the_sheet_and_its_card_say_so(client, amina):
    sheet = published(amina, 729)
    assert "Not confirmed since" not in read(client, sheet)
    aged(sheet, 731)
    told = f"Not confirmed since {sheet.last_true:%B}"
    assert "Not confirmed since" in read(client, sheet)
    assert told in client.get("/en/experiences/").content.decode()
    sheet.confirm(by=amina)
    assert "Not confirmed since" not in read(client, sheet)
    assert "Last confirmed" in read(client, sheet)


def test_a_card_says_the_month_as_one_does_in_spanish(client, amina):
    sheet = published(amina, 731)
    with speaking("es"):
        told = date_format(sheet.last_true, "YEAR_MONTH_FORMAT")
    assert f"Sin confirmar desde {told}" in client.get("/es/experiences/").content.decode()


def test_a_sample_says_where_its_facts_come_from_instead(client, amina):
    sheet = published(amina, 1000, is_sample=True)
    sheet.sources.create(title="Report", url="https://example.org/report")
    text = read(client, sheet)
    assert "Not confirmed since" not in text
    assert "Its facts come from the sources named below." in text


def test_it_waits_on_the_page_of_those_who_may_answer(client, amina):
    published(amina, title="Visits")
    published(amina, 300, title="Schools")
    people = {role: make.member(make.ministry_of(amina), role) for role in ("editor", "viewer")}
    for person, waits in [(amina, True), (people["editor"], True), (people["viewer"], False)]:
        client.force_login(person)
        waiting = client.get("/en/my/").context["waiting"]
        titles = [f"{one.what}: {one.title}" for one in waiting]
        assert titles == ["Say whether this is still true: Visits"] * waits


@pytest.mark.parametrize("rows", [1, 3])
def test_my_page_asks_no_more_for_more_of_them(client, amina, rows, django_assert_num_queries):
    for _ in range(rows):
        published(amina)
    client.force_login(amina)
    client.get("/en/my/")
    with django_assert_num_queries(29):
        page = client.get("/en/my/")
    assert len(page.context["waiting"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_letter_costs_no_more_for_more_sheets(amina, rows, django_assert_num_queries):
    for _ in range(rows):
        published(amina)
    with django_assert_num_queries(13):
        tick()
    assert len(letters()) == 1


# --- Its organization is no more -----------------------------------------------------------------


@pytest.mark.parametrize("end", ["suspend", "retire"])
def test_the_sheet_of_one_that_cannot_answer_promises_nothing_in_its_name(
    end, client, amina, boris, chloe
):
    """Readers learn at once that nobody will confirm it, and ask the others."""
    sheet = published(amina, 30, available_for_exchange=True, exchange_capacity=3)
    ask, promise = "Ask for an exchange about this", "3 exchanges a year"
    assert promise in read(client, sheet)
    getattr(make.ministry_of(amina), end)(by=chloe, reason="A new law.")
    client.force_login(boris)
    page = read(client, sheet)
    assert promise not in page
    assert ask in page
    assert "others who know the subject can offer their help" in page
    day = date_format(timezone.localtime(sheet.last_true))
    told = f"nobody changes or confirms this sheet any more. The last time was on {day}."
    assert (told in " ".join(page.split())) is (end == "retire")


def test_an_old_sheet_of_one_that_is_no_more_says_it_once(client, amina, chloe):
    sheet = published(amina, 900)
    assert "Not confirmed since" in read(client, sheet)
    make.ministry_of(amina).retire(by=chloe, reason="A new law.")
    page = read(client, sheet)
    assert "nobody changes or confirms this sheet any more" in page
    assert "Not confirmed since" not in page.split('class="split"')[0]
