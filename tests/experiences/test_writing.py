"""Writing a sheet: a draft is kept at every save, nothing typed is lost, nobody else gets in."""

import html
import re
import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from experiences.models import Experience, Lesson
from members.models import Organization
from tests import make
from tests.thorough import some

pytestmark = pytest.mark.django_db
NEW = "/en/experiences/new/"


@pytest.fixture
def signed_in(client, amina):
    client.force_login(amina)
    make.theme("visits")
    return client


def rows(name: str, *given: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    counts = {f"{name}-TOTAL_FORMS": str(len(given)), f"{name}-INITIAL_FORMS": str(initial)}
    fields = {
        f"{name}-{place}-{key}": value
        for place, row in enumerate(given)
        for key, value in row.items()
    }
    return {**counts, **fields}


def typed(organization: Organization, /, **changes: Any) -> dict[str, Any]:
    """The whole form of a complete sheet, as a browser sends it."""
    data = {
        "organization": organization.pk,
        "language": "en",
        "title": "Visits at home",
        "summary": "We went to the families.",
        "countries": ["CL"],
        "scale": "national",
        "start_year": "2012",
        "themes": ["visits"],
        "populations": ["children", "women"],
        "keywords": "doorsteps, Trust , doorsteps",
        "problem": "Nobody came.",
        "what_was_done": "We went.",
        "results": "They came.",
        "what_did_not_work": "Paper forms.",
        **rows("figures", {"value": "1200.5", "unit": "families", "year": "2014", "source": "MDS"}),
        **rows("lessons", {"claim": "Go there.", "because": "They cannot come."}, {"claim": ""}),
        **rows("sources", {"title": "Report", "url": "https://example.org/report"}),
    }
    return {key: value for key, value in {**data, **changes}.items() if value is not None}


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


# --- Beginning -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("start_year", "214", "2014"),
        ("summary", "s" * 300, "We went to the families."),
        ("adapted_from", "zzz", ""),
        ("language", "xx", "es"),
    ],
)
def test_who_mends_what_was_refused_in_a_new_sheet_is_not_told_of_somebody_else(
    name, wrong, right, signed_in, amina
):
    """The first page says nothing of what it showed; what it comes back with is sent again."""
    data = typed(make.ministry_of(amina))
    refused = text_of(signed_in.post(NEW, {**data, name: wrong}))
    sheet = Experience.objects.get()
    shown = re.findall(r'<input type="hidden" name="(initial-[^"]+)"(?: value="([^"]*)")?', refused)
    assert f"initial-{name}" in dict(shown)
    again = {**data, **dict(shown), name: right}
    lists = {key: [v for k, v in shown if k == key] for key in dict(shown)}
    answer = signed_in.post(f"/en/experiences/{sheet.slug}/edit/", {**again, **lists, name: right})
    assert answer.status_code == 302, re.findall(r"field__meanwhile.*", text_of(answer))
    sheet.refresh_from_db()
    assert str(getattr(sheet, name) or "") == right


def test_a_whole_sheet_is_kept_as_a_draft(signed_in, amina):
    response = signed_in.post(NEW, typed(make.ministry_of(amina)))
    sheet = Experience.objects.get()
    assert response.url == "/en/experiences/visits-at-home/edit/"
    assert (sheet.status, sheet.organization, sheet.created_by) == (
        "draft", make.ministry_of(amina), amina)  # fmt: skip
    assert sheet.populations == ["children", "women"]
    assert [theme.slug for theme in sheet.themes.all()] == ["visits"]
    assert {str(word) for word in sheet.keywords.all()} == {"doorsteps", "Trust"}
    assert [country.iso2 for country in sheet.countries.all()] == ["CL"]
    assert str(sheet.figures.get()) == "1,200.5 families"
    lesson = sheet.lessons.get()
    assert (lesson.claim, lesson.organization, lesson.language) == (
        "Go there.", sheet.organization, "en")  # fmt: skip
    assert sheet.sources.get().url == "https://example.org/report"


def test_an_empty_draft_is_saved_without_complaint(signed_in, amina):
    data = {"organization": make.ministry_of(amina).pk, "language": "es"}
    data |= rows("figures") | rows("lessons") | rows("sources")
    response = signed_in.post(NEW, data, follow=True)
    assert "Your draft is saved." in text_of(response)
    assert Experience.objects.get().title == ""


