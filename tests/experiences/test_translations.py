"""Translations: people write them piece by piece, and readers get them where they exist."""

import html
import re
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, connection, transaction
from django.utils import timezone

from community.languages import speaking
from community.lifecycle import MoveRefused
from community.models import Event, Letter
from community.unsaved import mark
from experiences.models import Experience, TranslatedPiece, Translation
from experiences.models.told import parts_of
from members.farewell import take_leave
from tests import make

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


def test_the_secretariat_translates_in_its_own_name(client, amina, chloe):
    sheet = make.published(make.ministry_of(amina))
    client.force_login(chloe)
    client.post(page_of(sheet, rest="begin/"))
    write(client, sheet, "title", "Visitas")
    assert Translation.objects.get().organization is None
    client.post(page_of(sheet, rest="publish/"))
    assert "Translated into Spanish by the IASPN secretariat" not in sheet_in(client, sheet, "es")
    assert "Traducido al español" in sheet_in(client, sheet, "es")
