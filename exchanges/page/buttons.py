"""The moves that a reader can make, each with its address and, where it needs one, its form."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from exchanges.models import Activity
from exchanges.page.calls import Calls

PLAIN: dict[str, Any] = {
    "submit": gettext_lazy("Submit to the secretariat"),
    "open": gettext_lazy("Open it to everybody"),
    "start": gettext_lazy("Start"),
    "renew": gettext_lazy("Keep it open for another year"),
    "wind_up": gettext_lazy("The activities are over"),
    "complete": gettext_lazy("Complete"),
}
EXPLAINED = {"submit"}  # leads to the form, which says beside each field what is missing


class Buttons(Calls):
    def plain_moves(self) -> list[dict[str, Any]]:
        """Moves that need no reason and that nothing hinders: a button each, with its address."""
        hindered = {one["name"] for one in self.forbidden}
        return [
            {
                "label": label,
                "url": reverse(f"exchanges:{name.replace('_', '-')}", args=[self.exchange.number]),
                "main": name in {"open", "complete"},
            }
            for name, label in PLAIN.items()
            if self.can(name) and name not in hindered and self._is_timely(name)
        ]

    def _is_timely(self, move: str) -> bool:
        """Is there a reason to do it now? What is still to come is warned of in another place."""
        if move == "wind_up":
            return not self.still_to_come
        if move != "renew":
            return True
        return self.exchange.is_about_to_lapse and self.exchange.is_heard

    @cached_property
    def forbidden(self) -> list[dict[str, Any]]:
        """What would be hers to do, and why it cannot be done yet."""
        hers = [n for n in PLAIN if n not in EXPLAINED and self.can(n) and self._is_timely(n)]
        why = {name: " ".join(self.exchange.hindered(name)) for name in hers}
        return [{"name": n, "label": PLAIN[n], "why": told} for n, told in why.items() if told]

    @cached_property
    def still_to_come(self) -> list[Activity]:
        """What would not take place any more where the reader says that all is over."""
        if not self.can("wind_up"):
            return []
        return list(self.exchange.activities.standing().ahead().in_order())

    def decisions(self) -> list[dict[str, Any]]:
        """Moves that need a reason, each with its form and its address."""
        return [
            {
                "name": name,
                "label": self.exchange.MOVES[name].label,
                "form": self.reason_form(name),
                "url": reverse(f"exchanges:{name}", args=[self.exchange.number]),
                "open": name in self.sent,
            }
            for name in ("return", "withdraw", "cancel")
            if self.can(name)
        ]
