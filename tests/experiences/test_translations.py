"""Translations: people write them piece by piece, and readers get them where they exist."""

import html
import json
import re
import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from community.unsaved import mark
from experiences.models import Experience, FileText, TranslatedPiece, Translation
from experiences.models.told import digest_of, parts_of
from members.farewell import take_leave
from portal.roles import make_groups
from tests import files, make

pytestmark = pytest.mark.django_db


def translated(sheet: Experience, language: str = "es", *, publish: bool = True, **pieces: str):
    """A translation by somebody of the sheet's organization."""
    by = make.member(sheet.organization, "editor")
    made = Translation.begin(sheet, language, by=by)
    for part, text in pieces.items():
        made.say(part, text, by=by)
    if publish:
        made.publish(by=by)
    return made


def page_of(sheet: Experience, language: str = "es", rest: str = "") -> str:
    return f"/en/experiences/{sheet.slug}/translations/{language}/{rest}"


def read(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def sheet_in(client, sheet: Experience, code: str, query: str = "") -> str:
    return read(client, f"/{code}/experiences/{sheet.slug}/{query}")


def write(client, sheet: Experience, part: str, text: str, language: str = "es", **more: str):
    now = {one.key: one for one in parts_of(Experience.objects.get(pk=sheet.pk))}
    answers = {"part": part, "text": text, "seen": now[part].digest if part in now else ""}
    return client.post(page_of(sheet, language), {**answers, **more})


def office(name: str) -> Group:
    make_groups()
    return Group.objects.get(name=name)


# --- Who may -------------------------------------------------------------------------------------


def test_strangers_do_not_learn_that_anybody_translates(client, amina, boris):
    sheet = make.published(make.ministry_of(amina))
    translated(sheet, title="Visitas", publish=False)
    client.force_login(boris)
    for rest in ("translations/", "translations/es/"):
        assert client.get(f"{sheet.get_absolute_url()}{rest}").status_code == 404
    for rest in ("begin/", "still-right/", "publish/", "take-back/"):
        assert client.post(page_of(sheet, rest=rest)).status_code == 404
    assert write(client, sheet, "title", "Otra cosa").status_code == 404
    with pytest.raises(PermissionDenied):
        Translation.begin(sheet, "pt", by=boris)
    with pytest.raises(PermissionDenied):
        Translation.objects.get().say("title", "Otra cosa", by=boris)
    assert TranslatedPiece.objects.get().text == "Visitas"


def test_viewers_of_the_organization_do_not_write(client, amina):
    sheet = make.published(make.ministry_of(amina))
    client.force_login(make.member(sheet.organization, "viewer"))
    assert client.post(page_of(sheet, rest="begin/")).status_code == 404


def test_amina_begins_a_translation_in_the_name_of_her_ministry(client, amina):
    sheet = make.published(make.ministry_of(amina))
    client.force_login(amina)
    text = read(client, f"/en/experiences/{sheet.slug}/translations/")
    assert "Not begun: 7 parts to translate." in text
    assert "Translate into English" not in text
    assert client.post(page_of(sheet, rest="begin/")).status_code == 302
    made = Translation.objects.get()
    assert (made.language, made.organization, made.by) == ("es", sheet.organization, amina)
    event = Event.objects.of(sheet).get()
    assert (event.name, event.target, event.by) == ("begin_translation", "es", amina)
    assert client.post(page_of(sheet, rest="begin/")).status_code == 302  # a second click
    assert Translation.objects.count() == Event.objects.of(sheet).count() == 1
    assert client.post(page_of(sheet, "en", "begin/")).status_code == 404
    assert client.post(page_of(sheet, "qu", "begin/")).status_code == 404


def test_who_has_no_office_at_the_secretariat_translates_nothing(client, amina):
    sheet = make.published(make.ministry_of(amina))
    translated(sheet, title="Visitas")
    dan = make.person(is_staff=True)
    Authenticator.objects.create(user=dan, type="totp", data={"secret": "unused"})
    client.force_login(dan)
    assert client.get(page_of(sheet)).status_code == 404
    assert write(client, sheet, "title", "Otra cosa").status_code == 404
    assert client.post(page_of(sheet, "fr", "begin/")).status_code == 404
    assert TranslatedPiece.objects.get().text == "Visitas"
    dan.groups.add(office("editor"))
    assert client.get(page_of(sheet)).status_code == 200


def test_the_secretariat_translates_in_its_own_name(client, amina, chloe):
    sheet = make.published(make.ministry_of(amina))
    client.force_login(chloe)
    client.post(page_of(sheet, rest="begin/"))
    write(client, sheet, "title", "Visitas")
    assert Translation.objects.get().organization is None
    client.post(page_of(sheet, rest="publish/"))
    assert "Traducido al español por la Secretaría de la RIPSO" in sheet_in(client, sheet, "es")


# --- Writing -------------------------------------------------------------------------------------


@pytest.fixture
def sheet(amina):
    return make.published(make.ministry_of(amina), title="Home visits", lessons=["Talk first."])


def test_each_part_saves_on_its_own_and_leads_to_the_next(client, amina, sheet):
    client.force_login(amina)
    client.post(page_of(sheet, rest="begin/"))
    text = read(client, page_of(sheet))
    assert "0 of 7 parts translated" in text
    assert '<textarea name="text"' in text
    assert 'lang="es"' in text
    assert re.search(r'lang="en"><p>Home visits</p>', text)
    answer = write(client, sheet, "title", "Visitas domiciliarias")
    assert answer.status_code == 302
    assert answer["Location"] == page_of(sheet, rest="?part=summary#summary")
    piece = TranslatedPiece.objects.get()
    assert (piece.text, piece.original) == ("Visitas domiciliarias", "Home visits")
    assert (piece.by, piece.is_machine) == (amina, False)
    assert "1 of 7 parts translated" in read(client, page_of(sheet))


def test_turning_to_another_part_saves_the_open_one(client, amina, sheet):
    made = translated(sheet, publish=False)
    client.force_login(amina)
    answer = write(client, sheet, "title", "Visitas", go="problem")
    assert answer["Location"] == page_of(sheet, rest="?part=problem#problem")
    assert made.pieces.get().text == "Visitas"
    answer = write(client, sheet, "problem", "", go="results")  # nothing typed, nothing asked
    assert answer["Location"] == page_of(sheet, rest="?part=results#results")
    assert made.pieces.count() == 1


def test_what_cannot_be_saved_comes_back_as_it_was_typed(client, amina, sheet):
    translated(sheet, publish=False)
    client.force_login(amina)
    for typed in ("x" * 241, "Two\nlines", "A bell \x07 rings"):
        answer = write(client, sheet, "title", typed)
        assert answer.status_code == 422
        assert typed.split("\n")[0].strip("\x07")[:9] in html.unescape(answer.content.decode())
    assert write(client, sheet, "title", "").status_code == 422
    assert not TranslatedPiece.objects.exists()


def test_nothing_typed_is_lost_when_the_original_changes_meanwhile(client, amina, sheet):
    translated(sheet, publish=False)
    client.force_login(amina)
    seen = parts_of(sheet)[0].digest
    Experience.objects.filter(pk=sheet.pk).update(title="Visits to every home")
    answer = client.post(page_of(sheet), {"part": "title", "text": "Visitas", "seen": seen})
    assert answer.status_code == 422
    text = html.unescape(answer.content.decode())
    assert "The original was changed while you wrote" in text
    assert ">\nVisitas</textarea>" in text
    assert not TranslatedPiece.objects.exists()
    assert write(client, sheet, "title", "Visitas").status_code == 302


def test_of_two_who_write_the_same_part_neither_overwrites_the_other_unseen(client, amina, sheet):
    made = translated(sheet, publish=False, title="Visitas")
    client.force_login(amina)
    found = re.search(r'name="was" value="(\w+)"', read(client, page_of(sheet, rest="?part=title")))
    was = found[1] if found else ""
    made.say("title", "Visitas a hogares", by=make.member(sheet.organization))
    for more in ({}, {"go": "problem"}):  # as it stood: she wrote nothing
        assert write(client, sheet, "title", "Visitas", was=was, **more).status_code == 302
        assert made.pieces.get().text == "Visitas a hogares"
    answer = write(client, sheet, "title", "Visitas a familias", was=was)
    assert answer.status_code == 422
    text = html.unescape(answer.content.decode())
    assert "Somebody else wrote this part while you did" in text
    assert '<blockquote lang="es"><p>Visitas a hogares</p></blockquote>' in text
    assert ">\nVisitas a familias</textarea>" in text
    assert made.pieces.get().text == "Visitas a hogares"
    now = re.search(r'name="was" value="(\w+)"', text)
    assert write(client, sheet, "title", "Visitas a familias", was=now[1]).status_code == 302
    assert made.pieces.get().text == "Visitas a familias"
    # What she sends again herself, after an answer was lost, is no surprise to her.
    assert write(client, sheet, "title", "Visitas a las familias", was=was).status_code == 302
    first = digest_of("")
    made.say("problem", "Nadie sabía", by=make.member(sheet.organization))
    assert write(client, sheet, "problem", "Nadie lo sabía", was=first).status_code == 422


def test_nothing_typed_is_lost_when_its_lesson_is_gone(client, amina, sheet):
    translated(sheet, publish=False)
    client.force_login(amina)
    key = f"lesson:{sheet.lessons.get().pk}:claim"
    sheet.lessons.all().delete()
    answer = write(client, sheet, key, "Hable primero")
    assert answer.status_code == 422
    assert "Hable primero" in answer.content.decode()


def test_nothing_typed_is_lost_when_the_session_has_ended(client, amina, sheet):
    translated(sheet, publish=False)
    answers = {"part": "problem", "text": "Nadie sabía", "typed_by": mark(amina)}
    answer = client.post(page_of(sheet), answers)
    assert "/accounts/login/" in answer["Location"]
    client.force_login(amina)
    text = read(client, page_of(sheet))
    assert ">\nNadie sabía</textarea>" in text
    assert "This is what you typed before." in text


def test_an_emptied_part_is_taken_out_but_for_the_title_that_lists_show(client, amina, sheet):
    made = translated(sheet, title="Visitas", problem="Nadie sabía")
    client.force_login(amina)
    assert write(client, sheet, "problem", "").status_code == 302
    assert [piece.part for piece in made.pieces.all()] == ["title"]
    assert write(client, sheet, "title", "").status_code == 422
    assert made.pieces.count() == 1


# --- Stale ---------------------------------------------------------------------------------------


def test_a_changed_original_marks_its_part_and_shows_what_changed(client, amina, sheet):
    made = translated(sheet, title="Visitas", problem="Las familias no sabían")
    sheet.problem = "Families did not know their duties."
    sheet.save()
    client.force_login(amina)
    text = read(client, page_of(sheet))
    assert text.count("The original was changed since:") == 1
    assert "<del>rights.</del> <ins>duties.</ins>" in text
    assert "1 older than the original" in text
    notice = sheet_in(client, sheet, "es")
    assert re.search(r"Anterior a los cambios del original: El problema\.", notice)
    key = {"part": "problem", "seen": {p.key: p for p in parts_of(sheet)}["problem"].digest}
    assert client.post(page_of(sheet, rest="still-right/"), key).status_code == 302
    assert made.pieces.get(part="problem").original == sheet.problem
    assert made.pieces.get(part="problem").text == "Las familias no sabían"
    assert "Anterior a los cambios" not in sheet_in(client, sheet, "es")


def test_still_right_is_about_the_original_that_was_seen(client, amina, sheet):
    made = translated(sheet, problem="Las familias no sabían", publish=False)
    client.force_login(amina)
    answers = {"part": "problem", "seen": "of yesterday"}
    client.post(page_of(sheet, rest="still-right/"), answers)
    Experience.objects.update(problem="Something else")
    with pytest.raises(MoveRefused, match="while you wrote"):
        made.still_right("problem", by=amina, seen="of yesterday")
    assert made.pieces.get().original == "Families did not know their rights."


def test_still_right_saves_what_was_written_into_it_instead(client, amina, sheet):
    made = translated(sheet, title="Visitas", publish=False)
    Experience.objects.update(title="Visits")
    now = parts_of(Experience.objects.get())[0].digest
    client.force_login(amina)
    answers = {"part": "title", "seen": now, "text": "Las visitas"}
    client.post(page_of(sheet, rest="still-right/"), answers)
    piece = made.pieces.get()
    assert (piece.text, piece.original) == ("Las visitas", "Visits")


# --- A machine -----------------------------------------------------------------------------------


def test_a_machine_never_overwrites_a_person(amina, sheet):
    made = translated(sheet, title="Visitas", publish=False)
    made.say("title", "Visitaciones", by=amina, is_machine=True)
    made.say("title", "", by=amina, is_machine=True)
    assert made.pieces.get().text == "Visitas"
    made.say("problem", "El problema era", by=amina, is_machine=True)
    made.say("problem", "El problema fue", by=amina, is_machine=True)
    assert made.pieces.get(part="problem").text == "El problema fue"
    made.say("problem", "Nadie sabía", by=amina)
    assert not made.pieces.get(part="problem").is_machine


def test_no_way_of_writing_lets_a_machine_overwrite_a_person(sheet):
    made = translated(sheet, title="Visitas", publish=False)
    with pytest.raises(ProgrammingError), transaction.atomic():
        made.pieces.update(text="Visitaciones", is_machine=True)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_translatedpiece SET text = 'X', is_machine = true")
    assert made.pieces.get().text == "Visitas"


@pytest.mark.django_db(transaction=True)
def test_a_machine_that_comes_at_the_same_moment_loses(amina):
    """It asks while a person is writing, waits for her, and leaves alone what she wrote."""
    sheet = make.published(make.ministry_of(amina))
    made = translated(sheet, publish=False)
    asked, done = threading.Event(), threading.Event()

    def machine() -> None:
        asked.set()
        Translation.objects.get().say("title", "Visitaciones", by=amina, is_machine=True)
        connection.close()
        done.set()

    with transaction.atomic():
        made.say("title", "Visitas", by=amina)
        thread = threading.Thread(target=machine)
        thread.start()
        asked.wait(5)
        assert not done.wait(0.1)
    thread.join(5)
    piece = TranslatedPiece.objects.get()
    assert (piece.text, piece.is_machine) == ("Visitas", False)


def test_readers_are_told_of_a_machine_until_a_person_has_read_it(client, amina, sheet):
    made = translated(sheet, title="Visitas")
    made.say("problem", "Nadie sabía", by=amina, is_machine=True)
    told = "Traducido por una máquina"
    assert told in sheet_in(client, sheet, "es")
    made.still_right("problem", by=amina)
    assert told not in sheet_in(client, sheet, "es")


def test_what_only_a_machine_translated_is_said_to_be_nobodys_words(client, amina, sheet):
    """On the sheet, in lists and to programs, until a person has read it or wrote her own."""
    made = translated(sheet, publish=False)
    made.say("title", "Visitas", by=amina, is_machine=True)
    made.publish(by=amina)
    by_machine, by_people = "por una máquina y publicado por", "Traducido al español por Ministerio"
    page = sheet_in(client, sheet, "es")
    assert (by_machine in page, by_people in page) == (True, False)
    assert "Traducido por una máquina" in client.get("/es/experiences/").text
    assert by_machine not in sheet_in(client, sheet, "en")
    for path in ("experiences/json/", f"experiences/{sheet.slug}/json/"):
        (row,) = _rows(client, f"/es/{path}")
        assert (row["title"], row["machine_translated"]) == ("Visitas", True)
        (row,) = _rows(client, f"/en/{path}")
        assert row["machine_translated"] is False
    made.say("title", "Las visitas", by=amina)
    page = sheet_in(client, sheet, "es")
    assert (by_machine in page, by_people in page) == (False, True)
    assert "Traducido por una máquina" not in client.get("/es/experiences/").text
    (row,) = _rows(client, "/es/experiences/json/")
    assert (row["title"], row["machine_translated"]) == ("Las visitas", False)


def _rows(client, path: str) -> list[dict[str, Any]]:
    said = json.loads(b"".join(client.get(path)))
    return said["items"] if "items" in said else [said["item"]]


# --- Publishing ----------------------------------------------------------------------------------


def test_publishing_and_taking_back_stand_on_the_timeline_of_the_sheet(client, amina, sheet):
    made = translated(sheet, title="Visitas", publish=False)
    client.force_login(amina)
    assert client.post(page_of(sheet, rest="publish/")).status_code == 302
    answer = client.post(page_of(sheet, rest="take-back/"), {"take-back-reason": ""})
    assert answer.status_code == 422
    client.post(page_of(sheet, rest="take-back/"), {"take-back-reason": "Names are wrong"})
    names = Event.objects.of(sheet).order_by("pk").values_list("name", "target", "reason")
    assert list(names) == [
        ("begin_translation", "es", ""),
        ("publish_translation", "es", ""),
        ("take_back_translation", "es", "Names are wrong"),
    ]
    made.refresh_from_db()
    assert not made.is_published
    assert not Letter.objects.exists()  # her own ministry did it
    client.logout()
    text = read(client, f"/en/experiences/{sheet.slug}/history/")
    assert "Translation into Spanish published" in text
    assert "Translation into Spanish begun" not in text
    assert "Names are wrong" not in text


@pytest.mark.parametrize(("language", "said"), [("fr", "Publiée"), ("pt", "Publicada")])
def test_a_translation_is_published_and_its_day_is_not_announced(
    client, amina, sheet, language, said
):
    """A fact says *Publiée le* before the day; a state says *Publiée*."""
    translated(sheet, title="Visitas")
    client.force_login(amina)
    for rest in ("", "es/"):
        page = read(client, f"/{language}/experiences/{sheet.slug}/translations/{rest}")
        badge = page.partition('class="status" data-kind="published">')[2]
        assert badge.partition("<")[0] == said


def test_what_was_typed_is_saved_with_the_publication(client, amina, sheet):
    made = translated(sheet, publish=False)
    client.force_login(amina)
    answers = {"part": "title", "seen": parts_of(sheet)[0].digest, "text": "Visitas"}
    client.post(page_of(sheet, rest="publish/"), answers)
    made.refresh_from_db()
    assert made.is_published
    assert made.pieces.get().text == "Visitas"


def test_of_two_who_publish_one_wins(amina, sheet):
    made = translated(sheet, title="Visitas")
    with pytest.raises(MoveRefused, match="faster"):
        made.publish(by=amina)
    assert Event.objects.of(sheet).filter(name="publish_translation").count() == 1


def test_no_translation_is_published_before_its_sheet_or_without_a_title(amina, sheet):
    draft = make.sheet(make.ministry_of(amina))
    made = translated(draft, title="Visitas", publish=False)
    with pytest.raises(MoveRefused, match="once its sheet is"):
        made.publish(by=amina)
    made = translated(sheet, problem="Nadie sabía", publish=False)
    with pytest.raises(MoveRefused, match="title first"):
        made.publish(by=amina)


def test_the_secretariat_takes_a_translation_back_and_says_why(client, amina, chloe, sheet):
    made = translated(sheet, title="Visitas")
    client.force_login(chloe)
    listed = read(client, "/admin/experiences/translation/")
    assert "Home visits" in listed
    text = read(client, f"/admin/experiences/translation/{made.pk}/change/")
    assert "Visitas" in text
    address = f"/admin/experiences/translation/{made.pk}/take-back/"
    assert client.post(address, {"reason": ""}).status_code == 200
    made.refresh_from_db()
    assert made.is_published
    client.post(address, {"reason": "It says the contrary."})
    made.refresh_from_db()
    assert not made.is_published
    letter = Letter.objects.get(person=amina)
    assert "It says the contrary." in letter.body
    assert page_of(sheet) in letter.body
    assert "Home visits" in sheet_in(client, sheet, "es")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_at_the_desk_asks_the_same_number_of_questions(
    client, chloe, rows, django_assert_num_queries
):
    for _number in range(rows):
        translated(make.published(), title="Visitas")
    client.force_login(chloe)
    with django_assert_num_queries(6):
        read(client, "/admin/experiences/translation/")


# --- Reading -------------------------------------------------------------------------------------


def test_a_reader_gets_her_language_where_it_exists_and_the_original_elsewhere(client, sheet):
    lesson = sheet.lessons.get()
    figure = sheet.figures.create(value=7, unit="families")
    pieces = {f"lesson:{lesson.pk}:claim": "Hable primero", f"figure:{figure.pk}:unit": "familias"}
    translated(sheet, title="Visitas", problem="Nadie sabía", **pieces)
    text = sheet_in(client, sheet, "es")
    assert '<h1 lang="es">Visitas</h1>' in text
    assert '<div class="prose" lang="es"><p>Nadie sabía</p></div>' in text
    assert '<div class="prose" lang="en"><p>Visits to every home.</p></div>' in text
    assert '<span class="figure__unit" lang="es">familias</span>' in text
    assert "Hable primero" in text
    assert f"Traducido al español por {sheet.organization.name}" in text
    assert re.search(r"mostrado en inglés: [^<]*Qué se hizo[^<]*\.</p>", text)
    assert 'href="?original=1"' in text
    original = sheet_in(client, sheet, "es", "?original=1")
    assert '<h1 lang="en">Home visits</h1>' in original
    assert "Visitas" not in original
    assert "Hable primero" not in original
    assert 'content="noindex"' in original
    assert '<h1 lang="en">Home visits</h1>' in sheet_in(client, sheet, "en")
    assert f'href="/es/experiences/{sheet.slug}/"' in sheet_in(client, sheet, "en")


def test_files_are_called_and_pictures_described_in_the_reader_s_language(client, amina, sheet):
    picture = make.attachment(sheet, "door.jpg", files.picture(), title="At the door")
    manual = make.attachment(sheet, title="The manual")
    make.attachment(sheet, title="Not out yet", credit="")
    pieces = {
        f"file:{picture.pk}:title": "En la puerta",
        f"file:{picture.pk}:alt": "Dos mujeres en una puerta",
    }
    made = translated(sheet, title="Visitas", **pieces)
    text = sheet_in(client, sheet, "es")
    assert 'alt="Dos mujeres en una puerta" lang="es"' in text
    assert '<span lang="es">En la puerta</span>' in text
    assert re.search(r'<a href="[^"]*" lang="en">The manual</a>', text)
    assert re.search(r"mostrado en inglés: [^<]*Archivo 2[^<]*\.</p>", text)
    assert "Archivo 3" not in text  # nobody sees it yet
    assert "Anterior a los cambios" not in text
    picture.title = "At her door"
    picture.save()
    assert "Anterior a los cambios del original: Archivo 1." in sheet_in(client, sheet, "es")
    assert 'alt="Two women at a door" lang="en"' in sheet_in(client, sheet, "en")
    client.force_login(amina)
    assert "Not out yet" not in read(client, page_of(sheet))
    answer = write(client, sheet, f"file:{manual.pk}:title", "El manual")
    assert answer.status_code == 302
    made.take_back(by=amina, reason="x")
    assert "En la puerta" not in sheet_in(client, sheet, "es")


def test_the_passage_stands_in_a_translated_lesson_too(client, sheet):
    lesson = sheet.lessons.get()
    translated(sheet, title="Visitas", **{f"lesson:{lesson.pk}:claim": "Hable con pescadores"})
    assert "Hable con <mark>pescadores</mark>" in read(client, "/es/experiences/?q=pescadores")
    Translation.objects.update(published_at=None)
    assert "pescadores</mark>" not in read(client, "/es/experiences/?q=pescadores")
    Translation.objects.update(published_at="2026-01-01T00:00Z")
    lesson.delete()
    assert "pescadores</mark>" not in read(client, "/es/experiences/?q=pescadores")


def test_a_passage_names_its_file_in_the_reader_s_language(client, sheet):
    file = make.attachment(sheet, title="The manual")
    FileText.objects.create(attachment=file, text="Ask the fishermen about their boats.")
    translated(sheet, title="Visitas", **{f"file:{file.pk}:title": "El manual"})
    assert "En el archivo “El manual”" in read(client, "/es/experiences/?q=fishermen")
    assert "In the file “The manual”" in read(client, "/en/experiences/?q=fishermen")
    Translation.objects.update(published_at=None)
    assert "El manual" not in read(client, "/es/experiences/?q=fishermen")


def test_readers_are_told_of_parts_by_names_that_they_see(client, sheet):
    Experience.objects.filter(pk=sheet.pk).update(overview="It began small.", exchange_how="Come.")
    translated(sheet, title="Visitas")
    text = sheet_in(client, sheet, "es")
    assert "mostrado en inglés: Resumen, Introducción, El problema" in text
    assert "Disponible para un intercambio" in text.split('class="facts"')[0]


def test_a_reader_of_a_third_language_is_told_plainly(client, sheet):
    translated(sheet, title="Visitas")
    text = sheet_in(client, sheet, "fr")
    assert "Home visits" in text
    assert "Visitas" not in text
    assert "Personne n’a encore traduit ce texte en français" in text


def test_a_block_and_a_lesson_say_which_of_their_texts_are_how_translated(client, amina, sheet):
    block = make.block(sheet, enabling_factors="A patient minister.", lesson="Begin small.")
    lesson = sheet.lessons.first()
    sheet.lessons.filter(pk=lesson.pk).update(because="We asked.")
    made = sheet.translations.create(language="es", published_at="2026-01-01T00:00Z")
    keys = {f"block:{block.pk}:": ("title", "purpose", "enabling_factors"),
            f"lesson:{lesson.pk}:": ("claim",)}  # fmt: skip
    pages = (block, ("Cómo funciona", "Qué se aprendió")), (lesson, ("Por qué",))
    for begin, names in keys.items():
        for name in names:
            row = block if begin.startswith("block") else lesson
            original = "Another" if name in ("purpose", "claim") else getattr(row, name)
            by_machine = name == "enabling_factors"
            made.pieces.create(
                part=begin + name, text=f"({name})", original=original, is_machine=by_machine
            )
    for row, missing in pages:
        page = row.get_absolute_url().replace("/en/", "/es/")
        text = html.unescape(client.get(page).content.decode())
        assert f"Aún sin traducir, por eso mostrado en inglés: {', '.join(missing)}." in text
        old = "Para qué sirve" if row == block else "La lección en una oración"
        assert f"Anterior a los cambios del original: {old}." in text
        assert ("Qué lo hizo posible" in text.split('class="facts"')[0]) == (row == block)
        text = html.unescape(client.get(f"{page}?original=1").content.decode())
        assert "Aún sin traducir" not in text
        assert "Este texto está en inglés" in text


def test_a_translation_that_is_not_published_is_nobodys(client, sheet):
    lesson = sheet.lessons.get()
    pieces = {f"lesson:{lesson.pk}:claim": "Hable primero"}
    translated(sheet, publish=False, title="Visitas", summary="Qué se hizo", **pieces)
    for path in (f"experiences/{sheet.slug}/", "experiences/", "experiences/feed/", "lessons/",
                 "lessons/feed/", f"lessons/{lesson.number}/", "", "search/?q=visits",
                 f"experiences/compare/?sheet={sheet.slug}"):  # fmt: skip
        text = read(client, f"/es/{path}")
        assert "Visitas" not in text, path
        assert "Hable primero" not in text, path
    translation = sheet.translations.get()
    translation.publish(by=make.member(sheet.organization))
    for path in (f"experiences/{sheet.slug}/", "experiences/", "experiences/feed/", "",
                 "search/?q=visits", f"experiences/compare/?sheet={sheet.slug}",
                 f"lessons/{lesson.number}/"):  # fmt: skip
        assert "Visitas" in read(client, f"/es/{path}"), path
    for path in ("lessons/", "lessons/feed/", f"lessons/{lesson.number}/"):
        assert "Hable primero" in read(client, f"/es/{path}"), path
    assert "Hable primero" not in read(client, f"/es/lessons/{lesson.number}/?original=1")


def test_a_change_of_a_public_translation_is_live_at_once(client, amina, sheet):
    made = translated(sheet, title="Visitas")
    assert "Visitas" in sheet_in(client, sheet, "es")
    made.say("title", "Las visitas", by=amina)
    assert "Las visitas" in sheet_in(client, sheet, "es")
    made.take_back(by=amina, reason="x")
    assert "isitas" not in sheet_in(client, sheet, "es").split("</h1>")[0]


def test_what_the_original_no_longer_says_is_said_by_nobody(client, amina, sheet):
    lesson = sheet.lessons.get()
    pieces = {f"lesson:{lesson.pk}:claim": "Hable primero", "problem": "Nadie sabía"}
    translated(sheet, title="Visitas", **pieces)
    lesson.delete()
    Experience.objects.update(problem="")
    text = sheet_in(client, sheet, "es")
    assert "Hable primero" not in text
    assert "Nadie sabía" not in text
    client.force_login(amina)
    assert "1 of 5 parts translated" in read(client, page_of(sheet))


def test_a_sheet_whose_language_was_mended_is_read_in_its_own_words(client, sheet):
    translated(sheet, title="Visitas")
    Experience.objects.update(language="es", title="Visitas a casa")
    text = sheet_in(client, sheet, "es")
    assert '<h1 lang="es">Visitas a casa</h1>' in text
    assert "Traducido" not in text


def test_html_in_a_translation_stays_text(client, amina, sheet):
    evil = "<script>alert(1)</script>"
    lesson = f"lesson:{sheet.lessons.get().pk}:claim"
    translated(sheet, title=evil, summary=evil, problem=evil, **{lesson: evil})
    client.force_login(amina)
    for path in (f"/es/experiences/{sheet.slug}/", "/es/experiences/?q=alert", "/es/lessons/",
                 page_of(sheet), "/es/experiences/feed/"):  # fmt: skip
        assert b"<script>alert" not in client.get(path).content, path


def test_the_passage_stands_in_the_language_of_the_reader(client, sheet):
    translated(sheet, title="Visitas", summary="Visitas a cada hogar de pescadores.")
    text = read(client, "/es/experiences/?q=pescadores")
    assert re.search(r'card__text">Visitas a cada hogar de <mark>pescadores</mark>', text)
    text = read(client, "/en/experiences/?q=pescadores")
    assert re.search(r'card__text" lang="es">Visitas a cada hogar de <mark>pescadores', text)
    assert ">Home visits</a>" in text


def test_the_language_filter_finds_what_can_be_read_in_it(client, sheet):
    other = make.published(language="fr", title="Visites")
    translated(sheet, title="Visitas")
    text = read(client, "/en/experiences/?language=es")
    assert "Home visits" in text
    assert "Visites" not in text
    assert "1 experience" in text
    assert "2 experiences" in read(client, "/en/experiences/?language=es&language=fr")
    assert "2 experiences" in read(client, "/en/experiences/")
    assert other.slug in read(client, "/en/experiences/?language=fr")


def test_it_is_cited_by_its_own_title_with_the_translated_one_in_brackets(client, sheet):
    translated(sheet, title="Visitas domiciliarias")
    text = sheet_in(client, sheet, "es")
    assert f"Home visits [Visitas domiciliarias] ({sheet.number}" in text
    assert "[" not in re.search(r"cite__text.*?</p>", sheet_in(client, sheet, "en"))[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_translated_cards_cost_no_query_more(client, rows, django_assert_num_queries):
    for number in range(rows):
        sheet = make.published(title=f"Home visits {number}")
        translated(sheet, title=f"Visitas {number}", summary="Qué se hizo")
    with django_assert_num_queries(7):
        text = read(client, "/es/experiences/")
    assert text.count(">Visitas ") == rows
    assert text.count("Traducido</span>") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_of_translators_ask_the_same_number_of_questions(
    client, amina, rows, django_assert_num_queries
):
    sheet = make.published(make.ministry_of(amina), lessons=["One"] * rows)
    for language in ("es", "pt", "fr")[:rows]:
        translated(sheet, language, title="Visitas", problem="Nadie sabía", publish=False)
    client.force_login(amina)
    with django_assert_num_queries(9):
        read(client, f"/en/experiences/{sheet.slug}/translations/")
    with django_assert_num_queries(9):
        read(client, page_of(sheet))


# --- Who it was ----------------------------------------------------------------------------------


def test_a_translator_who_leaves_is_named_nowhere(amina, sheet):
    made = Translation.begin(sheet, "es", by=amina)
    piece = made.say("title", "Visitas", by=amina)
    made.say("title", "Las visitas", by=amina)
    take_leave(amina, by=amina)
    made.refresh_from_db()
    piece.refresh_from_db()
    assert (made.by, piece.by, piece.text) == (None, None, "Las visitas")
    with connection.cursor() as cursor:
        for table in ("translationversion", "translatedpieceversion"):
            cursor.execute(f"SELECT count(*), count(by_id) FROM experiences_{table}")  # noqa: S608
            kept, named = cursor.fetchone()
            assert kept
            assert not named


def test_every_piece_that_was_written_is_kept(amina, sheet):
    made = translated(sheet, publish=False)
    for text in ("Visitas", "Las visitas"):
        made.say("problem", text, by=amina)
    made.say("problem", "", by=amina)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label, text FROM experiences_translatedpieceversion ORDER BY pgh_id"
        )
        assert cursor.fetchall() == [
            ("insert", "Visitas"), ("update", "Las visitas"), ("delete", "Las visitas"),
        ]  # fmt: skip


def test_the_pages_of_its_history_name_a_sheet_as_their_reader_knows_it(client, amina):
    sheet = make.published(make.ministry_of(amina), language="es", title="Escuela de cuidadoras")
    translated(sheet, "en", title="School of carers")
    for rest in ("history/", "history/compare/", "versions/2/"):
        text = read(client, f"/en/experiences/{sheet.slug}/{rest}")
        assert ">School of carers</a></li>" in text, rest
    spanish = read(client, f"/fr/experiences/{sheet.slug}/history/compare/")
    assert re.search(r'lang="es">Escuela de cuidadoras</a></li>', spanish)
