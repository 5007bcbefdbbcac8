"""Two organizations that turned out to be one, or became one."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person
from members import letters, moving
from members.models.organizations import Organization

UNDONE_WITHIN = dt.timedelta(days=30)


class MergerQuerySet(models.QuerySet["Merger"]):
    def standing(self) -> MergerQuerySet:
        return self.filter(undone_at=None)

    def can_be_undone(self) -> MergerQuerySet:
        return self.standing().filter(at__gt=timezone.now() - UNDONE_WITHIN)


class Merger(models.Model):
    """``moved`` lists, by table and column, the rows that went from one to the other."""

    kept = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="mergers")
    merged = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    status_before = models.CharField(max_length=10)
    moved = models.JSONField(default=dict)
    reason = models.TextField(_("why"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = MergerQuerySet.as_manager()

    class Meta:
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=models.Q(undone_at=None),
                name="an_organization_is_merged_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("merged")),
                name="an_organization_is_not_merged_with_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"

    @property
    def undone_until(self) -> dt.datetime:
        """The last moment at which it can be undone."""
        return self.at + UNDONE_WITHIN

    # --- Verbs -----------------------------------------------------------------------------------

    def make(self, *, by: Person) -> Self:
        """Everything of ``merged`` goes to ``kept``; its names and its address lead there."""
        if not by.is_staff:
            raise PermissionDenied
        with transaction.atomic():
            kept, merged = self._lock()
            self._check(kept, merged)
            told = [*(kept.people() | merged.people()).distinct()]
            act = Act(by, reason=self.reason)
            self.status_before = merged.move("merge", act, merged_into=kept).source
            self.moved = moving.carry(merged, kept)
            self.by = by
            self.save(force_insert=True)
            Event.record(kept, "take_in", act)
            letters.organizations_merged(self, to=told)
        return self

    def undo(self, *, by: Person, reason: str) -> int:
        """Give back what came; what was changed since then stays, returns how much that is.

        What was made in the meantime was made for ``kept`` and stays there.
        """
        if not by.is_staff:
            raise PermissionDenied
        with transaction.atomic():
            kept, merged = self._lock()
            self.refresh_from_db()
            self._check_undo(kept)
            act = Act(by, reason=reason)
            merged.move("unmerge", act, merged_into=None)
            left = moving.bring_back(self.moved, merged, kept)
            self.undone_at, self.undone_by = timezone.now(), by
            self.save(update_fields=["undone_at", "undone_by"])
            Event.record(kept, "give_back", act)
            people = (kept.people() | merged.people()).distinct()
            letters.organizations_parted(self, reason, to=people)
        return left

    def _lock(self) -> tuple[Organization, Organization]:
        """Both, always in the same order: of two officers one waits and then sees what was done."""
        rows = Organization.objects.select_for_update().order_by("pk")
        found = {row.pk: row for row in rows.filter(pk__in=(self.kept_id, self.merged_id))}
        return found[self.kept_id], found[self.merged_id]

    def _check(self, kept: Organization, merged: Organization) -> None:
        if kept == merged:
            raise MoveRefused({"into": _("An organization cannot be merged with itself.")})
        for one in (merged, kept):
            told = {"name": one.name, "state": one.get_status_display(), "other": one.merged_into}
            if one.merged_into:
                raise MoveRefused(_("%(name)s has already been merged into %(other)s.") % told)
            if not one.is_approved:
                said = _("Only approved organizations are merged; %(name)s is: %(state)s.")
                raise MoveRefused(said % told)

    def _check_undo(self, kept: Organization) -> None:
        if self.undone_at:
            raise MoveRefused(_("Somebody has already undone this merger."))
        if timezone.now() > self.undone_until:
            said = _("A merger can be undone for 30 days; this one could until %(date)s.")
            raise MoveRefused(said % {"date": date_format(self.undone_until)})
        if kept.merged_into:
            said = _("%(name)s itself was merged into %(other)s meanwhile; undo that first.")
            raise MoveRefused(said % {"name": kept.name, "other": kept.merged_into})
