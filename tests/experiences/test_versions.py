"""Versions at their own addresses, what differs between two, and bringing one back."""

import html
import re
import threading

import pghistory
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import CharField, TextField

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from experiences.differences import COMPARED
from experiences.models import Block, Experience, Figure, Keyword, Source
from experiences.models.restoring import RESTORED
from experiences.models.told import OF_THE_SHEET
from experiences.models.versions import Past
from experiences.review_form import REVIEWED
from tests import make

pytestmark = pytest.mark.django_db
STAYS = {
    "id", "status", "slug", "organization", "is_sample", "created_at", "changed_at",
    "submitted_at", "submitted_by", "published_at", "published_by", "reviewed_at",
    "adapted_from", "adapted_how",  # the family of sheets
}  # fmt: skip


@pytest.fixture
def sheet(amina):
    """Version 1 is a draft, 2 the first public one; 3 and 4 change almost everything."""
    with pghistory.context():
        made = make.sheet(make.ministry_of(amina), title="Visits", lessons=["Talk first."])
        made.keywords.set(["door"])
        made.figures.create(value="10", unit="families", year=2020, source="MDS")
        made.sources.create(title="Report", url="https://example.org/r")
    with pghistory.context():
        Experience.objects.filter(pk=made.pk).update(
            status="published", published_at="2026-01-01T00:00Z", reviewed_at="2026-01-01T00:00Z"
        )
        made.refresh_from_db()
    return made


def change(sheet):
    """Version 3: another title, theme, country, keyword, lesson; a figure and a source go."""
    with pghistory.context():
        sheet.title = "Visits to all"
        sheet.save()
        sheet.themes.set([make.theme("care")])
        sheet.countries.set([make.country("JM")])
        sheet.keywords.set(["home"])
        sheet.lessons.update(claim="Listen first.")
        sheet.figures.all().delete()
        sheet.sources.all().delete()
        sheet.lessons.create(
            organization=sheet.organization, language="en", claim="Paper fails.", position=1
        )


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def page(sheet, rest):
    return f"/en/experiences/{sheet.slug}/{rest}"


# --- Differences ----------------------------------------------------------------------------------


def test_what_differs_between_two_versions_is_read_in_words(client, sheet):
    change(sheet)
    text = read(client, page(sheet, "history/compare/?from=2&to=3"))
    for told in ("From version 2 to version 3", "to all</ins>", "<del>Cash transfers",
                 "<ins>Care</ins>", "<del>Chile</del>", "<ins>Jamaica</ins>", "<del>door</del>",
                 "<ins>home</ins>", "<del>Talk </del><ins>Listen </ins>first.",
                 "<ins>Paper fails.\n</ins>", "<del>10 families, 2020, MDS</del>",
                 "<del>Report – https://example.org/r</del>"):  # fmt: skip
        assert told in text, told
    assert sheet.problem not in text


def test_any_two_can_be_asked_for_in_either_order(client, sheet):
    change(sheet)
    with pghistory.context():
        sheet.title = "Visits to everybody"
        sheet.save()
    text = read(client, page(sheet, "history/compare/?from=4&to=2"))
    assert "From version 2 to version 4" in text
    assert "<ins>" in text
    assert "to all" not in text
    assert "From version 3 to version 4" in read(client, page(sheet, "history/compare/"))


def test_the_kind_of_a_source_and_of_a_figure_is_told(client, sheet):
    """A sheet stands higher with an evaluation."""
    with pghistory.context():
        sheet.save()
        sheet.sources.update(kind="news")
        sheet.figures.update(kind="spending")
    with pghistory.context():
        sheet.save()
        sheet.sources.update(kind="evaluation")
        sheet.figures.update(kind="coverage", year=None)
    text = read(client, page(sheet, "history/"))
    for told in ("<del>News: </del><ins>Evaluation: </ins>Report – https://example.org/r",
                 "<del>Spending: </del><ins>Coverage: </ins>10 families, ",
                 "<del>2020, </del><ins>year not stated, </ins>MDS"):  # fmt: skip
        assert told in text, told


def test_numbers_are_written_as_the_reader_writes_them(client, sheet):
    with pghistory.context():
        sheet.save()
        sheet.figures.update(value="12345.6")
    english, spanish = (
        client.get(f"/{code}{page(sheet, 'history/')[3:]}") for code in ("en", "es")
    )
    assert "12,345.6" in english.content.decode()
    assert "12\xa0345,6" in spanish.content.decode()


