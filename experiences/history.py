"""How a sheet changed: its versions, what differs between two of them, and its moves.

The public sees versions from the first publication on, and instead of people the bodies that they
acted for: the organization or the secretariat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from community.languages import colon, named
from community.models import Event, Person, Reader
from experiences.differences import Change, changes
from experiences.models import Experience
from experiences.models.queries import ASK
from experiences.models.versions import Moment, Past
from experiences.vocabulary import Status
from members.models import Membership

OF_TRANSLATIONS = {
    "begin_translation": gettext_lazy("Translation into %(language)s begun"),
    "publish_translation": gettext_lazy("Translation into %(language)s published"),
    "take_back_translation": gettext_lazy("Translation into %(language)s taken back"),
}
OF_VERSIONS = {
    "withhold": gettext_lazy("Versions withheld"),
    "release": gettext_lazy("Withheld versions shown again"),
}
SAID = {"publish_translation", "take_back_translation"}  # to everybody


@dataclass(frozen=True)
class Version:
    """``told``: what was done to it as a whole, where it was not simply written; ``changes``: since
    the last one that can be read."""

    number: int
    at: dt.datetime
    who: str
    told: str
    changes: list[Change]
    is_first: bool
    is_withheld: bool
    since: int  # the version before it that can be read; 0 where it is the one right before


def is_insider(sheet: Experience, user: Reader) -> bool:
    """Its organization's people and the secretariat."""
    if not user.is_authenticated:
        return False
    return user.is_staff or sheet.organization.memberships.active().of(user).exists()


class History:
    """The versions of a sheet that a reader may see; numbers are the same for everybody."""

    def __init__(self, sheet: Experience, user: Reader) -> None:
        self.sheet, self.past = sheet, Past(sheet)
        self.names = is_insider(sheet, user)
        self.first = 1 if self.names else self.past.first_public()
        self.newest = len(self.past)
        self.withheld = self.past.withheld

    @property
    def numbers(self) -> list[int]:
        """Newest first."""
        return list(range(self.newest, self.first - 1, -1))

    def moment(self, number: int) -> Moment:
        """A version that she may not see does not exist."""
        if not self.first <= number <= self.newest or number in self.withheld:
            raise Http404
        return self.past.moment(number)

    @property
    def first_readable(self) -> int:
        numbers = range(self.first, self.newest + 1)
        return next((one for one in numbers if one not in self.withheld), self.newest)

    def before(self, number: int) -> int | None:
        """The last one that can be read before it; the newest of all is never withheld."""
        found = self.past.readable(number - 1)
        return found if found >= self.first else None

    def versions(self, numbers: Iterable[int]) -> list[Version]:
        """Neighbors, newest first, each with what it changed."""
        numbers = list(numbers)
        before = {number: self.before(number) for number in numbers}
        wanted = sorted({*numbers, *filter(None, before.values())}, reverse=True)
        moments = {moment.number: moment for moment in self.past.moments(wanted)}
        people, restored = self._people(moments.values()), self._restored()
        return [
            self._version(moments[number], moments.get(before[number] or 0), people, restored)
            for number in numbers
        ]

    def _version(
        self,
        moment: Moment,
        before: Moment | None,
        people: dict[int | None, str],
        restored: dict[int, Event],
    ) -> Version:
        event, is_withheld = restored.get(moment.number), moment.number in self.withheld
        who = people.get(_person_id(moment.row), self.sheet.organization.name)
        return Version(
            moment.number,
            moment.row.pgh_created_at,
            _("The secretariat") if event and not self.names else who,
            _restored(event, self.first) if event else "",
            changes(self.past, before, moment) if before and not is_withheld else [],
            before is None,  # that can be shown
            is_withheld,
            before.number if before and before.number < moment.number - 1 else 0,
        )

    def _people(self, moments: Iterable[Moment]) -> dict[int | None, str]:
        """Their names, or of the others the body that they acted for."""
        ids = {pk for moment in moments if (pk := _person_id(moment.row))}
        if self.names:
            return {pk: str(person) for pk, person in Person.objects.in_bulk(ids).items()}
        owners = {moment.row.organization_id for moment in moments} | {self.sheet.organization_id}
        known = Person.objects.filter(pk__in=ids).exclude(pk__in=_ever_of(owners))
        return dict.fromkeys(known.values_list("pk", flat=True), _("The secretariat"))

    def _restored(self) -> dict[int, Event]:
        """By the number of the version that it made."""
        events = Event.objects.of(self.sheet).filter(name="restore")
        return {int(event.source) + 1: event for event in events}


def _ever_of(organizations: Iterable[Any]) -> Any:
    """Nobody else writes a sheet, but for the secretariat. Who has left is still on record."""
    rows = Membership.objects.exclude(confirmed_at=None).filter(organization__in=organizations)
    return rows.values("person_id")


def _restored(event: Event, first: int) -> str:
    """``first`` is the first version that the reader may see: nothing is said of earlier ones."""
    if int(event.target) < first:
        return _("Brought back as it was in an earlier version")
    return _("Brought back as it was in version %(number)s") % {"number": event.target}


def _person_id(row: Any) -> int | None:
    found = row.pgh_context.metadata.get("user") if row.pgh_context else None
    return int(found) if found else None


def events_of(history: History) -> list[dict[str, Any]]:
    """As ``components/timeline.html`` wants them; the public sees no reasons and no names."""
    insider = history.names
    events = Event.objects.of(history.sheet).as_timeline().reverse()
    labels = dict(Status.choices) if insider else {}  # others read in ``what`` what came of it
    return [
        {
            "what": _move(event, history.first),
            "who": _who(event, insider),
            "when": event.at,
            "from_label": labels.get(event.source, ""),
            "to_label": labels.get(event.target, ""),
            "why": event.reason if insider else "",
        }
        for event in events
        if insider or _is_public(event, history.first)
    ]


def _is_public(event: Event, first: int) -> bool:
    if event.name == "restore":
        return int(event.source) >= first
    return event.target in (Status.PUBLISHED, Status.ARCHIVED) or event.name in SAID


def _move(event: Event, first: int) -> str:
    name = event.name
    if name in OF_TRANSLATIONS:
        return str(OF_TRANSLATIONS[name]) % {"language": named(event.target)}
    if name == "restore":
        return _restored(event, first)
    if name in OF_VERSIONS:
        ends = dict.fromkeys((event.source, event.target))
        return f"{OF_VERSIONS[name]}{colon()} {'–'.join(ends)}"
    if name == "review":
        return _("Looked at again after a change")
    if name == "transfer":
        return _("Given to another organization")
    if name == ASK:
        return _("Completed; asked for it to be submitted")
    if name == "still_true":
        return _("Confirmed as still true")
    if name == "adapted":
        return _("Another sheet was adapted from it")
    if name == "republish":
        return pgettext("sheet", "Published again")
    move = Experience.MOVES.get(name)  # what came of it: its label is the word on a button
    return str(Status(move.target).label) if move else name


def _who(event: Event, insider: bool) -> str:
    body = event.organization_name or _("The secretariat")
    return f"{event.by}, {body}" if insider and event.by else body
