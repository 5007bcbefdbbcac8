"""Reports: one per main party, shown side by side once all are in."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.languages import Language
from community.lifecycle import MoveRefused
from community.models import Event, Person
from exchanges import letters
from exchanges.models.exchanges import Exchange
from exchanges.models.parties import Party
from exchanges.vocabulary import MAIN_ROLES, Status
from experiences.models import Lesson


@pghistory.track(model_name="ReportVersion")
class Report(models.Model):
    party = models.OneToOneField(Party, on_delete=models.CASCADE, related_name="report")
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="reports")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    achieved = models.TextField(_("what was achieved"), max_length=10_000)
    did_not_work = models.TextField(_("what did not work"), max_length=10_000)
    next_steps = models.TextField(_("what you do next"), max_length=10_000, blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"{self.exchange.number}: {self.party}"

    def parts(self) -> list[dict[str, str]]:
        """Title and text of each part, as pages show them."""
        parts = (
            (_("What was achieved"), self.achieved),
            (_("What did not work"), self.did_not_work),
            (_("What comes next"), self.next_steps),
        )
        return [{"title": str(title), "text": text} for title, text in parts if text]

    def file(self, *, by: Person, lesson: Lesson) -> None:
        """Hand it in, with the lesson drawn; both become public when the exchange is completed."""
        with transaction.atomic():
            rows = Exchange.objects.select_for_update(of=("self",), no_key=True)
            exchange = rows.get(pk=self.party.exchange_id)
            organization = self.party.organization
            self._check(exchange, by)
            if organization is None:  # a party on record only; nobody leads it
                raise PermissionDenied
            self.exchange, self.written_by = exchange, by
            self.save(force_insert=True)
            lesson.organization, lesson.language = organization, self.language
            lesson.save()
            exchange.lessons.add(lesson)
            Event.record(self.party, "report", exchange.act(by, organization)).publish()
            if not exchange.parties.still_to_report().exists():
                letters.reports_are_in(exchange, to=Person.objects.secretariat())

    def _check(self, exchange: Exchange, by: Person) -> None:
        party = exchange.parties.taking_part().filter(pk=self.party_id).first()
        if party is None or party.role not in MAIN_ROLES or not party.led_by(by):
            raise PermissionDenied
        if exchange.status != Status.REPORTING:
            raise MoveRefused(_("Reports are written once the activities are over."))
        if Report.objects.filter(party=party).exists():
            raise MoveRefused(_("Your organization has already reported."))