def test_the_order_of_the_blocks_is_told_and_what_follows_from_a_removal_is_none(
    client, sheet, amina
):
    with pghistory.context():
        blocks = [make.block(sheet, title) for title in ("A desk", "A card", "A visit")]
        sheet.save()
    with pghistory.context():
        blocks[2].move(-2, by=amina)
    told = read(client, page(sheet, "history/compare/"))
    lines = ["Order:", "<del>1. A desk", "2. A card", "3. A visit", "</del><ins>1. A visit", "2."]
    assert "\n".join(lines) in told.replace(" · Registry", "")
    assert told.count("No text changed.") == 0
    with pghistory.context():
        blocks[2].remove(by=amina)
    told = read(client, page(sheet, "history/compare/"))
    assert "<del>A visit" in told
    assert "Order:" not in told


def test_the_history_tells_of_themes_and_of_rows_that_went(client, sheet):
    change(sheet)
    text = read(client, page(sheet, "history/"))
    assert "<ins>Care</ins>" in text
    assert "<del>Report – https://example.org/r</del>" in text


def test_a_keyword_that_was_merged_keeps_its_name_in_the_past(client, sheet, chloe):
    change(sheet)
    Keyword.objects.get(name="door").merge_into(Keyword.objects.get(name="home"), by=chloe)
    assert "<del>door</del>" in read(client, page(sheet, "history/compare/?from=2&to=3"))


def test_setting_the_same_tags_again_is_no_change(sheet):
    model = Past(sheet).model.objects
    before = model.count(), len(Past(sheet).moment(2).parts["themes"])
    with pghistory.context():
        sheet.themes.set(sheet.themes.all())
        sheet.countries.set(["CL"])
        sheet.keywords.set(["door"])
    past = Past(sheet)
    assert (model.count(), len(past.moment(2).parts["themes"])) == before
    assert [event.pgh_label for _place, event in past._told["countries"]] == ["insert"]


def test_a_difference_is_in_the_language_that_says_it(client, sheet):
    with pghistory.context():
        sheet.scale, sheet.problem = "local", "Another problem."
        sheet.save()
    text = client.get(page(sheet, "history/compare/").replace("/en/", "/es/")).content.decode()
    assert "<dt>Escala</dt><dd><del>Nacional</del>" in text
    assert '<dt>El problema</dt><dd lang="en">' in text


# --- One version ----------------------------------------------------------------------------------


def test_a_version_is_read_as_it_was(client, sheet):
    change(sheet)
    text = read(client, page(sheet, "versions/2/"))
    for told in ("This is version 2 of 3", "Visits", "Talk first.", "families", "Report",
                 "Cash transfers", "Chile", "door", 'name="robots" content="noindex"',
                 f"/id/{sheet.number}?version=2"):  # fmt: skip
        assert told in text, told
    assert '<h1 lang="en">Visits</h1>' in text.replace("<h1>", '<h1 lang="en">')
    for today in ("Listen first.", "Paper fails.", "Jamaica"):
        assert today not in text, today


def test_a_version_is_read_whole(client, amina, boris):
    """Blocks and lessons of then have no page that says the rest of them."""
    origin = make.published(make.ministry_of(boris), title="The first one")
    sheet = make.published(make.ministry_of(amina), adapted_from=origin, adapted_how="On foot.")
    rest = {"how": "Nurses.", "enabling_factors": "A patient minister.", "lesson": "Begin small.",
            "needed_law": "Law 20.530.", "needed_data": "The census.",
            "needed_systems": "One server."}  # fmt: skip
    more = {"because": "We asked.", "do_differently": "Ask again.", "holds_where": "In towns.",
            "not_where": "On islands."}  # fmt: skip
    with pghistory.context():
        sheet.touch()
        make.block(sheet, **rest)
        sheet.lessons.update(**more)
    version = page(sheet, f"versions/{sheet.versions.count()}/")
    with pghistory.context():
        sheet.touch()
        Block.objects.all().delete()
        sheet.lessons.all().delete()
    text = read(client, version)
    for told in (*rest.values(), *more.values(), "On foot.", "The first one"):
        assert told in text, told
    Experience.objects.filter(pk=origin.pk).update(status="archived")
    text = read(client, version)
    assert "On foot." in text
    assert "The first one" not in text


def test_a_number_and_a_version_lead_to_it_for_ever(client, sheet):
    answer = client.get(f"/id/{sheet.number}?version=2")
    assert answer["Location"] == page(sheet, "versions/2/")
    for wrong in ("x", "²", "9" * 30):
        assert client.get(f"/id/{sheet.number}?version={wrong}").status_code == 404


@pytest.mark.parametrize(
    "path", ["versions/1/", "history/compare/?from=1&to=2", "cite/bibtex/?version=1"]
)
def test_what_was_written_before_publication_stays_inside(client, sheet, amina, path):
    assert client.get(page(sheet, path)).status_code == 404
    client.force_login(amina)
    assert client.get(page(sheet, path)).status_code == 200


