"""The letters of the library: one function each, handed objects, never importing models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from community.mail import post

if TYPE_CHECKING:
    from community.models import Person
    from experiences.models import Experience, Verdict
    from experiences.models.course import Course
    from members.models import Organization


def sheet_submitted(experience: Course, *, to: Iterable[Person]) -> None:
    for person in to:
        post("sheet_submitted", person, experience=experience)


def sheet_to_submit(experience: Any, by: Person, *, to: Iterable[Person]) -> None:
    for person in to:
        post("sheet_to_submit", person, experience=experience, by=by)


def sheet_published(experience: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("sheet_published", person, experience=experience, reason=reason)


def sheet_returned(experience: Course, reason: str, *, to: Iterable[Person]) -> None:
    notes = list(experience.review_notes.open())
    for person in to:
        post("sheet_returned", person, experience=experience, reason=reason, notes=notes)


def sheet_archived(experience: Course, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("sheet_archived", person, experience=experience, reason=reason)


def sheet_restored(experience: Any, version: int, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("sheet_restored", person, experience=experience, version=version, reason=reason)


def versions_withheld(
    experience: Any, act: str, first: int, last: int, reason: str, *, to: Iterable[Person]
) -> None:
    """``act`` is the verb: to withhold them, or to release them again."""
    about = {"experience": experience, "act": act, "first": first, "last": last, "reason": reason}
    for person in to:
        post("versions_withheld", person, **about)


def sheet_adapted(original: Any, adaptation: Any, *, to: Iterable[Person]) -> None:
    for person in to:
        post("sheet_adapted", person, original=original, adaptation=adaptation)


def translation_taken_back(translation: Any, reason: str, *, to: Iterable[Person]) -> None:
    """Each reads the name of the language in her own."""
    for person in to:
        post(
            "translation_taken_back",
            person,
            translation=translation,
            experience=translation.experience,
            reason=reason,
        )


def lesson_judged(verdict: Verdict, *, to: Iterable[Person]) -> None:
    for person in to:
        post("lesson_judged", person, verdict=verdict, lesson=verdict.lesson)


def verdict_taken_down(verdict: Verdict, reason: str, *, to: Iterable[Person]) -> None:
    for person in to:
        post("verdict_taken_down", person, verdict=verdict, lesson=verdict.lesson, reason=reason)


def lesson_reworded(verdict: Verdict, *, to: Iterable[Person]) -> None:
    for person in to:
        post("lesson_reworded", person, verdict=verdict, lesson=verdict.lesson)


def lesson_taken_out(verdict: Verdict, *, to: Iterable[Person]) -> None:
    for person in to:
        post("lesson_taken_out", person, verdict=verdict, lesson=verdict.lesson)


def still_true(
    organization: Organization, sheets: Sequence[Experience], *, to: Iterable[Person]
) -> None:
    for person in to:
        post("still_true", person, organization=organization, sheets=sheets)


def still_true_reminder(
    organization: Organization, sheets: Sequence[Experience], *, to: Iterable[Person]
) -> None:
    for person in to:
        post("still_true_reminder", person, organization=organization, sheets=sheets)
