"""The long form: sections that are saved one by one, by several people, before and after."""

import html
import re
from typing import Any

import pytest
from django.apps import apps
from django.http import QueryDict

from community import unsaved
from community.models import Event
from experiences.models import Experience
from experiences.writing_form import Writing
from tests import make
from tests.as_shown import as_shown
from tests.community.test_unsaved import sign_in
from tests.experiences.test_writing import rows, typed
from tests.thorough import some

pytestmark = pytest.mark.django_db
EDIT = "/en/experiences/visits/edit/"
NO_FIGURES = {"figures-TOTAL_FORMS": "0", "figures-INITIAL_FORMS": "0"}


@pytest.fixture
def sheet(amina):
    return make.sheet(make.ministry_of(amina), slug="visits", language="en")


@pytest.fixture
def signed_in(client, amina):
    client.force_login(amina)
    return client


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


def shown_by(client: Any, section: str) -> dict[str, str]:
    """What the open page of a section sends along of what it showed."""
    page = text_of(client.get(f"{EDIT}{section}/" if section else EDIT))
    return dict(re.findall(r'name="(initial-[\w-]+)" value="([^"]*)"', page))


def states(client: Any, address: str = EDIT) -> dict[str, str]:
    """The sections by name, each with what the page says of it."""
    page = text_of(client.get(address))
    found = re.findall(r'data-state="(\w+)">\s*<a [^>]*>([^<]+)</a>\s*<span [^>]*>([^<]+)<', page)
    assert all(state == {"Still empty": "empty"}.get(word, word.lower())
               for state, _label, word in found)  # fmt: skip
    return {label: state for state, label, _word in found}


def test_each_section_is_saved_on_its_own(signed_in, sheet):
    answer = signed_in.post(f"{EDIT}frame/", {"legal_frame": "Law 20.530", "title": "Mine"})
    assert answer["Location"] == f"{EDIT}frame/"
    signed_in.post(f"{EDIT}stakeholders/", {"stakeholders": "Nurses", "sustainability": "A budget"})
    transfer = {
        "conditions_for_transfer": "Trained people.", "available_for_exchange": "yes",
        "exchange_how": "Visits.", "exchange_languages": ["es", "pt"], "exchange_capacity": "2",
    }  # fmt: skip
    signed_in.post(f"{EDIT}transfer/", transfer)
    before = sheet.title
    sheet.refresh_from_db()
    assert (sheet.title, sheet.legal_frame, sheet.stakeholders, sheet.sustainability) == (
        before, "Law 20.530", "Nurses", "A budget")  # fmt: skip
    assert (sheet.conditions_for_transfer, sheet.available_for_exchange, sheet.exchange_how,
            sheet.exchange_languages, sheet.exchange_capacity) == (
        "Trained people.", True, "Visits.", ["es", "pt"], 2)  # fmt: skip


def test_progress_is_told_over_all_sections(signed_in, sheet):
    assert states(signed_in) == {
        "The short sheet": "done", "Building blocks": "empty",
        "Legal and institutional frame": "empty", "Who takes part, and what lasts": "empty",
        "Evidence, coverage and spending": "empty", "For those who want to do the same": "empty",
    }  # fmt: skip
    make.block(sheet)
    make.block(sheet, how="")
    sheet.figures.create(kind="coverage", value=3, unit="families")
    Experience.objects.update(
        results="", legal_frame="Law", institutional_frame="Ministry", stakeholders="Nurses",
        conditions_for_transfer="People.", available_for_exchange=False,
    )  # fmt: skip
    assert states(signed_in, f"{EDIT}blocks/") == {
        "The short sheet": "begun", "Building blocks": "begun",
        "Legal and institutional frame": "done", "Who takes part, and what lasts": "begun",
        "Evidence, coverage and spending": "begun", "For those who want to do the same": "done",
    }  # fmt: skip


