"""Bringing an earlier version of a sheet back: a change like any other, and a new version."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person
from experiences import letters
from experiences.models.versions import Moment, Past
from experiences.vocabulary import Status

RESTORED = (
    "title",
    "summary",
    "overview",
    "programme",
    "language",
    "scale",
    "start_year",
    "end_year",
    "populations",
    "instrument",
    "maturity",
    "problem",
    "what_was_done",
    "results",
    "what_did_not_work",
    "conditions_for_transfer",
    "legal_frame",
    "institutional_frame",
    "stakeholders",
    "sustainability",
    "available_for_exchange",
    "exchange_how",
    "exchange_languages",
    "exchange_capacity",
    "evidence",
    "licence",
)
ROWS = ("blocks", "lessons", "figures", "sources")
READ = {Status.SUBMITTED, Status.PUBLISHED, Status.ARCHIVED}  # a sheet in it lacks nothing


class Restorable(models.Model):
    """A sheet whose earlier versions the secretariat can bring back. Files stay as they are."""

    class Meta:
        abstract = True

    # What the sheet itself has.
    status: Any
    organization: Any
    reviewed_at: Any
    themes: Any
    countries: Any
    keywords: Any
    lessons: Any
    hold: Any
    missing: Any
    people: Any

    def restore(self, version: int, *, by: Person, reason: str, seen: int | None = None) -> None:
        """Make the sheet what it was in ``version``.

        ``seen`` is the number of the newest version that ``by`` has looked at. Raises
        ``MoveRefused`` where another came meanwhile, or where the sheet would lack something.
        """
        if not by.is_staff:
            raise PermissionDenied
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the decision.")})
        try:
            with transaction.atomic():
                self.hold()
                past, lacked = Past(self), set(self.missing())
                self._check_version(past, version, seen)
                self._bring_back(past, past.moment(version))
                self._check_whole(lacked)
                numbers = {"source": str(len(past)), "target": str(version)}
                Event.record(self, "restore", Act(by, reason=reason), **numbers)
                self.lessons.ask_who_judged()
                letters.sheet_restored(self, version, reason, to=self.people())
        except MoveRefused:
            self.refresh_from_db()  # the database has rolled back; this object has not
            raise

    def _check_version(self, past: Past, version: int, seen: int | None) -> None:
        if self.status == Status.WITHDRAWN:
            raise MoveRefused(_("What was withdrawn stands still."))
        if not 0 < version < len(past):
            raise MoveRefused({"version": _("There is no such earlier version.")})
        if version in past.withheld:
            raise MoveRefused({"version": _("This version is withheld.")})
        if seen is not None and seen != len(past):
            raise MoveRefused(_("The sheet was changed meanwhile. Please look at it again."))

    def _bring_back(self, past: Past, moment: Moment) -> None:
        self._bring_back_fields(moment.row)
        for name in ROWS:
            self._bring_back_rows(name, moment.parts[name])
        self.themes.set([theme.today for theme in past.tags(moment, "themes")])
        self.countries.set(past.tags(moment, "countries"))
        self.keywords.set([word.name for word in past.tags(moment, "keywords")])

    def _bring_back_fields(self, row: Any) -> None:
        """In one UPDATE, which makes one version. Who restores has looked at the sheet."""
        now = timezone.now()
        values = {name: getattr(row, name) for name in RESTORED} | {"changed_at": now}
        if self.reviewed_at:
            values["reviewed_at"] = now
        rows: models.QuerySet[Any] = type(self)._base_manager.filter(pk=self.pk)
        rows.update(**values)
        for name, value in values.items():
            setattr(self, name, value)

    def _bring_back_rows(self, name: str, events: list[Any]) -> None:
        """What is still there changes, what went comes again under its number, the rest goes."""
        today = {row.pk: row for row in getattr(self, name).all()}
        for row in set(today.values()) - {today.get(event.id) for event in events}:
            getattr(row, "take_out", row.delete)()  # of a lesson others may have to be told
        model = getattr(self, name).model
        for event in events:
            values = _values(model, event)
            if "organization_id" in values:  # a lesson goes with its sheet
                values["organization_id"] = self.organization.pk
            _write(today.get(event.id) or model(pk=event.id, experience=self), values)

    def _check_whole(self, lacked: set[str]) -> None:
        """Nobody reads half a sheet; samples may lack what their sources do not say."""
        if self.status in READ and (lacks := [n for n in self.missing() if n not in lacked]):
            told = _("What readers see would be incomplete: %(parts)s.")
            raise MoveRefused(told % {"parts": ", ".join(map(self._called, lacks))})

    def _called(self, name: str) -> str:
        field: Any = self._meta.get_field(name)
        if field.one_to_many:
            return str(field.related_model._meta.verbose_name_plural)
        return str(field.verbose_name)


def _values(model: Any, event: Any) -> dict[str, Any]:
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    return {name: getattr(event, name) for name in names if name != "experience_id"}


def _write(row: Any, values: dict[str, Any]) -> None:
    """Nothing where nothing changes: a row that is the same makes no version."""
    is_new = row._state.adding
    if not is_new and all(getattr(row, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=is_new)
