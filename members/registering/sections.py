"""A registration in sections: which there are, what each asks, and how far somebody has come.

Answers are kept as typed (``Registration.answers``); a section is right when its part of
``OrganizationForm`` says so, and the whole may be sent when all are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.languages import current
from members.models import Organization, Registration
from members.profile.form import OrganizationForm
from members.profile.logos import LogoForm

LONGEST = 20_000  # characters kept of one answer; every field takes far fewer
LONGEST_CHOICE = 100  # of one among several, which are words of ours
SEVERAL = {"languages", "knows", "seeks"}


@dataclass(frozen=True)
class Section:
    name: str
    title: str | Promise
    fields: tuple[str, ...]
    is_optional: bool = False

    @property
    def address(self) -> str:
        """The name of its page's address."""
        return f"members:register-{self.name}"


SECTIONS = {
    section.name: section
    for section in (
        Section("kind", _("Kind of organization"), ("kind",)),
        Section(
            "names",
            _("Names"),
            ("name", "name_en", "acronym", "country", "is_national_focal"),
        ),
        Section(
            "contact",
            _("How it can be reached and checked"),
            ("website", "official_email", "email_domain"),
        ),
        Section(
            "work",
            _("Its work"),
            ("description", "description_language", "languages", "interests"),
        ),
        Section("themes", _("What it knows and what it seeks"), ("knows", "seeks"), True),
        Section("logo", _("Logo"), ("logo_alt",), True),
    )
}


def typed(post: QueryDict, section: Section) -> dict[str, Any]:
    """The answers of one section as they came; what the database cannot hold becomes U+FFFD."""
    return {
        name: [_held(one, LONGEST_CHOICE) for one in post.getlist(name)[:200]]
        if name in SEVERAL
        else _held(post.get(name, ""))
        for name in section.fields
    }


def _held(text: str, longest: int = LONGEST) -> str:
    return text[:longest].replace("\0", "\ufffd")


def as_data(answers: dict[str, Any]) -> MultiValueDict[str, str]:
    """Kept answers as a form takes them."""
    return MultiValueDict(
        {name: one if isinstance(one, list) else [one] for name, one in answers.items()}
    )


class Progress:
    """One registration and its sections: each ``done``, to be looked at again, or to come."""

    def __init__(self, registration: Registration) -> None:
        self.registration = registration

    def form(self, section: Section, data: Any = None, files: Any = None) -> forms.BaseForm:
        """The fields of one section: with ``data``, else as kept, else with what can be guessed."""
        if data is None and self.is_kept(section):
            data = as_data(self.registration.answers)
        if section.name == "logo":
            has_logo = bool(self.registration.logo)
            return LogoForm(data, files, has_logo=has_logo)
        kind = "" if section.name == "kind" else self.registration.kind
        guess = guessed(self.registration)
        return OrganizationForm(
            data, only=section.fields, kind=kind, initial=guess, instance=Organization(kind=kind)
        )

    def is_kept(self, section: Section) -> bool:
        return any(name in self.registration.answers for name in section.fields)

    @cached_property
    def whole(self) -> OrganizationForm:
        return OrganizationForm(as_data(self.registration.answers))

    def is_right(self, section: Section) -> bool:
        return self.is_kept(section) and self.form(section).is_valid()

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The sections in order, for the line of steps and for the last page."""
        return [
            {"section": one, "kept": self.is_kept(one), "right": self.is_right(one)}
            for one in SECTIONS.values()
        ]

    @property
    def is_complete(self) -> bool:
        return self.next is None

    @property
    def next(self) -> Section | None:
        """The first one to fill in; nothing where all that must be said is said."""
        return next((row["section"] for row in self.rows if not self._will_do(row)), None)

    def _will_do(self, row: dict[str, Any]) -> bool:
        return row["right"] or (row["section"].is_optional and not row["kept"])


def after(section: Section) -> Section | None:
    names = list(SECTIONS)
    place = names.index(section.name) + 1
    return SECTIONS[names[place]] if place < len(names) else None


def guessed(registration: Registration) -> dict[str, Any]:
    """What the forms can guess about who registers."""
    return {
        "official_email": registration.person.email,
        "description_language": current(),
        "languages": [current()],
    }


def shown(form: forms.BaseForm) -> Iterator[dict[str, Any]]:
    """The answers of a bound form in words, for the last page.

    Also what the form makes of a field that was left empty: the domain of the e-mail address.
    """
    made = form.cleaned_data if form.is_bound and form.errors is not None else {}
    for bound in form:
        if isinstance(bound.field, forms.FileField) or bound.name == "remove":
            continue
        value = _in_words(bound)
        if not value and isinstance(said := made.get(bound.name), str) and said:
            value = [said]
        yield {"label": bound.label, "value": value, "errors": bound.errors}


def _in_words(bound: forms.BoundField) -> list[str]:
    choices = dict(_flat(getattr(bound.field, "choices", ())))
    value = bound.value()
    values = value if isinstance(value, list) else [value]
    if isinstance(bound.field, forms.BooleanField):
        values = [_("Yes") if value else _("No")]
    return [str(choices.get(str(one), one)) for one in values if one not in (None, "")]


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label