def test_each_section_says_who_sees_it(signed_in, amina, sheet):
    private = "Who sees this: your organization and the secretariat while it is a draft"
    for path in ("", "frame/", "stakeholders/", "evidence/", "transfer/", "blocks/", "blocks/new/"):
        assert text_of(signed_in.get(f"{EDIT}{path}")).count(private) == 1
    make.published(make.ministry_of(amina), slug="public")
    page = text_of(signed_in.get("/en/experiences/public/edit/frame/"))
    assert page.count("Seen by everyone") == 1
    assert private not in page


def test_of_a_draft_what_is_valid_is_kept_and_the_rest_comes_back(signed_in, sheet):
    data = {"exchange_how": "Visits.", "exchange_capacity": "many", "available_for_exchange": "yes"}
    answer = signed_in.post(f"{EDIT}transfer/", data)
    assert answer.status_code == 422
    assert 'value="many"' in text_of(answer)
    sheet.refresh_from_db()
    assert (sheet.exchange_how, sheet.exchange_capacity) == ("Visits.", None)


def test_a_public_section_changes_at_once_as_a_whole_or_not_at_all(client, amina):
    sheet = make.published(make.ministry_of(amina), slug="visits")
    client.force_login(amina)
    before = sheet.versions.count()
    wrong = {"exchange_how": "Visits.", "exchange_capacity": "-1"}
    assert client.post(f"{EDIT}transfer/", wrong).status_code == 422
    assert Experience.objects.get().exchange_how == ""
    answer = client.post(f"{EDIT}frame/", {"legal_frame": "The alpaca act"}, follow=True)
    assert "Your changes are live." in text_of(answer)
    client.logout()
    assert "The alpaca act" in text_of(client.get("/en/experiences/visits/"))
    assert list(Experience.objects.search("alpaca")) == [sheet]
    assert sheet.versions.count() == before + 1
    assert list(Experience.objects.changed_since_review()) == [sheet]
    history = text_of(client.get("/en/experiences/visits/history/"))
    assert re.search(r"<dt>Legal frame</dt>.*<ins>The alpaca act</ins>", history, re.S)


def test_the_proof_of_a_stage_cannot_be_taken_away_in_a_section(client, amina):
    sheet = make.published(make.ministry_of(amina), slug="visits")
    sheet.sources.create(title="Report", url="https://example.org/r")
    Experience.objects.update(maturity="good-practice", evidence="evaluation")
    client.force_login(amina)
    data = {**NO_FIGURES, "evidence": "", "initial-evidence": "evaluation"}
    answer = client.post(f"{EDIT}evidence/", data)
    assert (answer.status_code, Experience.objects.get().evidence) == (422, "evaluation")
    assert "This stage needs an evaluation" in text_of(answer)


def test_a_sample_that_lacks_something_can_still_be_deepened(client, amina):
    make.published(make.ministry_of(amina), slug="visits", what_did_not_work="")
    client.force_login(amina)
    assert client.post(f"{EDIT}frame/", {"legal_frame": "Law"}).status_code == 302
    assert Experience.objects.get().legal_frame == "Law"


# --- Saved without a change ----------------------------------------------------------------------


def everything_kept(sheet: Experience) -> dict[str, Any]:
    """All that a save can leave behind."""
    rows = ("LessonVersion", "FigureVersion", "SourceVersion", "BlockVersion", "AttachmentVersion")
    models = [apps.get_model("experiences", name) for name in rows]
    return {
        "versions": sheet.versions.count(),
        "rows": [model.objects.count() for model in models],
        "events": Event.objects.of(sheet).count(),
        "changed": Experience.objects.get(pk=sheet.pk).changed_at,
    }


def full(sheet: Experience) -> Experience:
    """With all that a form can hold, places with gaps, and lines that end as files end them."""
    sheet.keywords.set(["Door", "home"])
    sheet.sources.create(title="Report", url="https://example.org/r", kind="news", position=4)
    sheet.figures.create(value="1200.50", unit="families", year=2014, position=3, kind="spending")
    sheet.figures.create(value="7", unit="points", position=7)
    sheet.lessons.update(because="One.\nTwo.", position=2)
    make.attachment(sheet, credit="MDS")
    make.block(sheet, how="First.\nThen.")
    Experience.objects.filter(pk=sheet.pk).update(
        problem="One.\nTwo.", legal_frame="Law.\nDecree.", end_year=2019,
        available_for_exchange=True, exchange_languages=["es", "en"], exchange_capacity=2,
    )  # fmt: skip
    return sheet