def test_the_form_knows_her_organization_country_and_language(signed_in):
    text = text_of(signed_in.get("/es/experiences/new/"))
    assert re.search(r'name="countries" value="CL"[^>]*checked', text)
    assert re.search(r'value="es" selected', text)


def test_a_form_sent_twice_makes_one_draft(signed_in, amina):
    key = re.search(r'name="key" value="([^"]+)"', text_of(signed_in.get(NEW)))
    assert key
    data = typed(make.ministry_of(amina), key=key[1])
    first, second = signed_in.post(NEW, data), signed_in.post(NEW, data)
    assert first.url == second.url
    assert Experience.objects.count() == Lesson.objects.count() == 1


def test_what_was_written_since_the_answer_was_lost_is_kept(signed_in, amina):
    first = {"title": "Visits", "problem": "", "keywords": "doorsteps, Trust", "countries": []}
    data = typed(make.ministry_of(amina), key=str(uuid.uuid4()), **first)
    signed_in.post(NEW, data)  # and the line broke
    more = rows(
        "lessons", {"claim": "Go there.", "because": "They cannot come."}, {"claim": "Stay."}
    )
    half = rows("sources", {"title": "Report", "url": "https://example.org/report"}, {"title": "?"})
    changed = {"problem": "Nobody came.", "countries": ["CL", "PE"], **more, **half}
    for _time in range(2):  # nor was the second answer seen
        assert signed_in.post(NEW, {**data, **changed}).status_code == 302
    sheet = Experience.objects.get()
    assert (sheet.problem, sheet.countries.count()) == ("Nobody came.", 2)
    assert [lesson.claim for lesson in sheet.lessons.all()] == ["Go there.", "Stay."]
    assert (sheet.figures.count(), sheet.sources.count()) == (1, 1)
    assert sheet.unfinished_rows.get().typed["title"] == "?"


def test_who_goes_back_to_the_form_of_a_new_sheet_finds_the_draft_that_it_made(signed_in, amina):
    page = text_of(signed_in.get(NEW))
    action = re.search(r'method="post" action="(\?key=[^"]+)"', page)
    assert action
    key = action[1].removeprefix("?key=")
    assert f'name="key" value="{key}"' in text_of(signed_in.get(NEW + action[1]))
    signed_in.post(NEW + action[1], typed(make.ministry_of(amina), key=key))
    assert signed_in.get(NEW + action[1]).url == "/en/experiences/visits-at-home/edit/"


def test_a_form_whose_answer_was_lost_asks_before_it_writes_over_what_came_later(signed_in, amina):
    data = typed(make.ministry_of(amina), key=str(uuid.uuid4()))
    signed_in.post(NEW, data)
    Experience.objects.update(problem="A colleague knew better.")
    answer = signed_in.post(NEW, {**data, "results": "All came."})
    assert "A colleague knew better." in text_of(answer)
    assert "This was changed meanwhile" in text_of(answer)
    sheet = Experience.objects.get()
    assert (sheet.problem, sheet.results) == ("A colleague knew better.", "They came.")


def test_a_form_of_a_draft_sent_twice_adds_its_rows_once(signed_in, amina):
    signed_in.post(NEW, typed(make.ministry_of(amina), **rows("lessons", {"claim": ""})))
    sheet = Experience.objects.get()
    edit = f"/en/experiences/{sheet.slug}/edit/"
    figure = {"id": str(sheet.figures.get().pk), "value": "1200.5", "unit": "families"}
    new = {
        "kind": "coverage",
        "value": "1200.5",
        "unit": "families",
        "year": "2014",
        "source": "MDS",
    }
    data = typed(sheet.organization, **rows("figures", figure, new, initial=1))
    for _time in range(2):
        signed_in.post(edit, data)
    assert (sheet.lessons.count(), sheet.figures.count(), sheet.sources.count()) == (1, 2, 1)
    number = sheet.versions.count()
    signed_in.post(edit, data)
    assert sheet.versions.count() == number


