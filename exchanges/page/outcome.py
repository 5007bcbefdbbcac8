"""What came of an exchange: reports side by side, lessons, follow-ups, sheets adapted from it."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from community.languages import current
from community.prepared import READERS, Given, Prepared, kind_of
from exchanges.models import FollowUp
from exchanges.models.follow_ups import asked_of
from exchanges.page.who import Who
from exchanges.vocabulary import FINISHED, PartyRole, PartyState, Status
from experiences.carded import carded_sheets
from experiences.models import Experience, Lesson


@cache
def _lessons(kind: str, _language: str) -> Prepared[Lesson]:
    """The same question for all of this kind who read in the current language."""
    visible = Lesson.objects.visible_to(READERS[kind])
    return Prepared(visible.filter(exchanges=Given("exchange")).as_cards())


class Outcome(Who):
    @property
    def shows_everything(self) -> bool:
        return self.exchange.status in FINISHED or self.reader.is_staff

    def reports(self) -> list[dict[str, Any]]:
        """Side by side for everybody once completed; before that to those whom they concern."""
        parties = {party.pk: party for party in self.all_parties}
        own = {party.pk for party in self.led}
        written = [
            {
                "party": str(parties[report.party_id]),
                "role": parties[report.party_id].get_role_display(),
                "when": report.written_at,
                "lang": report.language,
                "parts": report.parts(),
            }
            for report in self.exchange.reports.all()
            if self.shows_everything or report.party_id in own
        ]
        return [*written, *self._waived()]

    def _waived(self) -> list[dict[str, Any]]:
        """In the place of a report that is not awaited, the secretariat's reason."""
        if not self.shows_everything:
            return []
        return [
            {
                "party": str(party),
                "role": party.get_role_display(),
                "when": party.report_waived_at,
                "parts": [{"title": _("No report is awaited"), "text": party.report_waived_why}],
            }
            for party in self.all_parties
            if party.report_waived_at
        ]

    @cached_property
    def lessons(self) -> list[Lesson]:
        if not self.exchange.has("lessons"):
            return []
        asked = _lessons(kind_of(self.reader), current())
        return asked.rows(exchange=self.exchange.pk, reader=self.reader.pk)

    @cached_property
    def all_follow_ups(self) -> list[FollowUp]:
        if not self.exchange.has("follow_ups"):
            return []
        rows = self.exchange.follow_ups
        return list(rows.select_related("party__organization", "party__country"))

    @property
    def follow_ups(self) -> list[FollowUp]:
        """What was told, party by party in time."""
        return [one for one in self.all_follow_ups if one.written_at]

    @property
    def questions_open(self) -> list[FollowUp]:
        """Asked and not told: of each party the newest, as the reminders know it."""
        newest = {one.party_id: one for one in self.all_follow_ups}
        return [one for one in newest.values() if not one.written_at]

    @property
    def never_told(self) -> list[FollowUp]:
        """Of what is closed: who was asked and has told nothing. Silence, too, is an outcome."""
        return self.questions_open if self.exchange.status == Status.CLOSED else []

    @cached_property
    def asked_to_follow_up(self) -> FollowUp | None:
        if not self.led:
            return None
        return asked_of(self.exchange, self.reader).first()  # type: ignore[arg-type]

    @cached_property
    def adaptations(self) -> list[Experience]:
        """Sheets of those who learned, adapted from one that it started from or that was given."""
        if self.exchange.status not in FINISHED:
            return []
        mine = [party for party in self.all_parties if party.state == PartyState.ACCEPTED]
        learned = {p.organization_id for p in mine if p.role == PartyRole.RECIPIENT}
        gave = {p.organization_id for p in mine if p.role != PartyRole.RECIPIENT}
        used = Q(adapted_from=self.exchange.experience_id) if self.exchange.experience_id else Q()
        used |= Q(adapted_from__exchanges=self.exchange) | Q(
            adapted_from__organization__in=gave - {None}, adapted_from__isnull=False
        )
        found = Experience.objects.published().filter(used, organization__in=learned - {None})
        if since := self.exchange.opened_at:
            found = found.filter(published_at__gte=since)
        return carded_sheets(found.distinct().values_list("pk", flat=True))