@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize(
    ("path", "field"),
    [("", "title"), ("frame/", "legal_frame"), ("stakeholders/", "sustainability"),
     ("evidence/", "evidence"), ("transfer/", "exchange_how"), ("blocks/{}/", "how")],
)  # fmt: skip
def test_saving_without_a_change_writes_nothing(client, amina, state, path, field):
    made = make.published if state == "published" else make.sheet
    sheet = full(made(make.ministry_of(amina), slug="visits", language="en"))
    client.force_login(amina)
    address = EDIT + path.format(sheet.blocks.get().number)
    before, form = everything_kept(sheet), as_shown(client.get(address), field)
    answer = client.post(address, form, follow=True)
    assert answer.redirect_chain
    said = "Nothing was changed" if state == "published" else "saved"
    assert said in text_of(answer)
    assert everything_kept(sheet) == before
    changed = {**form, field: "impact" if field == "evidence" else "Something else"}
    client.post(address, changed)
    assert everything_kept(sheet)["versions"] == before["versions"] + 1


@pytest.mark.parametrize(
    ("change", "sent"),
    [("a theme", {"themes": ["visits"]}), ("a keyword", {"keywords": "home"}),
     ("a row", {"sources-0-title": "Study"}), ("a row less", {"lessons-0-because": ""}),
     ("a file", {"attachments-0-credit": "MDS, 2026"})],
)  # fmt: skip
def test_what_stands_beside_the_sheet_is_a_change_and_makes_one_version(
    client, amina, change, sent
):
    make.theme("visits")
    sheet = full(make.published(make.ministry_of(amina), slug="visits", language="en"))
    client.force_login(amina)
    before = everything_kept(sheet)
    client.post(EDIT, as_shown(client.get(EDIT), "title", **sent))
    after = everything_kept(sheet)
    assert after["versions"] == before["versions"] + 1, change
    assert after["changed"] > before["changed"]
    newest = client.get("/en/experiences/visits/history/").context["versions"][0]
    assert len(newest.changes) == 1, change


# --- Several at once -----------------------------------------------------------------------------


def test_two_people_in_two_sections_do_not_overwrite_each_other(signed_in, sheet, amina):
    """Elena has had the short sheet open all the while, and says what it showed."""
    make.theme("visits")
    Experience.objects.update(conditions_for_transfer="Old", evidence="opinion")
    figure = sheet.figures.create(kind="coverage", value=3, unit="families")
    shown = shown_by(signed_in, "")
    assert shown["initial-conditions_for_transfer"] == "Old"
    assert shown["initial-figures-0-unit"] == "families"
    signed_in.post(f"{EDIT}frame/", {"legal_frame": "Law"})
    signed_in.post(f"{EDIT}transfer/", {"conditions_for_transfer": "New"})
    costs = rows("figures", {"id": figure.pk, "kind": "coverage", "value": "4", "unit": "homes"},
                 initial=1)  # fmt: skip
    signed_in.post(f"{EDIT}evidence/", {**costs, "evidence": "impact"})
    lesson = sheet.lessons.get()
    short = typed(
        sheet.organization, title="Elena's", conditions_for_transfer="Old", evidence="opinion",
        **rows("lessons", {"id": lesson.pk, "claim": lesson.claim}, initial=1),
        **rows("figures", {"id": figure.pk, "kind": "coverage", "value": "3", "unit": "families",
                          "year": "", "source": ""}, initial=1),
    )  # fmt: skip
    shown["initial-figures-0-value"] = "3"
    assert signed_in.post(EDIT, {**short, **shown}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.title, sheet.legal_frame, sheet.conditions_for_transfer, sheet.evidence) == (
        "Elena's", "Law", "New", "impact")  # fmt: skip
    assert str(sheet.figures.get()) == "4 homes"


