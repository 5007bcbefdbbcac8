"""Whatever stands in an address or a form: an answer, never an error of the server."""

import csv
import html
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError

from experiences.models import Experience, Lesson
from experiences.rows import SourceForm
from tests import make
from tests.experiences.test_feeds import ATOM
from tests.payloads import ALL
from tests.thorough import some

pytestmark = pytest.mark.django_db
HOSTILE = [
    "", " ", "x" * 10**5, "a\x00b", "\x1b[31m\x07", "\u202egnp.exe\u2066", "2026-13-45", "9" * 60,
    "-1", "1e400", "NaN", "%00", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "' OR 1=1 --", "no-such-choice", "../../etc/passwd", ALL[-1],
]  # fmt: skip
FILTERS = ("q", "theme", "country", "population", "organization", "kind", "maturity", "instrument",
           "block", "language", "year", "sort", "page", "concepts", "spelling")  # fmt: skip
OF_LESSONS = ("q", "phase", "polarity", "evidence", "theme", "country", "page", "sort")
SHEET = "/en/experiences/visits/"
PAGES = {
    "/en/experiences/": FILTERS,
    "/en/experiences/feed/": FILTERS,
    "/en/experiences/csv/": FILTERS,
    "/en/experiences/json/": FILTERS,
    "/en/experiences/suggestions/": ("q",),
    "/en/experiences/compare/": ("sheet", "add", "q"),
    "/en/experiences/new/": ("organization", "adapted_from", "more", "check"),
    f"{SHEET}edit/": ("check", "more", "add"),
    f"{SHEET}history/": ("page",),
    f"{SHEET}history/compare/": ("from", "to"),
    f"{SHEET}cite/bibtex/": ("version",),
    f"{SHEET}cite/ris/": ("version",),
    f"{SHEET}versions/2/": ("page",),
    SHEET: ("version", "page"),
    "/en/lessons/": OF_LESSONS,
    "/en/lessons/feed/": OF_LESSONS,
    "/en/lessons/csv/": OF_LESSONS,
    "/en/lessons/LES-0001/": ("page",),
    "/en/search/": ("q", "page", "in"),
}
AT_THE_DESK = ("q", "status", "status__exact", "changed", "is_sample__exact", "language__exact",
    "countries__iso2__exact", "p", "o", "all", "e")  # fmt: skip
DESK = {
    "/admin/experiences/experience/": AT_THE_DESK,
    "/admin/experiences/lesson/": ("q", "polarity__exact", "phase__exact", "language__exact", "p"),
    "/admin/experiences/keyword/": ("q", "p", "o"),
}


@pytest.fixture
def sheet(amina):
    return make.published(make.ministry_of(amina), slug="visits", title="Visits")


def no_error(client, page, names):
    """Each value in every parameter, and every value at once in all of them."""
    for value in [*some(HOSTILE, 3, len(page)), HOSTILE]:
        query = dict.fromkeys(names, value)
        response = client.get(page, query)
        assert response.status_code in (200, 302, 400, 404), (page, query)
        b"".join(response)


@pytest.mark.parametrize("address", PAGES)
def test_no_parameter_breaks_a_page(client, amina, sheet, address):
    if address.endswith(("edit/", "new/")):
        client.force_login(amina)
    number = sheet.lessons.get().number
    no_error(client, address.replace("LES-0001", number), PAGES[address])


@pytest.mark.parametrize("address", DESK)
def test_no_parameter_breaks_a_list_of_the_desk(client, chloe, sheet, address):
    client.force_login(chloe)
    no_error(client, address, DESK[address])


def test_no_choice_sent_breaks_a_list_of_the_desk(client, chloe, sheet):
    client.force_login(chloe)
    for value in HOSTILE:
        for action in ("mark_reviewed", "move_archive", value):
            sent = {"action": action, "_selected_action": value, "index": value}
            answer = client.post("/admin/experiences/experience/", sent)
            assert answer.status_code in (200, 302, 400), (action, value[:9])
    assert Experience.objects.get().status == "published"