def test_what_is_wrong_and_what_is_missing_are_told_at_once(signed_in, amina):
    lacking = {"start_year": "214", "problem": "", "themes": []}
    text = text_of(signed_in.post(NEW, typed(make.ministry_of(amina), submit="1", **lacking)))
    assert "First year: Write a year from 1900" in text
    assert "The problem: Still empty." in text
    assert "Themes: Choose at least one theme." in text
    assert "First year: Still empty." not in text
    assert "Before you can submit" not in text_of(
        signed_in.post(NEW, typed(make.ministry_of(amina), **lacking))
    )


def test_saved_and_submitted_by_two_clicks_is_submitted(signed_in, amina):
    data = typed(make.ministry_of(amina), key=str(uuid.uuid4()), submit="1")
    answers = [signed_in.post(NEW, data) for _time in range(2)]
    assert [answer.url for answer in answers] == ["/en/experiences/visits-at-home/"] * 2
    assert Experience.objects.get().status == "submitted"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_double_click_saves_once(is_new):
    amina = make.amina()
    make.theme("visits")
    data = typed(make.ministry_of(amina), key=str(uuid.uuid4()))
    if not is_new:
        make.sheet(make.ministry_of(amina), slug="visits")
    together = threading.Barrier(2)
    answers: list[int] = []

    def click() -> None:
        browser = Client()
        browser.force_login(amina)
        together.wait()
        answer = browser.post(NEW if is_new else "/en/experiences/visits/edit/", data)
        answers.append(answer.status_code)
        connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert answers == [302, 302]
    assert Experience.objects.count() == 1
    assert Lesson.objects.filter(claim="Go there.").count() == 1


def test_two_drafts_of_one_title_get_two_addresses(signed_in, amina):
    signed_in.post(NEW, typed(make.ministry_of(amina)))
    signed_in.post(NEW, typed(make.ministry_of(amina)))
    assert set(Experience.objects.values_list("slug", flat=True)) == {
        "visits-at-home", "visits-at-home-2"}  # fmt: skip


@pytest.mark.parametrize("title", ["new", "feed", "日本", "!!!"])
def test_no_title_takes_an_address_of_ours(signed_in, amina, title):
    response = signed_in.post(NEW, typed(make.ministry_of(amina), title=title))
    assert signed_in.get(response.url).status_code == 200


def test_who_writes_for_several_organizations_chooses(client, amina, boris):
    other = make.ministry_of(boris)
    other.memberships.create(person=amina, role="editor", confirmed_at="2026-01-01T00:00Z")
    client.force_login(amina)
    assert other.name in text_of(client.get(NEW))
    client.post(NEW, typed(other, themes=None))
    assert Experience.objects.get().organization == other


def test_nobody_writes_in_the_name_of_another_organization(signed_in, boris):
    other = make.ministry_of(boris)
    response = signed_in.post(NEW, typed(other))
    assert response.status_code == 422
    assert "We went to the families." in text_of(response)
    assert not Experience.objects.exists()


@pytest.mark.parametrize("role", ["viewer", None])
def test_who_writes_for_nobody_is_told_what_to_do(client, role):
    person = make.member(make.organization(), role) if role else make.person()
    client.force_login(person)
    assert "Join an organization" in text_of(client.get(NEW))
    assert client.post(NEW, {}).status_code == 200
    assert not Experience.objects.exists()


def test_a_visitor_is_asked_to_sign_in(client):
    assert "/accounts/login/" in client.get(NEW).url


# --- What is wrong comes back, what is right is kept ---------------------------------------------


def test_a_save_with_a_mistake_keeps_the_rest_and_gives_the_mistake_back(signed_in, amina):
    data = typed(make.ministry_of(amina), start_year="MMXII", title="T" * 161)
    response = signed_in.post(NEW, data)
    text = text_of(response)
    assert response.status_code == 422
    assert 'value="MMXII"' in text
    assert "T" * 161 in text
    sheet = Experience.objects.get()
    assert (sheet.title, sheet.start_year, sheet.results) == ("", None, "They came.")
    assert sheet.lessons.count() == sheet.figures.count() == sheet.sources.count() == 1
    assert f'action="/en/experiences/{sheet.slug}/edit/"' in text


def shown_by(form: Any) -> dict[str, Any]:
    """What a page says that it showed, in its hidden fields."""
    values = {f"initial-{name}": form[name].value() for name in form.remembered}
    return {name: "" if value is None else value for name, value in values.items()}


