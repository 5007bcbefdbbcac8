"""The library and the lessons as tables: what the page finds, whole, and nothing else."""

import json

import pytest

from community.languages import speaking
from experiences.models import Experience, Lesson
from tests import make
from tests.members.test_directory_table import rows_of

pytestmark = pytest.mark.django_db
SHEETS = "/en/experiences/csv/"
LESSONS = "/en/lessons/csv/"


def test_the_whole_row_of_a_sheet(client):
    ministry = make.organization("Ministerio", "CL")
    sheet = make.published(
        ministry,
        title="Visits to families",
        slug="visits",
        themes=[make.theme("vouchers"), make.theme("cash-transfers")],
        countries=[make.country("PE"), make.country("CL")],
        populations=["children", "women"],
        end_year=2015,
    )
    day = sheet.published_at.date().isoformat()
    assert rows_of(client, SHEETS) == [
        {
            "number": sheet.number,
            "title": "Visits to families",
            "summary": "What was done and what came of it.",
            "shown_in": "en",
            "machine_translated": "no",
            "language": "en",
            "organization_number": ministry.number,
            "organization": "Ministerio",
            "countries": "CL; PE",
            "scale": "national",
            "start_year": "2012",
            "end_year": "2015",
            "themes": "cash-transfers; vouchers",
            "populations": "children; women",
            "instrument": "",
            "maturity": "",
            "evidence": "",
            "licence": "CC BY 4.0",
            "published_on": day,
            "changed_on": day,
            "url": "http://127.0.0.1:8000/en/experiences/visits/",
        }
    ]


def test_the_whole_row_of_a_lesson(client):
    sheet = make.published(make.organization("Ministerio", "CL"))
    lesson = sheet.lessons.get()
    Lesson.objects.update(
        because="=1+1", holds_where="Towns", not_where="Islands", do_differently="Ask",
        phase="payment", polarity="depends", evidence="strong",
    )  # fmt: skip
    assert rows_of(client, LESSONS) == [
        {
            "number": lesson.number,
            "claim": "Talk to the families first.",
            "because": "'=1+1",
            "holds_where": "Towns",
            "does_not_hold_where": "Islands",
            "do_differently": "Ask",
            "shown_in": "en",
            "machine_translated": "no",
            "phase": "payment",
            "polarity": "depends",
            "evidence": "strong",
            "confirmed_by": "0",
            "contradicted_by": "0",
            "language": "en",
            "organization_number": sheet.organization.number,
            "organization": "Ministerio",
            "country": "CL",
            "experience_number": sheet.number,
            "countries": "CL",
            "url": f"http://127.0.0.1:8000/en/lessons/{lesson.number}/",
        }
    ]


def test_a_lesson_of_a_body_without_a_country_has_those_of_its_sheet_as_a_list(client):
    body = make.organization("A bank", "", kind="international")
    make.published(body, lessons=["Go."], countries=[make.country("PE"), make.country("CL")])
    (lesson,) = json.loads(b"".join(client.get("/api/v1/lessons/")))["items"]
    assert sorted(lesson["countries"]) == ["CL", "PE"]


def translated(sheet: Experience, published_at: str | None = "2026-01-01T00:00Z", **pieces: str):
    """Into Spanish."""
    made = sheet.translations.create(language="es", published_at=published_at)
    for part, text in pieces.items():
        made.pieces.create(part=part, text=text, original=getattr(sheet, part, ""))


def test_they_say_the_reader_s_language_where_people_translated_it(client):
    whole, half, draft = (make.published(title=f"Visits {number}") for number in "123")
    claim = f"lesson:{whole.lessons.get().pk}:claim"
    translated(whole, title="Visitas 1", summary="Lo que se hizo", **{claim: "Hable antes"})
    translated(half, title="Visitas 2")
    translated(draft, None, title="Secreto")
    rows = rows_of(client, SHEETS.replace("en", "es", 1) + "?sort=title")
    told = [(row["title"], row["summary"], row["shown_in"], row["language"]) for row in rows]
    original = "What was done and what came of it."
    assert told == [
        ("Visitas 1", "Lo que se hizo", "es", "en"),
        ("Visitas 2", original, "es; en", "en"),
        ("Visits 3", original, "en", "en"),
    ]
    lessons = rows_of(client, LESSONS.replace("en", "es", 1))
    claims = [(row["claim"], row["shown_in"], row["language"]) for row in lessons]
    assert claims == [("Talk to the families first.", "en", "en")] * 2 + [
        ("Hable antes", "es", "en")
    ]
    assert {row["shown_in"] for row in rows_of(client, SHEETS)} == {"en"}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_they_speak_one_language_to_their_end_whatever_the_thread_speaks(client, form):
    """They are read while they are sent, which a server may do anywhere."""
    sheet = make.published(title="Visits")
    claim = f"lesson:{sheet.lessons.get().pk}:claim"
    translated(sheet, title="Visitas", **{claim: "Hable antes"})
    for page, said in (("experiences", "Visitas"), ("lessons", "Hable antes")):
        answer = client.get(f"/es/{page}/{form}/")
        with speaking("en"):
            assert said in b"".join(answer).decode()


@pytest.mark.parametrize("query", ["", "?q=visits", "?country=CL", "?q=visits&sort=title"])
def test_they_follow_the_filters_and_the_order_of_the_page(client, query):
    for number in range(23):
        make.published(title=f"Visits {22 - number:02}")
    make.published(make.organization(iso2="PE"), title="Something else")
    page = client.get("/en/experiences/" + query).context["page"]
    table = rows_of(client, SHEETS + query)
    assert len(table) == page.paginator.count >= 23
    assert [row["title"] for row in table[:20]] == [sheet.title for sheet in page]
    lessons = client.get("/en/lessons/" + query).context["page"]
    assert len(rows_of(client, LESSONS + query)) == lessons.paginator.count


def test_what_is_not_published_is_in_no_table(client, amina, chloe):
    ministry = make.ministry_of(amina)
    make.sheet(ministry, title="Draft", lessons=["A secret lesson"])
    gone = make.published(ministry, title="Archived")
    gone.archive(by=chloe, reason="Old.")
    make.published(ministry, title="Shown")
    client.force_login(amina)
    assert [row["title"] for row in rows_of(client, SHEETS)] == ["Shown"]
    assert len(rows_of(client, LESSONS)) == 1


def test_no_private_field_is_told(client, amina):
    make.published(make.ministry_of(amina))
    told = {"title", "summary", "scale", "licence", "populations", "slug"}
    private = [
        field.name
        for field in Experience._meta.concrete_fields
        if field.get_internal_type() in {"CharField", "TextField"}
        and not field.choices
        and field.name not in told
    ]
    Experience.objects.update(created_by=amina, submitted_by=amina, published_by=amina)
    Experience.objects.update(**dict.fromkeys(private, "LONG TEXT"))
    for address in (SHEETS, LESSONS):
        text = b"".join(client.get(address)).decode()
        assert "Talk" in text or "Experience" in text
        assert not any(word in text for word in ("LONG TEXT", amina.name, amina.email))


@pytest.mark.parametrize("number", [1, 3])
def test_the_tables_ask_the_same_few_questions(client, number, django_assert_num_queries):
    for _one in range(number):
        translated(make.published(), title="Visitas", summary="Lo que se hizo")
    with django_assert_num_queries(5):
        assert len(rows_of(client, SHEETS)) == number
    with django_assert_num_queries(2):
        assert len(rows_of(client, LESSONS)) == number