@pytest.mark.parametrize("path", ["versions/99/", "history/compare/?from=x", "cite/ris/?version=0",
                                  "history/compare/?to=" + "9" * 40])  # fmt: skip
def test_a_version_that_never_was_is_not_found(client, sheet, path):
    assert client.get(page(sheet, path)).status_code == 404


def test_html_in_an_old_version_stays_text(client, sheet):
    with pghistory.context():
        sheet.title = "<script>alert(1)</script>"
        sheet.save()
    for path in ("versions/3/", "history/compare/"):
        answer = client.get(page(sheet, path)).content
        assert b"<script>alert" not in answer
        assert b"&lt;script&gt;" in answer


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_number_of_queries_does_not_grow(client, sheet, lessons, django_assert_num_queries):
    with pghistory.context():
        for number in range(lessons):
            sheet.lessons.create(
                organization=sheet.organization, language="en", claim=f"Lesson {number}"
            )
            Figure.objects.create(experience=sheet, value=number, unit="x")
            Source.objects.create(experience=sheet, title="x", url="https://example.org/")
    with django_assert_num_queries(16):
        read(client, page(sheet, "versions/2/"))
    with django_assert_num_queries(16):
        read(client, page(sheet, "history/compare/"))


# --- Bringing one back ----------------------------------------------------------------------------


def test_chloe_brings_a_version_back_whole(client, sheet, amina, chloe):
    number = sheet.lessons.get().number
    change(sheet)
    with pghistory.context():
        sheet.restore(2, by=chloe, reason="Somebody emptied it.")
    today = Experience.objects.get(pk=sheet.pk)
    assert today.title == sheet.title == "Visits"
    assert [str(lesson) for lesson in today.lessons.all()] == ["Talk first."]
    assert today.lessons.get().number == number
    assert [str(figure) for figure in today.figures.all()] == ["10 families"]
    assert [source.url for source in today.sources.all()] == ["https://example.org/r"]
    assert today.themes.get().slug == "cash-transfers"
    assert today.country_names == ["Chile"]
    assert [word.name for word in today.keywords.all()] == ["door"]
    assert not today.is_changed_since_review
    assert today.is_published
    assert len(Past(today)) == 4
    assert "No text changed." in read(client, page(sheet, "history/compare/?from=2&to=4"))
    event = Event.objects.of(sheet).get(name="restore")
    assert (event.by, event.reason, event.target) == (chloe, "Somebody emptied it.", "2")
    letter = Letter.objects.get(name="sheet_restored", person=amina)
    assert "Somebody emptied it." in letter.body
    assert "version 2" in letter.body


def test_a_restored_version_can_be_undone_by_another(sheet, chloe):
    change(sheet)
    with pghistory.context():
        sheet.restore(2, by=chloe, reason="A mistake.")
    with pghistory.context():
        sheet.restore(3, by=chloe, reason="It was none.")
    assert sheet.title == "Visits to all"
    assert [str(lesson) for lesson in sheet.lessons.all()] == ["Listen first.", "Paper fails."]
    assert not sheet.figures.exists()


@pytest.mark.parametrize("version", [0, 3, 99])
def test_only_an_earlier_version_comes_back(sheet, chloe, version):
    change(sheet)
    with pytest.raises(MoveRefused):
        sheet.restore(version, by=chloe, reason="Why not.")


def test_nobody_else_brings_anything_back_and_a_reason_is_needed(sheet, amina, chloe):
    change(sheet)
    with pytest.raises(PermissionDenied):
        sheet.restore(2, by=amina, reason="Mine.")
    with pytest.raises(MoveRefused):
        sheet.restore(2, by=chloe, reason=" ")
    assert not Event.objects.filter(name="restore").exists()


def test_readers_never_get_half_a_sheet(sheet, chloe):
    with pghistory.context():
        Experience.objects.filter(pk=sheet.pk).update(problem="")
    with pghistory.context():
        sheet.refresh_from_db()
        sheet.problem = "Whole again."
        sheet.save()
    with pytest.raises(MoveRefused, match="the problem"):
        sheet.restore(3, by=chloe, reason="Try.")
    assert sheet.problem == Experience.objects.get(pk=sheet.pk).problem == "Whole again."
    assert len(Past(sheet)) == 4


def test_what_changed_while_chloe_was_reading_is_not_overwritten(sheet, chloe):
    change(sheet)
    with pytest.raises(MoveRefused, match="meanwhile"):
        sheet.restore(2, by=chloe, reason="Old.", seen=2)
    assert Experience.objects.get(pk=sheet.pk).title == "Visits to all"


