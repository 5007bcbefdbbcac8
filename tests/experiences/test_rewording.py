"""A lesson is changed or taken out after others have judged it: what becomes of their word."""

import datetime as dt
import importlib
import re
from typing import Any

import pghistory
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Letter
from experiences.models import Experience, Lesson, Verdict
from experiences.models.versions import Past
from experiences.vocabulary import Stance
from members.models import Organization
from tests import make
from tests.experiences.test_verdicts import NOTE, address, give, lesson_of, read
from tests.experiences.test_verdicts import typed as judged
from tests.experiences.test_writing import rows, typed

pytestmark = pytest.mark.django_db
OPPOSITE = {"claim": "Never go there.", "polarity": "does-not-work"}


def rewrite(lesson: Lesson, amina: Any, *more: dict[str, str], **changes: Any) -> None:
    """As Amina does it, in the form of the public sheet; ``more`` are further lessons."""
    said: Any = {"id": lesson.pk, "claim": lesson.claim, "polarity": lesson.polarity, **changes}
    lessons = rows("lessons", said, *more, initial=1)
    data = typed(lesson.organization, themes=["cash-transfers"], **lessons)
    browser = Client()
    browser.force_login(amina)
    answer = browser.post(f"/en/experiences/{lesson.experience.slug}/edit/", data)
    assert answer.status_code == 302, answer.content.decode()


def letters() -> list[Letter]:
    return list(Letter.objects.filter(name="lesson_reworded").order_by("pk"))


def again(ministry: Organization, lesson: Lesson) -> dict[str, Any]:
    return {"organization": ministry.pk, "wording": Lesson.objects.get(pk=lesson.pk).wording}


# --- Another wording -----------------------------------------------------------------------------


@pytest.mark.parametrize("change", [OPPOSITE, {"claim": "Go there!"}, {"polarity": "depends"}])
def test_who_confirmed_a_claim_does_not_confirm_another(client, amina, boris, change):
    lesson = lesson_of(amina)
    give(lesson, boris)
    assert "Confirmed by 1 other" in read(client, "/en/lessons/")
    rewrite(lesson, amina, **change)
    text = read(client, address(lesson))
    assert re.search(r"Confirmed by others.*\(0\).*Contradicted by others.*\(0\)", text, re.S)
    assert re.search(r"Said of an earlier wording.*\(1\).*Ministry of Labour.*Confirms it.*about"
                     r" the wording of .*>“Go there\.”<.*Kingston", text, re.S)  # fmt: skip
    assert "Confirmed by" not in read(client, "/en/lessons/")
    assert "Confirmed by" not in read(client, lesson.experience.get_absolute_url())
    assert "Go there" not in read(client, "/en/lessons/?verdict=confirmed")