def test_a_save_of_the_short_sheet_leaves_its_state_alone(amina, sheet):
    """Somebody submits it between the look and the save."""
    make.theme("visits")
    data = QueryDict(mutable=True)
    for name, value in typed(sheet.organization).items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    writing = Writing(amina, sheet, data)
    assert writing.is_valid()
    Experience.objects.update(status="submitted")
    writing.keep()
    assert (Experience.objects.get().status, Experience.objects.get().title) == (
        "submitted", "Visits at home")  # fmt: skip


def test_a_field_can_be_emptied_again(signed_in, sheet):
    Experience.objects.update(legal_frame="Law", exchange_languages=["es"])
    signed_in.post(f"{EDIT}frame/", {**shown_by(signed_in, "frame"), "legal_frame": ""})
    shown = shown_by(signed_in, "transfer")
    signed_in.post(f"{EDIT}transfer/", shown)
    sheet.refresh_from_db()
    assert (sheet.legal_frame, sheet.exchange_languages) == ("", [])


def test_what_was_saved_in_spite_of_a_mistake_can_be_changed_back(signed_in, sheet):
    data = {**shown_by(signed_in, "transfer"), "exchange_how": "Visits.", "exchange_capacity": "x"}
    page = text_of(signed_in.post(f"{EDIT}transfer/", data))
    again = dict(re.findall(r'name="(initial-[\w-]+)" value="([^"]*)"', page))
    assert again["initial-exchange_how"] == "Visits."
    signed_in.post(f"{EDIT}transfer/", {**again, "exchange_how": "", "exchange_capacity": ""})
    sheet.refresh_from_db()
    assert sheet.exchange_how == ""


@pytest.mark.parametrize("state", ["draft", "published"])
@pytest.mark.parametrize(
    ("path", "field", "first", "second", "now"),
    some([
        ("", "problem", "By Amina.", "By Elena.", "By Amina."),
        ("", "countries", ["CL", "JM"], ["JM"], "Chile, Jamaica"),
        ("", "keywords", "gate", "home", "gate"),
        ("", "end_year", "", "2021", "Nothing: it is empty now."),
        ("frame/", "legal_frame", "A law.\r\nA rule.", "No law.", "A law.<br>A rule."),
        ("transfer/", "available_for_exchange", ["no"], [""], "No"),
        ("blocks/{}/", "how", "By Amina.", "By Elena.", "By Amina."),
    ], 3),
)  # fmt: skip
def test_of_two_who_write_into_one_field_the_second_reads_the_first_before_she_saves(
    client, amina, state, path, field, first, second, now
):
    make.country("JM")
    made = make.published if state == "published" else make.sheet
    sheet = full(made(make.ministry_of(amina), slug="visits", language="en"))
    client.force_login(amina)
    address = EDIT + path.format(sheet.blocks.get().number)
    hers, elenas = as_shown(client.get(address), field), as_shown(client.get(address), field)
    assert client.post(address, {**hers, field: first}).status_code == 302
    before = sheet.versions.count()
    answer = client.post(address, {**elenas, field: second})
    assert answer.status_code == 422
    assert sheet.versions.count() == before
    page = text_of(answer)
    assert "This was changed meanwhile" in page
    shown = re.search(r"Changed meanwhile:</p><div>(.*?)</div>", page, re.S)
    assert shown
    assert shown[1] == now
    again = as_shown(answer, field)
    assert again[field] == (second if isinstance(second, list) else [second])
    assert client.post(address, again).status_code == 302  # once she has read it
    assert sheet.versions.count() == before + 1


@pytest.mark.parametrize("state", ["draft", "published"])
def test_an_older_window_takes_no_row_back_that_was_written_in_another(client, amina, state):
    made = make.published if state == "published" else make.sheet
    sheet = full(made(make.ministry_of(amina), slug="visits", language="en"))
    client.force_login(amina)
    first, second = (as_shown(client.get(EDIT), "title") for _window in "12")
    by_her = {"lessons-0-claim": "Listen first.", "sources-0-kind": "evaluation",
              "attachments-0-credit": "The ministry", "figures-0-unit": "homes"}  # fmt: skip
    assert client.post(EDIT, {**first, **by_her}).status_code == 302
    by_elena = {"title": "By Elena", "lessons-0-because": "They know.", "sources-0-title": "Study"}
    assert client.post(EDIT, {**second, **by_elena}).status_code == 302
    lesson, source = sheet.lessons.get(), sheet.sources.get()
    assert (lesson.claim, lesson.because) == ("Listen first.", "They know.")
    assert (source.kind, source.title) == ("evaluation", "Study")
    assert sheet.attachments.get().credit == "The ministry"
    assert sheet.figures.first().unit == "homes"