def test_two_people_choose_different_things_of_a_sheet(signed_in, amina):
    """What it is about stands in rows of its own; what nobody touched stays as it is now."""
    make.theme("pensions")
    make.country("PE")
    signed_in.post(NEW, typed(make.ministry_of(amina), adapted_from="", language="es"))
    sheet = Experience.objects.get()
    edit = f"/en/experiences/{sheet.slug}/edit/"
    opened = shown_by(signed_in.get(edit).context["writing"].form)
    first = typed(sheet.organization, **opened, language="es", keywords=opened["initial-keywords"])
    first |= rows("figures") | rows("lessons") | rows("sources")
    others = {"themes": ["pensions"], "countries": ["CL", "PE"], "keywords": "Trust",
              "language": "pt"}  # fmt: skip
    signed_in.post(edit, {**first, **others})
    signed_in.post(edit, {**first, "results": "All came."})
    sheet.refresh_from_db()
    assert (sheet.results, sheet.language) == ("All came.", "pt")
    assert [theme.slug for theme in sheet.themes.all()] == ["pensions"]
    assert {country.iso2 for country in sheet.countries.all()} == {"CL", "PE"}
    assert [str(word) for word in sheet.keywords.all()] == ["Trust"]


def test_choices_that_come_back_with_a_mistake_are_still_saved(signed_in, amina):
    """The page showed none: what was chosen is not what it showed."""
    sheet = make.published(make.ministry_of(amina), populations=[])
    edit = f"/en/experiences/{sheet.slug}/edit/"
    wrong = typed(sheet.organization, start_year="x")
    page = text_of(signed_in.post(edit, wrong))
    assert 'name="initial-populations"' not in page


def test_two_people_write_different_parts_of_a_sheet(signed_in, amina):
    """Both opened it before either saved; what nobody touched stays as it is now."""
    ministry = make.ministry_of(amina)
    signed_in.post(NEW, typed(ministry))
    edit = "/en/experiences/visits-at-home/edit/"
    shown = shown_by(signed_in.get(edit).context["writing"].form)
    lesson = Experience.objects.get().lessons.get()
    same = typed(
        ministry,
        **rows("figures"),
        **rows("lessons", {"id": lesson.pk, "claim": lesson.claim}, initial=1),
        **rows("sources"),
        **shown,
    )
    signed_in.post(edit, {**same, "what_was_done": "We went twice.", "populations": ["women"]})
    signed_in.post(edit, {**same, "results": "All came.", "start_year": "2013"})
    sheet = Experience.objects.get()
    assert (sheet.what_was_done, sheet.results) == ("We went twice.", "All came.")
    assert (sheet.populations, sheet.start_year) == (["women"], 2013)
    today = shown_by(signed_in.get(edit).context["writing"].form)
    same |= {**today, "results": "All came."}
    signed_in.post(edit, {**same, "what_was_done": ""})  # emptied on purpose
    sheet.refresh_from_db()
    assert (sheet.what_was_done, sheet.results) == ("", "All came.")


def test_mending_the_mistake_doubles_nothing(signed_in, amina):
    text = text_of(signed_in.post(NEW, typed(make.ministry_of(amina), start_year="x")))
    sheet = Experience.objects.get()
    lesson = sheet.lessons.get()
    assert f'name="lessons-0-id" value="{lesson.pk}"' in text
    data = typed(
        sheet.organization,
        **rows("lessons", {"id": lesson.pk, "claim": "Go there!"}, initial=1),
        **rows("figures", {"id": sheet.figures.get().pk, "value": "3", "unit": "x"}, initial=1),
        **rows("sources", {"id": sheet.sources.get().pk, "title": "R", "url": "https://a.org"},
               initial=1),
    )  # fmt: skip
    signed_in.post(f"/en/experiences/{sheet.slug}/edit/", data)
    assert sheet.lessons.get().claim == "Go there!"
    assert sheet.figures.count() == sheet.sources.count() == 1


