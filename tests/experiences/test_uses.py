"""How a sheet is used: counted without knowing by whom, shown to those who wrote it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from community import content
from experiences.models import Experience, Use, Used, UseKind
from portal.counting import heard, use_of, waiting
from portal.kept import shelf
from tests import files, make
from tests.portal.visitor import Visitor

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture(autouse=True)
def nothing_waits():
    waiting.numbers.clear()
    yield
    waiting.numbers.clear()


def counted() -> dict[tuple[str, str], int]:
    """By the address name of the sheet and kind."""
    waiting.flush()
    rows = Use.objects.values_list("experience__slug", "kind", "count")
    return {(slug, kind): number for slug, kind, number in rows}


def read(client: Client, sheet: Experience, path: str = "", **headers: str) -> Any:
    return client.get(f"{sheet.get_absolute_url()}{path}", headers={**BROWSER, **headers})


def test_a_visitor_reads_and_a_number_grows(client):
    sheet = make.published()
    read(client, sheet)
    read(client, sheet)
    assert counted() == {(sheet.slug, "reading"): 2}
    assert Use.objects.get().day == timezone.localdate()
    read(client, sheet)
    assert counted() == {(sheet.slug, "reading"): 3}


def test_kept_pages_and_unchanged_ones_count_too_and_each_once(settings):
    """Two of these Django never sees: the door answers them."""
    settings.SHARE_PAGES = True
    shelf.clear()
    sheet, visitor = make.published(), Visitor(heard)
    first = read(visitor, sheet)
    assert read(visitor, sheet)["ETag"] == first["ETag"]
    unchanged = read(visitor, sheet, **{"If-None-Match": first["ETag"]})
    assert unchanged.status_code == 304
    shelf.clear()
    content.latest.close()
    assert counted() == {(sheet.slug, "reading"): 3}


def test_a_kept_page_counts_whatever_language_was_spoken_before(settings):
    """The door speaks none: a thread still has that of the page it made before."""
    settings.SHARE_PAGES = True
    shelf.clear()
    sheet, visitor = make.published(), Visitor(heard)
    with override("es"):
        address = sheet.get_absolute_url()
    for code in ("es", "en", "pt-br"):
        with override(code):
            assert visitor.get(address, headers=BROWSER).status_code == 200
    shelf.clear()
    content.latest.close()
    assert counted() == {(sheet.slug, "reading"): 3}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/experiences/{}/",
        "/xx/experiences/{}/",
        "/en/experiences/",
        "/en/experiences/feed/",
        "/en/experiences/{}/json/",
        "/en/experiences/{}/\n",
    ],
)
def test_other_addresses_are_no_readings(path):
    assert use_of(path.format("goats")) is None
    assert use_of("/pt/experiences/goats/") == (UseKind.READING, "goats")


def test_files_citations_and_comparisons_are_counted_apart(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sheet, other = make.published(), make.published()
    file = make.attachment(sheet, "door.jpg", files.picture())
    answer = read(client, sheet, f"files/{file.pk}/")
    read(client, sheet, f"files/{file.pk}/", **{"If-None-Match": answer["ETag"]})
    read(client, sheet, "cite/bibtex/")
    read(client, sheet, "cite/ris/")
    compare = f"/en/experiences/compare/?sheet={sheet.slug}&sheet={other.slug}&sheet=nothing"
    client.get(compare, headers=BROWSER)
    client.get(f"/en/experiences/compare/?sheet={sheet.slug}", headers=BROWSER)
    assert counted() == {
        (sheet.slug, "download"): 1,
        (sheet.slug, "citation"): 2,
        (sheet.slug, "comparison"): 1,
        (other.slug, "comparison"): 1,
    }


@pytest.mark.parametrize("nothing", ["a%00b", "x" * 200, "a%20b", "%F0%9F%98%80"])
def test_what_can_be_no_sheet_neither_breaks_a_comparison_nor_the_counting(client, boris, nothing):
    """PostgreSQL takes no NUL: one such address would have held up all numbers for ever."""
    sheet = make.published()
    client.force_login(boris)
    address = f"/en/experiences/compare/?sheet={sheet.slug}&sheet={nothing}"
    assert client.get(address, headers=BROWSER).status_code == 200
    client.logout()
    client.get(address, headers=BROWSER)
    read(client, sheet)
    assert counted() == {(sheet.slug, "reading"): 1}


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "python-requests/2.32"},
        {"User-Agent": ""},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"HX-Request": "true"},
    ],
)
def test_robots_and_browsers_that_only_get_ready_are_left_out(client, headers):
    read(client, make.published(), **headers)
    assert counted() == {}


def test_asking_for_the_head_alone_is_no_reading(client):
    client.head(make.published().get_absolute_url(), headers=BROWSER)
    assert counted() == {}


def test_what_does_not_exist_or_is_not_public_is_not_counted(client, amina):
    draft = make.sheet(make.ministry_of(amina))
    assert read(client, draft).status_code == 404
    waiting.add([Used(draft.slug, timezone.localdate(), "reading")])
    waiting.add([Used("nowhere", timezone.localdate(), "reading")])
    assert counted() == {}


def test_the_authors_and_the_secretariat_are_no_readers(client, amina, boris, chloe):
    sheet = make.published(make.ministry_of(amina))
    for somebody in (amina, chloe):
        client.force_login(somebody)
        assert read(client, sheet).status_code == 200
    assert counted() == {}
    client.force_login(boris)
    read(client, sheet)
    assert counted() == {(sheet.slug, "reading"): 1}


def test_counting_throws_no_kept_page_away():
    sheet = make.published()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'experiences_use'::regclass"
            " AND tgname LIKE 'portal_content_changed%'"
        )
        assert cursor.fetchone() == (0,)
    before = content.version()
    Use.objects.count_up({Used(sheet.slug, timezone.localdate(), "reading"): 5})
    assert content.version() == before


def test_nothing_is_stored_but_sheet_day_kind_and_number():
    assert [field.name for field in Use._meta.concrete_fields] == [
        "id", "experience", "day", "kind", "count",
    ]  # fmt: skip


def test_numbers_wait_and_are_written_in_one_statement(client, django_assert_num_queries):
    sheets = [make.published() for _one in range(3)]
    for sheet in sheets:
        read(client, sheet)
    assert Use.objects.count() == 0
    with django_assert_num_queries(1):
        waiting.flush()
    assert Use.objects.count() == 3


# --- Months long ago -----------------------------------------------------------------------------


def test_days_of_long_ago_become_months_and_none_is_lost():
    sheet = make.published()
    for day in ("2024-03-01", "2024-03-05", "2024-03-31", "2024-09-30", "2024-10-02"):
        Use.objects.create(
            experience=sheet, day=dt.date.fromisoformat(day), kind="reading", count=2
        )
    for _twice in range(2):
        Use.objects.throw_together(dt.date(2026, 11, 25))
        rows = Use.objects.order_by("day").values_list("day", "count")
        assert [(f"{day}", number) for day, number in rows] == [
            ("2024-03-01", 6), ("2024-09-01", 2), ("2024-10-02", 2),
        ]  # fmt: skip


# --- Who sees the numbers ------------------------------------------------------------------------


@pytest.fixture
def used(amina) -> Experience:
    sheet = make.published(make.ministry_of(amina), title="Visits")
    today = timezone.localdate()
    Use.objects.create(experience=sheet, day=today, kind="reading", count=41)
    Use.objects.create(experience=sheet, day=today, kind="download", count=7)
    long_ago = today - dt.timedelta(days=800)
    Use.objects.create(experience=sheet, day=long_ago, kind="reading", count=100)
    return sheet


@pytest.mark.parametrize("who", ["amina", "chloe", "viewer"])
def test_the_authors_and_the_secretariat_see_the_numbers(request, client, amina, used, who):
    viewer = make.member(make.ministry_of(amina), "viewer")
    client.force_login(viewer if who == "viewer" else request.getfixturevalue(who))
    answer = client.get(used.get_absolute_url())
    text = answer.content.decode()
    assert "How it is used" in text
    assert '<th scope="row">Readings</th><td class="number">41</td><td class="number">141</td>' in (
        text
    )
    assert text.count("<rect x=") == 12
    assert f'height="60"><title>{answer.context["uses"].months[-1].label}: 41</title>' in text


def test_large_numbers_are_written_as_the_reader_writes_them(client, amina, used):
    used.uses.filter(count=41).update(count=12345)
    client.force_login(amina)
    for path in (used.get_absolute_url(), "/en/my/"):
        text = client.get(path).content.decode()
        assert '<td class="number">12,345</td>' in text
        assert ">12345<" not in text
    assert ": 12.345</title>" in client.get(f"/pt/experiences/{used.slug}/").content.decode()


@pytest.mark.parametrize("who", ["visitor", "boris"])
def test_strangers_see_nothing_of_it(request, client, used, who):
    if who == "boris":
        client.force_login(request.getfixturevalue(who))
    assert "How it is used" not in client.get(used.get_absolute_url()).content.decode()


def test_follows_and_requests_are_counted_from_their_own_tables(client, amina, boris, chloe, used):
    made = make.request(boris, experience=used)
    made.submit(by=boris)
    make.request(boris, experience=used, title="A draft that nobody may know of")
    client.force_login(amina)
    assert client.get(used.get_absolute_url()).context["uses"].requests == 0
    made.open(by=chloe)
    assert client.get(used.get_absolute_url()).context["uses"].requests == 1


def test_my_page_lists_what_is_used(client, amina, boris, used):
    make.published(make.ministry_of(boris), title="Elsewhere")
    client.force_login(amina)
    text = client.get("/en/my/").content.decode()
    section = text[text.index("How your experiences are used") :]
    assert '<td class="number">41</td><td class="number">7</td>' in section
    assert "Elsewhere" not in section


def test_the_desk_shows_the_readings_of_a_year(client, chloe, used):
    client.force_login(chloe)
    answer = client.get("/admin/experiences/experience/")
    assert '<td class="field-read_lately">41</td>' in answer.content.decode()
