"""What came of an exchange: reports side by side, and the lessons drawn."""

from __future__ import annotations

from typing import Any

from exchanges.page.who import Who
from exchanges.vocabulary import FINISHED
from experiences.models import Lesson


class Outcome(Who):
    def reports(self) -> list[dict[str, Any]]:
        """Side by side for everybody once completed; before that to those whom they concern."""
        parties = {party.pk: party for party in self.all_parties}
        own = {party.pk for party in self.led}
        everything = self.exchange.status in FINISHED or self.reader.is_staff
        return [
            {
                "party": str(parties[report.party_id]),
                "role": parties[report.party_id].get_role_display(),
                "when": report.written_at,
                "lang": report.language,
                "parts": report.parts(),
            }
            for report in self.exchange.reports.all()
            if everything or report.party_id in own
        ]

    def lessons(self) -> list[Lesson]:
        visible = Lesson.objects.visible_to(self.reader)
        return list(visible.filter(exchanges=self.exchange).as_cards())