def test_other_words_around_the_claim_change_no_verdict(client, amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    rewrite(lesson, amina, because="They cannot come, and the roads are long.")
    assert Verdict.objects.heard().exists()
    assert "earlier wording" not in read(client, address(lesson))
    assert letters() == []


def test_those_who_judged_are_written_to_once_of_each_wording(amina, boris):
    lesson = lesson_of(amina)
    make.member(give(lesson, boris, Stance.CONTRADICTS).organization, "editor")
    silent = make.member(make.organization(iso2="BR"), "deputy")
    give(lesson, silent).take_back(by=silent)
    rewrite(lesson, amina, **OPPOSITE)
    rewrite(lesson, amina, **OPPOSITE, because="Once more, with a reason.")
    assert [one.address for one in letters()] == [boris.email]
    assert "has changed a lesson that you contradicted" in letters()[0].subject
    for told in ("“Go there.”", "“Never go there.” (Does not work)", address(lesson)):
        assert told in letters()[0].body
    rewrite(lesson, amina, claim="Go there on Sundays.")
    assert len(letters()) == 2
    rewrite(lesson, amina, claim="Go there.", polarity="")  # as it was: his word counts again
    assert Verdict.objects.heard().exists()
    rewrite(lesson, amina, claim="Go there on Sundays.")
    assert len(letters()) == 3


@pytest.mark.parametrize("status", ["suspended", "retired"])
def test_nobody_is_asked_who_cannot_answer(amina, boris, status):
    lesson = lesson_of(amina)
    give(lesson, boris)
    Organization.objects.filter(pk=make.ministry_of(boris).pk).update(status=status)
    rewrite(lesson, amina, **OPPOSITE)
    assert letters() == []


def test_one_click_says_that_it_is_still_so(client, amina, boris):
    lesson = lesson_of(amina)
    ministry = give(lesson, boris).organization
    rewrite(lesson, amina, **OPPOSITE)
    client.force_login(boris)
    text = read(client, address(lesson))
    assert "does not count for now" in text
    assert "Still our experience" in text
    page = client.post(address(lesson, "reaffirm"), again(ministry, lesson), follow=True)
    assert "counts again" in page.content.decode()
    verdict = Verdict.objects.get()
    assert (verdict.claim, verdict.polarity, verdict.note) == (*OPPOSITE.values(), NOTE)
    assert "Confirmed by 1 other" in read(client, "/en/lessons/")
    assert "Still our experience" not in read(client, address(lesson))
    assert Letter.objects.filter(name="lesson_judged", person=amina).count() == 2


def test_nobody_says_it_of_words_that_were_not_read(client, amina, boris):
    lesson = lesson_of(amina)
    ministry = give(lesson, boris).organization
    read_before = again(ministry, lesson)
    rewrite(lesson, amina, **OPPOSITE)
    client.force_login(boris)
    for verb, data in {
        "reaffirm": read_before,
        "confirm": {**judged(ministry, note="Kept as typed."), **read_before},
    }.items():
        page = client.post(address(lesson, verb), data, follow=True)
        assert "The lesson has been changed meanwhile" in page.content.decode()
        assert verb == "reaffirm" or "Kept as typed." in page.content.decode()
        assert Verdict.objects.get().claim == "Go there."


def test_what_was_taken_back_meanwhile_is_not_said_again(amina, boris):
    lesson = lesson_of(amina)
    verdict = give(lesson, boris)
    rewrite(lesson, amina, **OPPOSITE)
    verdict.take_back(by=boris)
    with pytest.raises(MoveRefused):
        verdict.reaffirm(by=boris, seen=Lesson.objects.get(pk=lesson.pk).wording)
    assert not Verdict.objects.standing().exists()


def test_the_desk_changes_a_claim_and_who_judged_is_told(client, amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    client.force_login(make.chloe())
    data = {"language": "en", **OPPOSITE}
    assert client.post(f"/admin/experiences/lesson/{lesson.pk}/change/", data).status_code == 302
    assert [one.address for one in letters()] == [boris.email]


def test_what_changed_while_nobody_could_read_it_is_told_when_it_is_public_again(
    amina, boris, chloe
):
    lesson = lesson_of(amina)
    give(lesson, boris)
    sheet = Experience.objects.get()
    sheet.archive(by=chloe, reason="Old.")
    Lesson.objects.update(**OPPOSITE)
    sheet.lessons.ask_who_judged()
    assert letters() == []
    sheet.republish(by=chloe)
    assert len(letters()) == 1


EARLIER = """
    INSERT INTO experiences_lessonversion SELECT (jsonb_populate_record(version, jsonb_build_object(
        'pgh_id', version.pgh_id - 1000000, 'claim', 'Go there first.',
        'pgh_created_at', now() - interval '2 days'))).*
    FROM experiences_lessonversion version WHERE pgh_obj_id = %s
"""


def test_verdicts_of_before_are_about_the_claim_of_their_time(amina, boris):
    lesson = lesson_of(amina)
    verdict = give(lesson, boris)
    yesterday, long_ago = (timezone.now() - dt.timedelta(days=days) for days in (1, 9))
    migration = importlib.import_module("experiences.migrations.0025_what_a_verdict_is_about")
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, [lesson.pk])
        for at, claim in {yesterday: "Go there first.", long_ago: "Go there."}.items():
            Verdict.objects.filter(pk=verdict.pk).update(claim="", claim_language="", at=at)
            cursor.execute(migration.FILL)
            verdict.refresh_from_db()
            assert (verdict.claim, verdict.claim_language) == (claim, "en")


# --- Taken out -----------------------------------------------------------------------------------


def test_what_others_said_comes_back_with_the_lesson(client, amina, boris, chloe):
    with pghistory.context():
        lesson = lesson_of(amina)
    give(lesson, boris, Stance.CONTRADICTS)
    kept = Verdict.objects.values().get()
    with pghistory.context():
        rewrite(lesson, amina, {"claim": "Send letters."}, DELETE="on")
    assert not Lesson.objects.filter(pk=lesson.pk).exists()
    assert client.get(address(lesson)).status_code == 404
    for page in ("/en/lessons/?verdict=contradicted", lesson.experience.get_absolute_url()):
        assert "Contradicted by" not in read(client, page)
    sheet = Experience.objects.get()
    with pghistory.context():
        sheet.restore(len(Past(sheet)) - 1, by=chloe, reason="It washed a contradiction off.")
    assert Lesson.objects.get().pk == lesson.pk
    assert Verdict.objects.values().get() == kept
    assert re.search(
        r"Contradicted by others.*\(1\).*Kingston", read(client, address(lesson)), re.S
    )
    assert "Contradicted by 1 other" in read(client, "/en/lessons/?verdict=contradicted")


def test_those_who_judged_a_lesson_are_told_that_it_goes(amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    give(lesson, boris, Stance.CONTRADICTS)
    editor = make.member(make.organization(iso2="BR"), "editor")  # her organization leads nobody
    give(lesson, editor)
    rewrite(lesson, amina, {"claim": "Send letters."}, DELETE="on")
    letter = Letter.objects.get(name="lesson_taken_out")
    assert letter.address == boris.email
    assert "has taken out a lesson that you contradicted" in letter.subject
    assert "“Go there.”" in letter.body
    assert lesson.experience.get_absolute_url() in letter.body


def test_a_form_that_cannot_be_saved_tells_nobody(client, amina, boris):
    lesson = lesson_of(amina)
    give(lesson, boris)
    gone = rows("lessons", {"id": lesson.pk, "claim": lesson.claim, "DELETE": "on"}, initial=1)
    client.force_login(amina)
    path = f"/en/experiences/{lesson.experience.slug}/edit/"
    data = typed(lesson.organization, themes=["cash-transfers"], **gone)
    assert client.post(path, data).status_code == 422  # a public sheet has a lesson
    assert Lesson.objects.filter(pk=lesson.pk).exists()
    assert not Letter.objects.filter(name="lesson_taken_out").exists()


def test_the_form_says_before_that_others_judged_a_lesson(client, amina, boris):
    lesson = lesson_of(amina)
    path = f"/en/experiences/{lesson.experience.slug}/edit/"
    client.force_login(amina)
    assert "They are told by letter" not in read(client, path)
    give(lesson, boris).take_back(by=boris)
    assert "They are told by letter" not in read(client, path)
    give(lesson, boris)
    give(lesson, make.member(make.organization(iso2="BR")), Stance.CONTRADICTS)
    assert "2 other organizations have said what they found of this lesson." in read(client, path)