def test_a_wrong_row_comes_back_as_typed(signed_in, amina):
    wrong = rows("figures", {"value": "many", "unit": "families"}, {"value": "3", "unit": "boats"})
    text = text_of(signed_in.post(NEW, typed(make.ministry_of(amina), **wrong)))
    assert 'value="many"' in text
    assert 'value="boats"' in text
    assert Experience.objects.get().lessons.count() == 1


def test_years_that_contradict_each_other_are_not_saved_in_part(signed_in, amina):
    sheet = make.sheet(
        make.ministry_of(amina), slug="visits-at-home", start_year=2000, end_year=2005
    )
    edit = f"/en/experiences/{sheet.slug}/edit/"
    for first, last in [("2010", "2003"), ("2010", "x"), ("2010", None)]:
        response = signed_in.post(edit, typed(sheet.organization, start_year=first, end_year=last))
        assert response.status_code in (302, 422)
    sheet.refresh_from_db()
    assert sheet.start_year == 2010
    assert sheet.end_year is None


@pytest.mark.parametrize(
    "changes",
    some([
        {"title": "\x00"}, {"title": "a\nb"}, {"summary": "x" * 100_000}, {"language": "xx"},
        {"countries": ["XX", "\x00"]}, {"themes": ["nope", "\x00"]}, {"themes": ["visits"] * 500},
        {"populations": ["men\x00"]}, {"start_year": "9" * 400}, {"start_year": "-1"},
        {"end_year": "1e5"}, {"keywords": ",".join("abcdefghijklmnop")}, {"keywords": "x" * 500},
        {"keywords": "\x00"}, {"scale": "galactic"}, {"organization": "9" * 30},
        {"organization": "\x00"}, {"key": "not a key"}, {"key": "\x00"},
        rows("figures", {"value": "NaN", "unit": "x"}), rows("figures", {"value": "1e400"}),
        rows("figures", {"value": "1", "unit": "x", "year": "99999999999"}),
        rows("sources", {"title": "x", "url": "javascript:alert(1)"}),
        rows("sources", {"title": "x", "url": "https://" + "a" * 9000}),
        rows("lessons", {"claim": "x" * 201}), rows("lessons", {"claim": "x", "phase": "never"}),
        {"lessons-TOTAL_FORMS": None}, {"lessons-TOTAL_FORMS": "x"},
        {"lessons-TOTAL_FORMS": "100000"}, {"figures-INITIAL_FORMS": "5"},
        {"lessons-TOTAL_FORMS": "100000", "add": "lessons"}, {"add": "\x00"},
        rows("lessons", {"id": "999999", "claim": "x"}, initial=1),
        rows("lessons", {"id": "\x00", "claim": "x"}, initial=1),
    ], 3),
)  # fmt: skip
def test_nothing_typed_breaks_the_form(signed_in, amina, changes):
    organization = make.ministry_of(amina)
    assert signed_in.post(NEW, typed(organization, **changes)).status_code in (200, 302, 422)
    sheet = make.sheet(organization)
    edit = f"/en/experiences/{sheet.slug}/edit/"
    assert signed_in.post(edit, typed(organization, **changes)).status_code in (200, 302, 422)


# --- Rows ----------------------------------------------------------------------------------------


def test_add_another_keeps_everything_and_gives_a_blank_row(signed_in, amina):
    response = signed_in.post(NEW, typed(make.ministry_of(amina), add="lessons"), follow=True)
    text = text_of(response)
    assert response.redirect_chain[-1][0].endswith("/edit/?more=lessons#lessons")
    assert "Go there." in text
    assert 'name="lessons-TOTAL_FORMS" value="3"' in text  # one saved, two blank


def test_rows_keep_their_order_and_can_be_taken_out(signed_in, amina):
    sheet = make.sheet(make.ministry_of(amina), lessons=["One", "Two", "Three"])
    one, two, three = sheet.lessons.all()
    changed = rows(
        "lessons",
        {"id": one.pk, "claim": "One"},
        {"id": two.pk, "claim": "Two", "DELETE": "on"},
        {"id": three.pk, "claim": "Three, changed"},
        {"claim": "Four"},
        initial=3,
    )
    signed_in.post(f"/en/experiences/{sheet.slug}/edit/", typed(sheet.organization, **changed))
    assert [lesson.claim for lesson in sheet.lessons.all()] == ["One", "Three, changed", "Four"]