def test_the_row_of_a_public_sheet_that_both_wrote_comes_back_with_the_other(client, amina):
    sheet = full(make.published(make.ministry_of(amina), slug="visits", language="en"))
    client.force_login(amina)
    first, second = (as_shown(client.get(EDIT), "title") for _window in "12")
    client.post(EDIT, {**first, "lessons-0-claim": "Listen first."})
    answer = client.post(EDIT, {**second, "lessons-0-claim": "Talk first."})
    assert "Changed meanwhile:</p><div>Listen first.</div>" in text_of(answer)
    assert sheet.lessons.get().claim == "Listen first."
    client.post(EDIT, as_shown(answer, "title"))
    assert sheet.lessons.get().claim == "Talk first."


def test_what_else_was_written_in_the_second_window_is_kept_meanwhile(signed_in, sheet):
    first, second = (as_shown(signed_in.get(f"{EDIT}frame/"), "legal_frame") for _tab in "12")
    signed_in.post(f"{EDIT}frame/", {**first, "legal_frame": "One"})
    said = {"legal_frame": "Two", "institutional_frame": "A council"}
    answer = signed_in.post(f"{EDIT}frame/", {**second, **said})
    kept = Experience.objects.get()
    assert (kept.legal_frame, kept.institutional_frame) == ("One", "A council")
    assert ">\nTwo</textarea>" in text_of(answer)


def test_two_who_write_the_same_are_not_asked(signed_in, sheet):
    first, second = (as_shown(signed_in.get(f"{EDIT}frame/"), "legal_frame") for _tab in "12")
    for form in (first, second):
        answer = signed_in.post(f"{EDIT}frame/", {**form, "legal_frame": "A law"})
        assert answer.status_code == 302


# --- Figures of coverage and spending ------------------------------------------------------------


def test_coverage_and_spending_are_rows_of_their_own_among_the_figures(signed_in, sheet):
    sheet.figures.create(kind="result", value=9, unit="points", position=0)
    costs = rows("figures", {"kind": "spending", "value": "12", "unit": "million dollars"})
    signed_in.post(f"{EDIT}evidence/", costs)  # the answer is lost, and it is sent again
    answer = signed_in.post(f"{EDIT}evidence/", {**costs, "add": "figures"})
    assert answer["Location"] == f"{EDIT}evidence/?more=figures#figures"
    assert [(str(f), f.position) for f in sheet.figures.all()] == [
        ("9 points", 0), ("12 million dollars", 1)]  # fmt: skip
    page = text_of(signed_in.get(answer["Location"]))
    assert "million dollars" in page
    assert "points" not in page
    assert 'name="figures-TOTAL_FORMS" value="3"' in page


def test_a_wrong_row_comes_back_as_typed(signed_in, sheet):
    costs = rows("figures", {"kind": "spending", "value": "much", "unit": "dollars"})
    answer = signed_in.post(f"{EDIT}evidence/", {**costs, "evidence": "opinion"})
    assert answer.status_code == 422
    assert 'value="much"' in text_of(answer)
    assert Experience.objects.get().evidence == "opinion"


# --- Who may, and what may be typed --------------------------------------------------------------


@pytest.mark.parametrize("section", ["frame", "stakeholders", "evidence", "transfer", "blocks"])
def test_a_stranger_gets_to_no_section(client, boris, sheet, section):
    client.force_login(boris)
    assert client.get(f"{EDIT}{section}/").status_code == 404
    client.force_login(make.member(sheet.organization, "viewer"))
    assert client.get(f"{EDIT}{section}/").status_code == 404
    assert client.post(f"{EDIT}{section}/", {}).status_code in (404, 405)


