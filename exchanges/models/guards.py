"""What must be there before an exchange moves on, and what is still missing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.lifecycle import Move, MoveRefused
from exchanges.models.voices import Voices
from exchanges.vocabulary import After, PartyRole
from members.vocabulary import Status as OrganizationStatus

if TYPE_CHECKING:
    from exchanges.models.plans import Plan

SCREENED = {"submit", "open", "reopen"}
SUSPENDED = _(
    "%(organization)s is suspended: until the secretariat reinstates it, it neither asks for nor"
    " accepts anything here. It can still decline help and, before a plan is agreed, withdraw its"
    " request."
)
RETIRED = _(
    "%(organization)s is no longer active and neither asks for nor accepts anything here. It can"
    " still decline help and, before a plan is agreed, withdraw its request."
)
YEAR, GRACE = dt.timedelta(days=365), dt.timedelta(days=90)  # from completed to closed


class Guards(Voices):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Exchange has
        organization: Any
        reports: Any
        themes: Any
        lessons: Any
        completed_at: dt.datetime | None

        @property
        def plan(self) -> Plan | None: ...

    def guard(self, move: Move) -> None:
        if move.name in SCREENED:  # an editor may have saved the draft since it was read
            self.refresh_from_db(fields=["need", "result_wanted", "instruments", "organization"])
        check = getattr(self, f"_guard_{move.name}", None)
        if check and (problems := check()):
            raise MoveRefused(problems)

    @property
    def is_heard(self) -> bool:
        """May who asked take a step forward? Of some on record the sources name a country only."""
        return self.organization is None or bool(self.organization.is_approved)

    def unheard(self) -> list[Any]:
        """Why who asked only steps back now: it leaves others free to go where they are heard."""
        if self.is_heard:
            return []
        why = RETIRED if self.organization.status == OrganizationStatus.RETIRED else SUSPENDED
        return [why % {"organization": self.organization}]

    _guard_renew = unheard

    def missing(self) -> dict[str, Any]:
        """What the secretariat cannot do without: a need, a theme, a result, a way."""
        said: dict[str, Any] = {}
        if not (self.organization and self.organization.is_approved):
            said["organization"] = _("Only an approved organization asks for an exchange.")
        elif not self.organization.is_public_body:
            said["organization"] = _("Only a public body asks for an exchange.")
        for name in ("need", "result_wanted", "instruments"):
            if not getattr(self, name):
                said[name] = _("Still empty.")
        if not self.themes.exists():
            said["themes"] = _("Choose at least one theme.")
        return said

    _guard_submit = _guard_open = missing

    def _guard_resume(self) -> list[Any]:
        """What somebody has told of the whole is not to become half of it."""
        told = _("A report is in already: the activities stand as they were.")
        return [told] if self.reports.exists() else []

    def _guard_reopen(self) -> Any:
        """What nobody ever saw is not shown by opening it “again”."""
        return self.missing() if self.opened_at else [_("This request was never open.")]

    def _take(self, move: Move, values: dict[str, Any]) -> str:
        """Asked before the database is, which holds no open request without its day."""
        if move.name == "reopen" and self.opened_at is None:
            raise MoveRefused(self._guard_reopen())
        return super()._take(move, values)

    def _guard_shape(self) -> list[Any]:
        return [] if self.has_first_provider() else [_("A first provider is still missing.")]

    def _guard_agree(self) -> list[Any]:
        plan = self.plan
        if plan is None or plan.missing():
            return [_("The plan is not complete yet.")]
        if self.parties.signing().exclude(accepted_version=plan.version).exists():
            return [_("Not every party has accepted this version of the plan yet.")]
        return self._guard_shape()

    def _guard_complete(self) -> list[Any]:
        said: list[Any] = []
        if late := self.parties.still_to_report().select_related("organization").in_order():
            names = {"parties": ", ".join(map(str, late))}
            said.append(_("Still to report: %(parties)s.") % names)
        if not self.lessons.exists():
            said.append(_("There is no lesson yet."))
        return said

    def _guard_close(self) -> list[Any]:
        """What became of it is known, or has been waited for long enough. Of a past exchange on
        record nobody knows the day."""
        known = self.parties.recipients().followed_up(After.TWELVE)
        if self.completed_at is None or timezone.now() > self.completed_at + YEAR + GRACE:
            return []
        if known.exists() and not self.parties.recipients().exclude(pk__in=known).exists():
            return []
        return [_("The follow-up after twelve months is still awaited.")]

    def has_first_provider(self) -> bool:
        providers = self.parties.taking_part().filter(role=PartyRole.FIRST_PROVIDER)
        return bool(providers.exists())
