"""What is asked of the reader of an exchange, and what she may do there."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from community.lifecycle import SECRETARIAT
from exchanges.forms.partners import able_to_help
from exchanges.models import Activity, Party, Plan, Seat
from exchanges.models.carrying_out import CLOSED
from exchanges.models.joining import JOINING, TAKES_NO_HELP
from exchanges.models.voices import OWNER, PARTY, WRITER
from exchanges.page.outcome import Outcome
from exchanges.turns import CARRY_OUT, awaits_secretariat, why_mute
from exchanges.vocabulary import MAIN_ROLES, PartyState, Status

IN_OR_INVITED = (PartyState.ACCEPTED, PartyState.INVITED)


class Calls(Outcome):
    @cached_property
    def plans(self) -> list[Plan]:
        return list(self.exchange.plans.all())

    @cached_property
    def main_parties(self) -> list[Party]:
        """Hers that take part in a main role."""
        mine = (party for party in self.led if party.state == PartyState.ACCEPTED)
        return [party for party in mine if party.role in MAIN_ROLES]

    @property
    def speaks_for_who_asked(self) -> bool:
        """Leads it, and it is heard."""
        return OWNER in self.roles and self.exchange.is_heard

    @property
    def not_heard(self) -> list[str]:
        """Of her organizations here that may not act, why; also to who only reads for one."""
        if not self.exchange.is_public or self.exchange.status in CLOSED:
            return []
        mine = self.organizations
        asking = self.exchange.unheard() if self.asking in mine else []
        here = (party for party in self.all_parties if party.state in IN_OR_INVITED)
        bodies = [one.organization for one in here if one.organization_id in mine - {self.asking}]
        return [
            *map(str, asking),
            *(why_mute(one) for one in bodies if one and not one.is_approved),
        ]

    @property
    def takes_no_help(self) -> Any:
        return TAKES_NO_HELP

    @property
    def to_answer(self) -> list[Party]:
        if not (self.exchange.is_public and self.is_live):
            return []
        theirs = [party for party in self.all_parties if party.state == PartyState.OFFERED]
        return self.invited + (theirs if self.speaks_for_who_asked else [])

    @property
    def invited(self) -> list[Party]:
        """Her parties that were asked and have not said yes or no."""
        return [party for party in self.led if party.state == PartyState.INVITED]

    @property
    def to_agree(self) -> list[Party]:
        """Her parties that have not accepted the plan yet."""
        if self.exchange.status != Status.SHAPING or not self.plans:
            return []
        return [party for party in self.led if party.signs and party.accepted_version is None]

    @property
    def gone_by(self) -> list[Activity]:
        """Of a plan that was long in being accepted: what its calendar takes for done by now."""
        rows = self.exchange.activities.all()
        return [one for one in rows if one.ends_on < one.today]

    @property
    def to_report(self) -> list[Party]:
        if self.exchange.status != Status.REPORTING:
            return []
        done = {report.party_id for report in self.exchange.reports.all()}
        return [party for party in self.main_parties if party.pk not in done]

    @cached_property
    def to_tell(self) -> Activity | None:
        """An activity of hers that is over, and of which nobody has said how many came."""
        if self.exchange.status != Status.RUNNING or not self.main_parties:
            return None
        return self.exchange.activities.untold().in_order().first()

    @property
    def carries_it_out(self) -> bool:
        """Of those who signed the plan: she starts it, and says when all is over."""
        if self.exchange.is_sample:  # her organization has not registered it itself
            return False
        return self.exchange.status in CARRY_OUT and any(party.signs for party in self.led)

    @cached_property
    def seat_to_answer(self) -> Seat | None:
        """Others would like to come along: the one who has waited longest."""
        if not (self.is_live and self.main_parties):
            return None
        rows = Seat.objects.to_answer().filter(activity__exchange=self.exchange)
        return rows.select_related("activity__exchange").order_by("asked_at").first()

    @cached_property
    def held_up_by(self) -> list[Party]:
        """Whose word the plan needs and who cannot speak now; insiders alone are told."""
        if not self.is_insider or self.exchange.status not in JOINING:
            return []
        signing = (party for party in self.all_parties if party.signs)
        return [one for one in signing if one.organization and not one.organization.is_approved]

    @property
    def no_report_of(self) -> list[Party]:
        """Whose report is waited for in vain, for the same readers."""
        if not self.is_insider or self.exchange.status != Status.REPORTING:
            return []
        done = {report.party_id for report in self.exchange.reports.all()}
        due = (one for one in self.all_parties if one.signs and one.role in MAIN_ROLES)
        waited = (one for one in due if one.pk not in done and not one.report_waived_at)
        return [one for one in waited if one.organization and not one.organization.is_approved]

    @property
    def waits_for_the_desk(self) -> bool:
        return SECRETARIAT in self.roles and awaits_secretariat(self.exchange)

    @property
    def may_edit(self) -> bool:
        return WRITER in self.roles and self.exchange.status in {Status.DRAFT, Status.RETURNED}

    @property
    def may_ask_for_it_again(self) -> bool:
        """It lapsed, and she writes for who asked: the secretariat alone can open it again."""
        lapsed = self.exchange.status == Status.LAPSED
        return lapsed and WRITER in self.roles and self.exchange.is_heard

    @property
    def may_invite(self) -> bool:
        asks = self.speaks_for_who_asked or SECRETARIAT in self.roles
        return asks and self.exchange.status in JOINING

    @cached_property
    def may_recast(self) -> bool:
        """A main party, or the secretariat, may give parties other roles."""
        return bool(self.main_parties) or SECRETARIAT in self.roles

    @property
    def may_plan(self) -> bool:
        if self.exchange.status == Status.AGREED:
            return PARTY in self.roles
        return self.exchange.status == Status.SHAPING and bool(self.exchange.voices_of(self.reader))

    @property
    def help(self) -> str:
        """What somebody who is not a party can do: ``offer``, ``sign_in`` or ``join``; ``none``
        where nobody could accept it."""
        if self.exchange.status not in {Status.OPEN, Status.SHAPING}:
            return ""
        if not self.exchange.is_heard:
            said = self.is_insider or self.exchange.status == Status.OPEN  # on the line of turns
            return "" if said else "none"
        if not self.reader.is_authenticated:
            return "sign_in"
        if self.reader.is_staff or self.is_insider:
            return ""
        if self.led:
            return ""
        return "offer" if able_to_help(self.exchange, self.reader).exists() else "join"
