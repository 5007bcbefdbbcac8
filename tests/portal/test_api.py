"""/api/v1/: the open data at addresses without a language."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from experiences.models import Experience, Lesson, Translation, Verdict
from portal.api import ITEMS, LISTS
from tests import files, make
from tests.portal.test_open_data import LISTS as IN_ENGLISH
from tests.portal.test_open_data import network, who  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
PAPER = Path(__file__).parents[2] / "docs" / "reference" / "open-data.md"


def ask(client, path: str = "", status: int = 200):
    return ask_by(client.get, path, status)


def ask_by(method, path: str, status: int):
    answer = method(f"/api/v1/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    return json.loads(b"".join(answer) if answer.streaming else answer.content)


def test_it_begins_with_what_there_is(client, network):  # noqa: F811
    found = ask(client)
    assert [one["list"] for one in found["lists"]] == list(LISTS) == list(IN_ENGLISH)
    for one in found["lists"]:
        items = ask(client, f"{one['list']}/")["items"]
        assert one["fields"] == list(items[0]), one["list"]
        assert f"`/api/v1/{one['list']}/`" in PAPER.read_text()
        for name in one["filters"]:
            answer = ask(client, f"{one['list']}/?{name}=0")
            assert answer.get("ignored") == (None if name == "q" else ["0"]), name
    assert {one["list"] for one in found["lists"] if one["one"]} == set(ITEMS)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_that_of_the_pages(client, network, name):  # noqa: F811
    there = client.get(f"/en/{IN_ENGLISH[name]}json/")
    assert ask(client, f"{name}/") == json.loads(b"".join(there))


def test_filters_are_those_of_the_pages(client):
    make.published(title="Here", themes=[make.theme("school-feeding")])
    make.published(title="There")
    found = ask(client, "experiences/?theme=school-feeding")["items"]
    assert [sheet["title"] for sheet in found] == ["Here"]


@pytest.mark.parametrize(("asked", "title"), [("es", "Visitas"), ("en", "Visits"), ("", "Visits"),
                                              ("xx", "Visits"), ("pt-br", "Visits")])  # fmt: skip
def test_texts_come_in_the_language_that_is_asked_for(client, amina, asked, title):
    sheet = make.published(make.ministry_of(amina), title="Visits", language="en")
    translated(sheet, amina, title="Visitas")
    for path in ("experiences/", f"experiences/{sheet.number}/"):
        found = ask(client, f"{path}?lang={asked}")
        (item,) = found["items"] if "items" in found else [found["item"]]
        assert item["title"] == title
        assert f"/{asked if asked == 'es' else 'en'}/experiences/" in item["url"]


def translated(sheet: Experience, by, **texts: str) -> Translation:
    translation = Translation.begin(sheet, "es", by=by)
    for name, text in texts.items():
        translation.pieces.create(part=name, text=text, original=getattr(sheet, name))
    translation.publish(by=by)
    return translation


# --- One thing -----------------------------------------------------------------------------------


@pytest.fixture
def whole(amina, boris, settings, tmp_path) -> Experience:
    """With everything that a sheet can have."""
    settings.MEDIA_ROOT = tmp_path
    origin = make.published(title="The first one")
    sheet = make.published(
        make.ministry_of(amina), title="Visits", language="en", lessons=["Go and see."],
        programme="Puente", adapted_from=origin, what_did_not_work="Paper forms.",
        available_for_exchange=True, exchange_how="Come and see.",
    )  # fmt: skip
    make.block(sheet, title="The visit")
    sheet.figures.create(value=Decimal("3.50"), unit="families", year=2024)
    sheet.sources.create(title="The report", url="https://example.org/report")
    make.attachment(sheet, "seen.jpg", files.picture(), alt="A visit", credit="The ministry")
    make.attachment(sheet, "SECRET.pdf", credit="")
    translated(sheet, amina, title="Visitas")
    make.published(title="After it", adapted_from=sheet)
    make.sheet(sheet.organization, title="SECRET", adapted_from=sheet)
    lesson = sheet.lessons.get()
    Verdict.give(
        lesson, "confirms", by=boris, organization=make.ministry_of(boris),
        country=make.country("BR"), note="We too.", language="en",
    )  # fmt: skip
    return sheet


def test_a_sheet_is_told_whole(client, whole):
    found = ask(client, f"experiences/{whole.number}/")["item"]
    assert (found["number"], found["title"], found["programme"]) == (
        whole.number, "Visits", "Puente",
    )  # fmt: skip
    assert found["what_did_not_work"] == "Paper forms."
    assert [block["title"] for block in found["building_blocks"]] == ["The visit"]
    assert [lesson["claim"] for lesson in found["lessons"]] == ["Go and see."]
    assert found["lessons"][0]["confirmed_by"] == 1
    (figure,) = found["figures"]
    assert figure == {
        "kind": None, "value": 3.5, "unit": "families", "year": 2024, "source": None
    }  # fmt: skip
    assert [source["url"] for source in found["sources"]] == ["https://example.org/report"]
    assert [file["alt"] for file in found["files"]] == ["A visit"]
    assert [one["language"] for one in found["translations"]] == ["es"]
    assert found["adapted_from"] == Experience.objects.get(title="The first one").number
    assert found["adaptations"] == [Experience.objects.get(title="After it").number]
    assert (found["available_for_exchange"], found["exchange_how"]) == (True, "Come and see.")
    assert found["permanent_url"].endswith(f"/id/{whole.number}")
    assert f"{whole.number}, version {found['version']}" in found["cite_as"]
    in_page = client.get(f"/en/experiences/{whole.slug}/json/")
    assert json.loads(in_page.content)["item"] == found


def test_it_names_nobody_and_nothing_private(client, whole, amina, boris, chloe):
    for reader in (None, boris, amina, chloe):
        if reader:
            client.force_login(reader)
        text = json.dumps(ask(client, f"experiences/{whole.number}/"))
        for private in ("SECRET", "@", amina.name, boris.name):
            assert private not in text, private


def test_a_file_is_there_where_it_says(client, whole):
    (file,) = ask(client, f"experiences/{whole.number}/")["item"]["files"]
    path = file["url"].partition("//")[2].partition("/")[2]
    assert client.get(f"/{path}").status_code == 200


def test_a_lesson_says_who_confirms_it(client, whole, boris):
    lesson = whole.lessons.get()
    found = ask(client, f"lessons/{lesson.number}/")["item"]
    assert (found["claim"], found["confirmed_by"]) == ("Go and see.", 1)
    (verdict,) = found["verdicts"]
    assert (verdict["stance"], verdict["note"], verdict["said_of"]) == ("confirms", "We too.", None)
    Lesson.objects.update(claim="Stay at home.")
    (verdict,) = ask(client, f"lessons/{lesson.number}/")["item"]["verdicts"]
    assert verdict["said_of"] == "Go and see."
    in_page = client.get(f"/en/lessons/{lesson.number}/json/")
    assert json.loads(in_page.content)["item"]["verdicts"] == [verdict]


def test_one_thing_of_a_list_is_as_in_the_list(client, network):  # noqa: F811
    for name, key in (("organizations", "number"), ("exchanges", "number"), ("themes", "slug")):
        for row in ask(client, f"{name}/")["items"]:
            item = ask(client, f"{name}/{row[key]}/")["item"]
            assert {field: item[field] for field in row} == row


@pytest.mark.parametrize("path", [
    "nothing/", "experiences/EXP-99999/", "experiences/ORG-0001/", "experiences/x/",
    "experiences/EXP-999999999999999999999/", "lessons/LES-0/", "organizations/EXP-0001/",
    "exchanges/EXC-2026-9999/", "themes/nowhere/", "offers/1/", "matrix/1/",
])  # fmt: skip
def test_what_is_not_there_is_said_as_json(client, path):
    assert ask(client, path, 404) == {"error": "There is nothing public here."}


def test_what_is_not_public_is_not_there_whoever_asks(client, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    paths = [f"experiences/{sheet.number}/", f"lessons/{sheet.lessons.get().number}/",
             f"organizations/{make.organization('Applied', status='applied').number}/",
             f"exchanges/{make.request(amina).number}/"]  # fmt: skip
    for reader in (None, amina, chloe):
        if reader:
            client.force_login(reader)
        for path in paths:
            ask(client, path, 404)


def test_what_closed_lists_may_say_is_told_with_its_names(client):
    make.country("CL")
    for code, children in (("en", "Children"), ("es", "Niñas y niños")):
        lists = {one["list"]: one for one in ask(client, f"?lang={code}")["lists"]}
        values = lists["experiences"]["values"]
        assert values["population"]["children"] == children
        assert {"newest", "title"} < set(values["sort"])
        assert values["country"]["CL"] == "Chile"
        assert set(lists["lessons"]["values"]["polarity"]) == {"works", "does-not-work", "depends"}
        assert lists["flow"]["values"] == {}
    for name, one in lists.items():
        assert set(one["values"]) <= set(one["filters"]), name
        for field, found in one["values"].items():
            for value in [value for value in found if field != "sort"][:3]:
                ask(client, f"{name}/?{field}={value}")


def test_what_nobody_knows_is_named_before_the_list(client):
    """A program would take the whole list for what it asked for."""
    make.published(title="There", start_year=2020)
    for asked, unknown in (
        ("experiences/?themes=school-feeding", "themes"),
        ("experiences/?year=1950&lang=es", "1950"),
        ("lessons/?page=2", "page"),
        ("flow/?country=CL", "country"),
    ):
        found = ask(client, asked)
        assert found["ignored"] == [unknown]
        assert list(found).index("ignored") < list(found).index("items")
    found = ask(client, "experiences/?theme=&concepts=off")
    assert len(found["items"]) == 1
    assert "ignored" not in found
    assert ask(client, "experiences/?country=VE")["items"] == []  # known, and without a sheet
    assert ask(client, "matrix/?region=caribbean")["list"] == "matrix"


def test_it_is_read_and_not_written():
    strict = Client(enforce_csrf_checks=True)
    for path in ("", "experiences/", "experiences/EXP-0001/"):
        assert ask_by(strict.post, path, 405) == {"error": "This is read and not written."}


def test_pages_of_other_sites_may_send_the_tag_back(client):
    answer = client.options("/api/v1/experiences/", headers={"origin": "https://elsewhere.org"})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (204, "*")
    assert answer["Access-Control-Allow-Headers"] == "If-None-Match"
    assert client.get("/api/v1/")["Access-Control-Expose-Headers"] == "ETag"


def test_every_field_is_on_paper(client, whole):
    sheet = ask(client, f"experiences/{whole.number}/")["item"]
    lesson = ask(client, f"lessons/{whole.lessons.get().number}/")["item"]
    rows = [row for value in sheet.values() if isinstance(value, list) for row in value
            if isinstance(row, dict)]  # fmt: skip
    named = {*sheet, *lesson, *(key for row in [*rows, *lesson["verdicts"]] for key in row)}
    assert {field for field in named if f"`{field}`" not in PAPER.read_text()} == set()


def test_a_sheet_asks_as_many_questions_whatever_it_has(client, django_assert_num_queries):
    for lessons in (["One"], ["One", "Two", "Three"]):
        sheet = make.published(lessons=lessons)
        ask(client, f"experiences/{sheet.number}/")
        with django_assert_num_queries(4):  # the sheet, countries, themes, lessons
            ask(client, f"experiences/{sheet.number}/")