def test_there_is_no_other_section(signed_in, sheet):
    assert signed_in.get(f"{EDIT}organization/").status_code == 404


@pytest.mark.parametrize(
    ("section", "data"),
    [
        ("frame", {"legal_frame": "\x00"}), ("frame", {"legal_frame": "x" * 100_000}),
        ("transfer", {"available_for_exchange": "\x00"}),
        ("transfer", {"exchange_languages": "xx"}),
        ("transfer", {"exchange_languages": ["es"] * 500}),
        ("transfer", {"exchange_capacity": "9" * 400}),
        ("transfer", {"exchange_capacity": "99999"}),
        ("transfer", {"initial-exchange_capacity": "\x00"}),
        ("evidence", {"evidence": "divine", **NO_FIGURES}), ("evidence", {"evidence": "opinion"}),
        ("evidence", {**NO_FIGURES, "figures-TOTAL_FORMS": "100000"}),
        ("evidence", {**NO_FIGURES, "figures-INITIAL_FORMS": "5"}),
    ],
)  # fmt: skip
def test_nothing_typed_breaks_a_section(signed_in, sheet, section, data):
    assert signed_in.post(f"{EDIT}{section}/", data).status_code in (302, 422)


@pytest.mark.parametrize(("path", "name"), [("frame/", "legal_frame"), ("blocks/new/", "how")])
def test_what_was_typed_after_the_session_ended_comes_back(signed_in, amina, sheet, path, name):
    mark = f'name="typed_by" value="{unsaved.mark(amina)}"'
    assert mark in text_of(signed_in.get(f"{EDIT}{path}"))
    signed_in.logout()
    said = {"typed_by": unsaved.mark(amina), name: "Typed for an hour"}
    assert "/accounts/login/" in signed_in.post(f"{EDIT}{path}", said)["Location"]
    assert "Typed for an hour" in sign_in(signed_in, amina, f"{EDIT}{path}")


# --- Preview -------------------------------------------------------------------------------------


def test_a_draft_is_shown_as_everybody_will_read_it(signed_in, sheet):
    block = make.block(sheet)
    answer = signed_in.get("/en/experiences/visits/preview/")
    text = text_of(answer)
    assert "Preview: this is how everybody will read it" in text
    for words in (sheet.title, sheet.results, block.title, "Cite this page", "Would this help"):
        assert words in text, words
    for words in (
        "Whose turn it is",
        "It is your turn",
        ">Withdraw<",
        "Only your organization and",
        "Sign in to follow this",  # she is signed in
    ):
        assert words not in text, words
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in text
    sheet.refresh_from_db()
    assert (sheet.status, sheet.published_at) == ("draft", None)


def test_the_preview_names_what_is_related_and_the_version_that_will_be_public(
    signed_in, client, amina, chloe, sheet
):
    make.published(sheet.organization, title="Of the same house", slug="same")
    titles = []
    for _state in ("draft", "submitted"):
        shown = signed_in.get("/en/experiences/visits/preview/").context
        titles.append([(one.experience.title, one.reason) for one in shown["related"]])
        cited = shown["citation"].version
        if sheet.status == "draft":
            sheet.submit(by=amina)
    sheet.publish(by=chloe)
    public = client.get(sheet.get_absolute_url()).context
    assert [(one.experience.title, one.reason) for one in public["related"]] == titles[0]
    assert titles[0] == titles[1] != []
    assert public["citation"].version == cited


def test_nobody_else_sees_the_preview(client, boris, chloe, sheet):
    preview = "/en/experiences/visits/preview/"
    assert "/accounts/login/" in client.get(preview)["Location"]
    for stranger in (boris, make.member(sheet.organization, "viewer")):
        client.force_login(stranger)
        assert client.get(preview).status_code == 404


def test_the_preview_of_a_public_sheet_is_the_sheet(client, amina):
    sheet = make.published(make.ministry_of(amina), slug="visits")
    client.force_login(amina)
    assert client.get("/en/experiences/visits/preview/")["Location"] == sheet.get_absolute_url()