def test_nobody_changes_a_lesson_of_another_sheet(signed_in, amina):
    other = make.published(lessons=["Not yours"])
    sheet = make.sheet(make.ministry_of(amina))
    theirs = rows("lessons", {"id": other.lessons.get().pk, "claim": "Mine now"}, initial=1)
    signed_in.post(f"/en/experiences/{sheet.slug}/edit/", typed(sheet.organization, **theirs))
    assert other.lessons.get().claim == "Not yours"


def test_lessons_follow_the_language_of_the_sheet(signed_in, amina):
    sheet = make.sheet(make.ministry_of(amina))
    lesson = sheet.lessons.get()
    same = rows("lessons", {"id": lesson.pk, "claim": lesson.claim}, initial=1)
    data = typed(sheet.organization, language="pt", **same)
    signed_in.post(f"/en/experiences/{sheet.slug}/edit/", data)
    assert sheet.lessons.get().language == "pt"


# --- Submitting ----------------------------------------------------------------------------------


def test_save_and_submit_in_one_go(signed_in, amina):
    response = signed_in.post(NEW, typed(make.ministry_of(amina), submit="1"), follow=True)
    assert "It is the secretariat’s turn." in text_of(response)
    assert Experience.objects.get().status == "submitted"


def test_submitting_too_early_says_beside_each_field_what_is_missing(signed_in, amina):
    data = typed(make.ministry_of(amina), results="", what_did_not_work="", submit="1",
                 **rows("lessons", {"claim": "", "because": ""}))  # fmt: skip
    response = signed_in.post(NEW, data)
    text = text_of(response)
    assert response.status_code == 422
    for need in ("Results: Still empty.", "What did not work: Still empty.",
                 "Lessons: Write at least one lesson."):  # fmt: skip
        assert need in text
    sheet = Experience.objects.get()
    assert (sheet.status, sheet.title) == ("draft", "Visits at home")


def test_an_editor_saves_but_does_not_submit(client, amina):
    ministry = make.ministry_of(amina)
    client.force_login(make.member(ministry, "editor"))
    make.theme("visits")
    assert client.post(NEW, typed(ministry)).status_code == 302
    sheet = Experience.objects.get()
    edit = f"/en/experiences/{sheet.slug}/edit/"
    assert "Save and submit" not in text_of(client.get(edit))
    assert client.post(edit, typed(ministry, submit="1")).status_code == 302  # test_asking
    sheet.refresh_from_db()
    assert sheet.status == "draft"


def test_the_notes_of_the_secretariat_stand_beside_the_fields(signed_in, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina))
    sheet.submit(by=amina)
    sheet.return_(by=chloe, reason="Almost.", notes={"results": "Which year?", "lessons": "One!"})
    text = text_of(signed_in.get(f"/en/experiences/{sheet.slug}/edit/"))
    assert text.index("Which year?") < text.index('name="results"')
    assert "One!" in text
    assert "Almost." in text


def test_the_form_that_came_back_leads_to_each_note(signed_in, amina, chloe):
    """It is some thirty screens of a telephone long."""
    sheet = make.sheet(make.ministry_of(amina), slug="visits")
    sheet.submit(by=amina)
    notes = {"legal_frame": "Which law?", "lessons": "One!", "title": "Whose?", "blocks": "None?"}
    sheet.return_(by=chloe, reason="Almost.", notes=notes)
    edit = "/en/experiences/visits/edit/"
    text = text_of(signed_in.get(edit))
    there = re.findall(r'<li><a href="([^"]+#note-\w+)">([^<]+)</a>', text)
    assert there == [
        (f"{edit}#note-title", "Title"), (f"{edit}#note-lessons", "Lessons"),
        (f"{edit}blocks/#note-blocks", "Building blocks"),
        (f"{edit}frame/#note-legal_frame", "Legal frame"),
    ]  # fmt: skip
    for address, _label in there:
        page, _hash, place = address.partition("#")
        assert f'id="{place}"' in text_of(signed_in.get(page))


