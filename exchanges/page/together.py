"""Who takes part in an exchange, and the plan that they agree on."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from community.lifecycle import SECRETARIAT
from exchanges.forms.partners import RoleForm
from exchanges.models import Party
from exchanges.models.recasting import CHANGE
from exchanges.models.voices import OWNER
from exchanges.page.calls import Calls
from exchanges.turns import DESK_DECIDES, is_retired, why_silent
from exchanges.vocabulary import BEGUN, OUT, PartyRole, PartyState


class Together(Calls):
    @cached_property
    def parties(self) -> list[dict[str, Any]]:
        """Who takes part, was invited or offers; who declined, or never answered before it began,
        is known to insiders alone."""
        return [self._party(party) for party in self.all_parties if self._is_shown(party)]

    def _is_shown(self, party: Party) -> bool:
        if party.state == PartyState.ACCEPTED or self.is_insider or party in self.led:
            return True
        return party.state not in OUT and self.exchange.status not in BEGUN

    def _party(self, party: Party) -> dict[str, Any]:
        mine = party in self.led
        asked = party.state == PartyState.INVITED and mine
        offered = party.state == PartyState.OFFERED and OWNER in self.roles
        return {
            "party": party,
            "message": party.message if mine or self.is_insider else "",
            "reason": party.reason if mine or self.is_insider else "",
            "may_answer": self.exchange.is_public and (asked or offered) and self.is_live,
            "may_accept": asked or (offered and self.exchange.is_heard),
            "form": self.reason_form(f"decline_{party.pk}"),
            "role_form": self._role_form(party),
            "leave_form": self._leave_form(party),
            "former_roles": [
                {"role": PartyRole(event.source).label, "until": event.at}
                for event in self.events
                if event.name == CHANGE and event.subject_id == party.pk
            ],
        }

    def _role_form(self, party: Party) -> forms.Form | None:
        """For a party whose role may still change; a form that was refused comes back."""
        if sent := self.sent.get(f"role_{party.pk}"):
            return sent
        if not self.may_recast:
            return None
        form = RoleForm(party=party, exchange=self.exchange)
        return form if form.has_choice else None

    def _leave_form(self, party: Party) -> forms.Form | None:
        """For who leads it, and for the secretariat, as long as it may go."""
        hers = party in self.led or SECRETARIAT in self.roles
        if not hers or party.why_it_stays(self.exchange):
            return None
        return self.reason_form(f"leave_{party.pk}")

    @property
    def held_up(self) -> list[str]:
        """Who holds the agreement up, and who can help; the one that asks is never taken out. Its
        own people read more of it above."""
        others = (one for one in self.held_up_by if one.organization_id not in self.organizations)
        return [f"{why_silent(party)} {self._way_out(party)}" for party in others]

    def _way_out(self, party: Party) -> str:
        if party.organization_id == self.asking:
            return str(DESK_DECIDES)
        if is_retired(party):
            return _("The secretariat takes it out of this exchange.")
        return _("The secretariat lifts the suspension, or takes it out of this exchange.")

    def plan(self) -> dict[str, Any] | None:
        """The newest version, who accepted it, and how each version differs from the one before."""
        plans = self.plans
        if not plans:
            return None
        signing = [party for party in self.all_parties if party.signs]
        pairs = zip(plans, [*plans[1:], None], strict=True)
        return {
            "newest": plans[0],
            "signing": signing,
            "versions": [
                {"plan": plan, "changes": plan.changes_since(older)} for plan, older in pairs
            ]
            if len(plans) > 1
            else [],
        }
