"""Versions that nobody reads any more, such as one that names a child: the secretariat withholds
them. They keep their numbers, and stay in the database with everything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person, decides_on
from experiences import letters
from experiences.models.versions import Moment, Past


class Withheld(models.Model):
    """One version of a sheet, by its number."""

    experience = models.ForeignKey(
        "experiences.Experience", on_delete=models.CASCADE, related_name="withheld"
    )
    number = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("withheld version")
        verbose_name_plural = _("withheld versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "number"], name="a_version_is_withheld_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.experience.number}, {self.number}"


class Withholding(models.Model):
    """A sheet of which the secretariat withholds versions, from one to another one."""

    class Meta:
        abstract = True

    # What the sheet itself has.
    withheld: Any
    translations: Any
    hold: Any
    people: Any

    def withhold(self, first: int, last: int, *, by: Person, reason: str) -> None:
        """What readers see today is changed or archived instead."""
        with transaction.atomic():
            past = self._begin(first, last, by, reason)
            if last == len(past):
                raise MoveRefused({"last": _("The newest version is what everybody reads.")})
            new = [number for number in range(first, last + 1) if number not in past.withheld]
            self._forget(past, new)
            rows = self.withheld
            rows.bulk_create(rows.model(experience=self, number=number) for number in new)
            self._told("withhold", first, last, new, Act(by, reason=reason))

    def release(self, first: int, last: int, *, by: Person, reason: str) -> None:
        """They are read again."""
        with transaction.atomic():
            self._begin(first, last, by, reason)
            there = self.withheld.filter(number__range=(first, last))
            numbers = list(there.values_list("number", flat=True))
            there.delete()
            self._told("release", first, last, numbers, Act(by, reason=reason))

    def _forget(self, past: Past, numbers: list[int]) -> None:
        """What only they say is said elsewhere too: by translations that were made from it and are
        behind, and as the title of that day, by events. Neither comes back with ``release``."""
        old = set().union(*map(_words, past.moments(numbers)))
        gone = old - _words(past.moment(len(past)))
        for translation in self.translations.all():
            translation.pieces.filter(original__in=gone).delete()
        Event.objects.of(self).filter(subject_label__in=gone).update(subject_label=str(self)[:300])

    def _begin(self, first: int, last: int, by: Person, reason: str) -> Past:
        if not decides_on(by, type(self)):
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the decision.")})
        self.hold()
        past = Past(self)
        if not 0 < first <= last <= len(past):
            raise MoveRefused({"last": _("Choose a version that is not before the first one.")})
        return past

    def _told(self, name: str, first: int, last: int, numbers: Iterable[int], act: Act) -> None:
        if not numbers:
            raise MoveRefused(_("That is so already: nothing would change."))
        Event.record(self, name, act, source=str(first), target=str(last))
        letters.versions_withheld(self, name, first, last, act.reason, to=self.people())


def _words(moment: Moment) -> set[str]:
    """Every text of a version, its parts' too."""
    rows = [moment.row, *chain.from_iterable(moment.parts.values())]
    values = (value for row in rows for value in vars(row).values())
    return {value for value in values if isinstance(value, str) and value}