def test_what_is_submitted_is_no_draft_any_more(signed_in, amina):
    sheet = make.sheet(make.ministry_of(amina), slug="visits")
    sheet.submit(by=amina)
    text = text_of(signed_in.get("/en/experiences/visits/edit/"))
    assert "Save the draft" not in text
    assert "the secretariat reads it as you last saved it" in text
    text = text_of(
        signed_in.post("/en/experiences/visits/edit/", typed(sheet.organization), follow=True)
    )
    assert "Saved. The secretariat reads it as it is now." in text


def test_an_editor_reads_who_submits_it(client, amina):
    sheet = make.sheet(make.ministry_of(amina), slug="visits")
    told = "The focal point of your organization or a deputy submits it."
    for who, is_told in ((make.member(sheet.organization, "editor"), True), (amina, False)):
        client.force_login(who)
        assert (told in text_of(client.get("/en/experiences/visits/edit/"))) == is_told


def test_an_organization_that_waits_for_approval_may_draft_but_not_submit(client):
    organization = make.organization(status="applied")
    client.force_login(make.amina(organization))
    make.theme("visits")
    text = text_of(client.post(NEW, typed(organization, submit="1")))
    assert "Only an approved organization publishes." in text
    assert Experience.objects.get().status == "draft"


# --- Changing what is published ------------------------------------------------------------------


def test_a_row_that_is_added_is_in_sight_and_the_page_keeps_the_name_of_what_is_public(
    signed_in, amina
):
    """The answer to a post opens at the place in its address: the form is many screens long."""
    sheet = make.published(make.ministry_of(amina), slug="visits", title="Visits")
    edit = "/en/experiences/visits/edit/"
    for name in ("figures", "lessons", "sources", "attachments"):
        button = f'name="add" value="{name}" formaction="{edit}#{name}"'
        assert button in text_of(signed_in.get(edit))
    evidence = text_of(signed_in.get(f"{edit}evidence/"))
    assert f'formaction="{edit}evidence/#figures"' in evidence
    text = text_of(signed_in.post(edit, typed(sheet.organization, title="", add="lessons")))
    assert re.search(r"<h1[^>]*>Visits</h1>", text)


def test_a_published_sheet_changes_at_once_and_its_words_are_found(signed_in, amina):
    sheet = make.published(make.ministry_of(amina))
    edit = f"/en/experiences/{sheet.slug}/edit/"
    response = signed_in.post(edit, typed(sheet.organization, title="Goats"))
    assert response.url == sheet.get_absolute_url()  # the address of what others have seen stays
    assert list(Experience.objects.search("goats")) == [sheet]
    assert list(Experience.objects.changed_since_review()) == [sheet]


SHOWN = {"initial-themes": ["cash-transfers"], "themes": None}


@pytest.mark.parametrize("changes", [{"results": ""}, {"start_year": "x"}, SHOWN,
                                     rows("figures", {"value": "x"})])  # fmt: skip
def test_a_published_sheet_changes_as_a_whole_or_not_at_all(signed_in, amina, changes):
    sheet = make.published(make.ministry_of(amina), title="As it was")
    edit = f"/en/experiences/{sheet.slug}/edit/"
    response = signed_in.post(edit, typed(sheet.organization, title="New", **changes))
    assert response.status_code == 422
    assert 'value="New"' in text_of(response)
    assert "Your draft is saved" not in text_of(response)
    sheet.refresh_from_db()
    assert sheet.title == "As it was"
    assert sheet.lessons.get().claim == "Talk to the families first."


def test_what_a_public_sheet_lacked_before_holds_up_no_small_edit(signed_in, amina):
    """As of a sample, whose sources say nothing of it; it is asked for beside the field."""
    sheet = make.published(make.ministry_of(amina), scale="", what_did_not_work="")
    edit = f"/en/experiences/{sheet.slug}/edit/"
    page = text_of(signed_in.get(edit))
    assert page.count("Still empty.") == 2
    assert "Your changes are not saved yet" not in page
    small = typed(sheet.organization, title="Goats", scale="", what_did_not_work="")
    assert signed_in.post(edit, small).url == sheet.get_absolute_url()
    sheet.refresh_from_db()
    assert sheet.title == "Goats"
    text = text_of(signed_in.post(edit, {**small, "title": "Sheep", "results": ""}))
    assert "Results: Still empty." in text
    assert "Scale: Still empty." not in text