def test_every_field_of_a_version_comes_back_or_is_known_to_stay():
    kept = {field.name for field in Past(Experience(pk=0)).model._meta.fields}
    assert {name for name in kept if not name.startswith("pgh_")} == STAYS | set(RESTORED)


def test_a_new_field_is_compared_reviewed_and_translated_too():
    """The test above knows them all; three more lists name them, each in its own order."""
    fields = {*RESTORED, "adapted_from", "adapted_how"}
    assert fields - {name.removesuffix("_id") for name in COMPARED} == set()
    assert fields - set(REVIEWED) == {"language", "licence"}
    known = [Experience._meta.get_field(name) for name in fields]
    texts = {one.name for one in known if isinstance(one, CharField | TextField)}
    texts -= {one.name for one in known if one.choices}
    assert texts - set(OF_THE_SHEET) == {"programme", "licence"}  # names stay as they are


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_restore_once():
    chloe, sheet = make.chloe(), make.published(title="First")
    for title in ("Second", "Third"):
        sheet.title = title
        sheet.save()
    told, start = [], threading.Barrier(2)

    def press() -> None:
        mine = Experience.objects.get(pk=sheet.pk)
        start.wait()
        try:
            mine.restore(2, by=chloe, reason="At once.", seen=4)
            told.append("done")
        except MoveRefused:
            told.append("refused")
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told) == ["done", "refused"]
    assert Experience.objects.get(pk=sheet.pk).title == "First"
    assert len(Past(sheet)) == 5


# --- At the desk ----------------------------------------------------------------------------------


def test_chloe_restores_at_the_desk_and_sees_first_what_would_change(client, sheet, amina, chloe):
    change(sheet)
    address = f"/admin/experiences/experience/{sheet.pk}/restore/"
    client.force_login(amina)
    assert client.get(address).status_code == 302
    assert f"{address}?version=2" not in read(client, page(sheet, "history/"))
    client.force_login(chloe)
    assert f"{address}?version=2" in read(client, page(sheet, "history/"))
    assert address in read(client, f"/admin/experiences/experience/{sheet.pk}/change/")
    shown = read(client, f"{address}?version=2")
    assert "From today to version 2" in shown
    assert "<ins>door</ins>" in shown
    assert "css/components/version.css" in shown  # it keeps the lines of a text apart
    refused = client.post(
        address, {"version": "2", "seen": "2", "shown": "2", "reason": "Emptied."}
    )
    assert "changed meanwhile" in refused.content.decode()
    sent = {"version": "2", "seen": "3", "reason": "Emptied."}
    unread = client.post(address, {**sent, "shown": "1"}).content.decode()
    assert "What it would change stands above. Press again" in unread
    assert "From today to version 2" in unread
    assert "Emptied." in unread
    assert Experience.objects.get(pk=sheet.pk).title != "Visits"
    shown = re.search(r'name="shown" value="(\d)"', unread)
    assert shown
    answer = client.post(address, {**sent, "shown": shown[1]})
    assert answer.status_code == 302
    assert Experience.objects.get(pk=sheet.pk).title == "Visits"
    assert client.get("/admin/experiences/experience/0/restore/").status_code == 404


def test_a_version_that_says_what_the_sheet_says_is_not_restored(client, sheet, amina, chloe):
    """Only its state changed since: nobody is written to about nothing."""
    newest = len(Past(sheet))
    with pghistory.context():
        sheet.archive(by=chloe, reason="They asked.")
    address = f"/admin/experiences/experience/{sheet.pk}/restore/"
    client.force_login(chloe)
    sent = {"version": str(newest), "seen": str(len(Past(sheet))), "reason": "Why not."}
    answer = client.post(address, sent)
    assert answer.context["form"].errors == {
        "version": ["The sheet says that already: nothing would change."]
    }
    assert not Event.objects.filter(name="restore").exists()
    assert not Letter.objects.filter(name="sheet_restored").exists()


def test_the_desk_offers_the_newest_version_that_says_something_else(client, amina, chloe):
    """The last ones are often those of its states: published, archived."""
    sheet = make.sheet(make.ministry_of(amina), title="Visits")
    for title in ("Visits at home", "Visits to all"):
        with pghistory.context():
            sheet.title = title
            sheet.save()
    with pghistory.context():
        sheet.submit(by=amina)
    client.force_login(chloe)
    shown = read(client, f"/admin/experiences/experience/{sheet.pk}/restore/")
    assert "From today to version 2" in shown
    assert re.search(r'<option value="2" selected\s*>2 · [^<]+ · Draft</option>', shown)
    assert re.search(r'<option value="3"\s*>3 · [^<]+ · Draft</option>', shown)
    assert '<option value="4"' not in shown
