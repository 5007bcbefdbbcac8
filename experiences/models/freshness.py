"""Is it still so? After a year its people are asked; after two the sheet says that nobody did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.models import Event, Person, Reader
from experiences import letters
from experiences.models.queries import ASK_AFTER, OLD_AFTER
from members.models import Organization
from members.vocabulary import Status as OrganizationStatus


class Freshness(models.Model):
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    confirmation_asked_at = models.DateTimeField(null=True, editable=False)
    confirmation_reminders = models.PositiveSmallIntegerField(default=0, editable=False)

    # What the sheet itself has.
    pk: Any
    organization: Any
    published_at: Any
    changed_at: Any
    is_published: Any
    is_sample: Any
    editable_by: Any
    objects: Any

    class Meta:
        abstract = True

    @property
    def last_true(self) -> dt.datetime | None:
        """When somebody last stood behind it: published, changed or confirmed it."""
        if self.published_at is None:
            return None
        return max(filter(None, (self.published_at, self.confirmed_at, self.changed_at)))

    @property
    def not_confirmed_since(self) -> dt.datetime | None:
        """Two years ago or longer; nothing while it is fresh, and of a sample."""
        said = self.last_true
        if self.is_sample or not self.is_published or said is None:
            return None
        return said if said < timezone.now() - OLD_AFTER else None

    @property
    def is_left_behind(self) -> bool:
        """Public, and of an organization that is no more: nobody is asked about it again."""
        return bool(self.is_published and self.organization.status == OrganizationStatus.RETIRED)

    @property
    def due_since(self) -> dt.datetime | None:
        """The day on which a year without a word was over."""
        return self.last_true + ASK_AFTER if self.last_true else None

    def may_be_confirmed_by(self, person: Reader) -> bool:
        """Now, and by who writes for its organization."""
        if self.due_since is None or self.due_since > timezone.now():
            return False
        mine = type(self).objects.editable_by(person)
        return bool(mine.to_confirm().filter(pk=self.pk).exists())

    def confirm(self, *, by: Person) -> None:
        """All this is still so. It makes no version and asks the secretariat for no second look."""
        if not self.editable_by(by):
            raise PermissionDenied
        stamps = {"confirmed_at": timezone.now(), "confirmed_by": by}
        with transaction.atomic():
            # The UPDATE asks about the organization too: only once it waits for nobody is what
            # it asks true.
            type(self).objects.select_for_update(of=("self",), no_key=True).get(pk=self.pk)
            if not type(self).objects.to_confirm().filter(pk=self.pk).update(**stamps):
                raise MoveRefused(
                    _("This is confirmed already, or it is not a year old. Thank you.")
                )
            Event.record(self, "still_true", self.organization.act(by))
        self.refresh_from_db(fields=list(stamps))


def ask(organization: Organization, sheets: models.QuerySet[Any]) -> None:
    """One letter about all of its sheets that are due; called while the clock holds its row."""
    due = _taken(organization, sheets, confirmation_asked_at=timezone.now(), reminders=0)
    letters.still_true(organization, due, to=_writers(organization))


def remind(organization: Organization, sheets: models.QuerySet[Any]) -> None:
    due = _taken(organization, sheets, reminders=1)
    letters.still_true_reminder(organization, due, to=_writers(organization))


def _taken(
    organization: Organization, sheets: models.QuerySet[Any], *, reminders: int, **stamps: Any
) -> Sequence[Any]:
    """Those that are due, stamped so that no other run finds them."""
    due = list(sheets.filter(organization=organization).select_for_update(of=("self",)))
    rows = sheets.model._base_manager.filter(pk__in=[sheet.pk for sheet in due])
    rows.update(confirmation_reminders=reminders, **stamps)
    return due


def _writers(organization: Organization) -> models.QuerySet[Person]:
    """Who leads it; where nobody does, who writes for it."""
    active = organization.memberships.active().filter(person__is_active=True)
    leading = active.leading()
    readers = leading if leading.exists() else active.writing()
    return Person.objects.filter(pk__in=readers.values("person_id")).order_by("pk")