def test_a_stage_without_proof_is_not_changed_into_another(signed_in, amina):
    sheet = make.published(make.ministry_of(amina), maturity="good-practice")
    edit = f"/en/experiences/{sheet.slug}/edit/"
    shown = shown_by(signed_in.get(edit).context["writing"].form)
    same = typed(sheet.organization, title="Goats", maturity="good-practice", **shown)
    assert signed_in.post(edit, same).status_code == 302
    higher = {**same, "maturity": "institutionalized"}
    assert signed_in.post(edit, higher).status_code == 422
    sheet.refresh_from_db()
    assert (sheet.title, sheet.maturity) == ("Goats", "good-practice")


def test_adding_a_row_to_a_published_sheet_saves_nothing_yet(signed_in, amina):
    sheet = make.published(make.ministry_of(amina), title="As it was")
    edit = f"/en/experiences/{sheet.slug}/edit/"
    data = typed(sheet.organization, title="New", add="sources")
    response = signed_in.post(edit, data)
    assert response.status_code == 200
    assert 'name="sources-TOTAL_FORMS" value="2"' in text_of(response)
    sheet.refresh_from_db()
    assert sheet.title == "As it was"


@pytest.mark.parametrize("state", ["archived", "withdrawn"])
def test_what_is_over_stands_still(signed_in, amina, state):
    sheet = make.sheet(make.ministry_of(amina))
    stamp = "2026-01-01T00:00Z" if state == "archived" else None
    Experience.objects.update(status=state, published_at=stamp)
    assert signed_in.get(f"/en/experiences/{sheet.slug}/edit/").status_code == 404


@pytest.mark.parametrize("make_sheet", [make.sheet, make.published])
def test_a_stranger_does_not_get_to_the_form(client, amina, boris, make_sheet):
    sheet = make_sheet(make.ministry_of(amina))
    client.force_login(boris)
    edit = f"/en/experiences/{sheet.slug}/edit/"
    assert client.get(edit).status_code == client.post(edit, {}).status_code == 404


def test_what_is_lacking_is_told_in_its_field_and_read_with_it(signed_in, amina):
    """Between two fields it could be taken for a word on the one above."""
    sheet = make.sheet(make.ministry_of(amina), slug="visits-at-home", problem="")
    sheet.review_notes.create(field="results", text="In which year?", by=amina)
    page = html.unescape(
        signed_in.get("/en/experiences/visits-at-home/edit/?check=1").content.decode()
    )
    label = page.partition('for="id_problem"')[2].partition("<textarea")
    assert "Still empty." in label[0]
    control = label[2].partition(">")[0]
    assert 'aria-describedby="id_problem_helptext note-problem"' in control
    assert 'aria-invalid="true"' in control
    noted = page.partition('for="id_results"')[2].partition("<textarea")
    assert "In which year?" in noted[0]
    assert "note-results" in noted[2].partition(">")[0]


def test_the_parts_of_the_form_are_a_click_away_also_before_the_first_save(signed_in, amina):
    make.sheet(make.ministry_of(amina), slug="visits-at-home")
    for address in (NEW, "/en/experiences/visits-at-home/edit/"):
        page = signed_in.get(address, follow=True).content.decode()
        parts = re.findall(r'<li><a href="#(part-\d+)">', page)
        assert len(parts) == 11
        assert all(f'id="{part}"' in page for part in parts)


def test_a_preview_shows_what_was_just_typed(signed_in, amina):
    """A link led to what was saved before, and asked whether to throw away the rest."""
    answer = signed_in.post(NEW, typed(make.ministry_of(amina), preview="1"), follow=True)
    assert answer.redirect_chain == [("/en/experiences/visits-at-home/preview/", 302)]
    assert "We went to the families." in html.unescape(answer.content.decode())
    wrong = typed(make.ministry_of(amina), preview="1", start_year="214")
    assert signed_in.post("/en/experiences/visits-at-home/edit/", wrong).status_code == 422
    section = {"legal_frame": "Law 12", "preview": "1"}
    answer = signed_in.post("/en/experiences/visits-at-home/edit/frame/", section, follow=True)
    assert answer.redirect_chain == [("/en/experiences/visits-at-home/preview/", 302)]
    assert "Law 12" in html.unescape(answer.content.decode())