@pytest.mark.parametrize("model", ["community/theme", "community/letter", "members/membership"])
def test_no_choice_sent_breaks_another_list_of_the_desk(client, chloe, sheet, model):
    client.force_login(chloe)
    for value in ("", "x", "\0", "9" * 60):
        for action in ("delete_selected", "send_again"):
            sent = {"action": action, "_selected_action": value, "index": "0"}
            assert client.post(f"/admin/{model}/", sent).status_code in (200, 302, 400, 403)


@pytest.mark.parametrize("part", ["versions/{}/", "files/{}/", "files/{}/preview/"])
def test_no_number_in_an_address_breaks_a_page(client, sheet, part):
    for number in ("0", "99999999999", "9" * 60, "-1", "x", "\x00"):
        assert client.get(SHEET + quote(part.format(number))).status_code == 404


@pytest.mark.parametrize("number", ["LES-" + "9" * 60, "LES-0", "\x00", "x" * 5000, "LES-1\u202e"])
def test_no_number_of_a_lesson_breaks_a_page(client, sheet, number):
    assert client.get(f"/en/lessons/{quote(number)}/").status_code == 404


def test_no_number_breaks_the_review(client, chloe, sheet):
    client.force_login(chloe)
    for number in ("0", "99999999999", "9" * 60):
        assert client.get(f"/admin/experiences/experience/{number}/review/").status_code == 404


@pytest.mark.parametrize("text", some(HOSTILE, 3), ids=lambda text: repr(text[:12]))
def test_nothing_typed_breaks_a_review(client, chloe, sheet, text):
    client.force_login(chloe)
    address = f"/admin/experiences/experience/{sheet.pk}/review/"
    form = client.get(address).context["form"]
    everything = dict.fromkeys(form.fields, text)
    for data in (everything, everything | {"seen": "1"}, {"seen": ["1", text], "note": [text] * 9}):
        assert client.post(address, data).status_code in (200, 302)


# --- What machines read --------------------------------------------------------------------------


def attacked() -> None:
    ministry = make.organization()
    Experience.objects.bulk_create(
        Experience(
            organization=ministry, slug=f"h-{number}", title=text, summary=text, language="en",
            status="published", published_at="2026-01-01T00:00Z",
        )
        for number, text in enumerate(ALL)
    )  # fmt: skip
    Lesson.objects.bulk_create(
        Lesson(experience=sheet, organization=ministry, language="en", claim=text, because=text)
        for sheet, text in zip(Experience.objects.order_by("pk"), ALL, strict=True)
    )


def test_feeds_carry_every_attack_as_text(client):
    attacked()
    known = {"feed", "title", "link", "id", "updated", "published", "author", "name", "entry",
             "summary", "subtitle", "category", "rights"}  # fmt: skip
    for page in ("experiences", "lessons"):
        feed = ElementTree.fromstring(client.get(f"/en/{page}/feed/").content)  # noqa: S314
        assert {one.tag.removeprefix(ATOM) for one in feed.iter()} <= known
        said = [one.findtext(f"{ATOM}title") for one in feed.iter(f"{ATOM}entry")]
        assert said == ALL[::-1][: len(said)]
        for entry in feed.iter(f"{ATOM}entry"):  # what a reader of feeds makes of its HTML
            summary = entry.findtext(f"{ATOM}summary")
            assert "<" not in summary
            assert html.unescape(summary) in ALL


def test_tables_carry_every_attack_as_text_that_no_spreadsheet_runs(client):
    attacked()
    for page, column in (("experiences", "title"), ("lessons", "claim")):
        text = b"".join(client.get(f"/en/{page}/csv/")).decode("utf-8-sig")
        rows = list(csv.DictReader(text.splitlines(keepends=True)))
        assert {row[column].removeprefix("'") for row in rows} == {
            text.removeprefix("'") for text in ALL
        }
        cells = [cell for row in rows for cell in row.values()]
        assert not [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@＝＋－＠"))]


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JAVASCRIPT://x/%0aalert(1)", "data:text/html,x", "vbscript:x", "//x",
     "https://x\u202e/", "https://a b/", "java\tscript:alert(1)", "https://" + "a" * 9000],
)  # fmt: skip
def test_no_source_leads_into_a_script(address):
    form = SourceForm({"title": "A report", "url": address})
    assert "url" in form.errors
    with pytest.raises(ValidationError):
        form.fields["url"].clean(address)
