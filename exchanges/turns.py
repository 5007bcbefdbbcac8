"""Whose turn it is, in words, and how the timeline tells what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from community.lifecycle import SECRETARIAT
from community.models import Event, Reader
from exchanges.models import Exchange, Party
from exchanges.models.party_queries import ASKED
from exchanges.models.voices import COMMUNITY, PARTY
from exchanges.vocabulary import MAIN_ROLES, SIGNING_ROLES, PartyRole, PartyState, Status
from members.models import Organization
from members.vocabulary import Status as OrganizationStatus

TOLD = {
    "submit": gettext_lazy("The request was submitted"),
    "open": gettext_lazy("The exchange was opened to everybody"),
    "return": gettext_lazy("The request was returned with questions"),
    "invite": gettext_lazy("%(party)s was invited"),
    "offer": gettext_lazy("%(party)s offered to help"),
    "join": gettext_lazy("%(party)s takes part"),
    "decline": gettext_lazy("%(party)s does not take part"),
    "leave_exchange": gettext_lazy("%(party)s no longer takes part"),
    "seek_again": gettext_lazy("A first provider is sought again"),
    "change_party_role": gettext_lazy("%(party)s has another role"),
    "shape": gettext_lazy("The partners began to shape it"),
    "write_plan": gettext_lazy("A version of the plan was written"),
    "accept_plan": gettext_lazy("%(party)s accepted the plan"),
    "agree": gettext_lazy("All partners accepted the same plan"),
    "reshape": gettext_lazy("The agreed plan was opened again"),
    "detail_activity": gettext_lazy("More is known of an activity"),
    "call_off_activity": gettext_lazy("An activity was called off: %(party)s"),
    "move_activity": gettext_lazy("An activity has other days: %(party)s"),
    "ask_seat": gettext_lazy("%(party)s asked for seats"),
    "grant_seat": gettext_lazy("%(party)s comes along to an activity"),
    "decline_seat": gettext_lazy("%(party)s was not given seats"),
    "give_back_seat": gettext_lazy("%(party)s gave its seats back"),
    "contribute": gettext_lazy("%(party)s said what it contributes"),
    "correct_contribution": gettext_lazy("%(party)s corrected what it contributes"),
    "take_back_contribution": gettext_lazy("%(party)s took a contribution back"),
    "start": gettext_lazy("The activities began"),
    "wind_up": gettext_lazy("The activities are over"),
    "resume": gettext_lazy("It goes on: not all activities are over"),
    "report": gettext_lazy("%(party)s reported"),
    "waive_report": gettext_lazy("No report is awaited from %(party)s"),
    "transfer": gettext_lazy("%(party)s takes the place of another organization"),
    "complete": gettext_lazy("The exchange was completed"),
    "close": gettext_lazy("The exchange was closed"),
    "withdraw": gettext_lazy("The request was withdrawn"),
    "cancel": gettext_lazy("The exchange was cancelled"),
    "lapse": gettext_lazy("The request lapsed after a year without a partner"),
    "renew": gettext_lazy("The request stays open for another year"),
    "lapse_invitation": gettext_lazy("%(party)s did not answer"),
    "go_on": gettext_lazy("No money came; it goes on, each paying its own part"),
    "follow_up": gettext_lazy("%(party)s told what became of it"),
    "want": gettext_lazy("An organization said “we want this too”"),
    "take_back_want": gettext_lazy("An organization took “we want this too” back"),
    "gather": gettext_lazy("The secretariat prepared a multi-country edition"),
    "hide": gettext_lazy("The secretariat hid words on the page"),
    "reopen": gettext_lazy("The exchange was opened again"),
}
NEXT = {
    Status.DRAFT: gettext_lazy("The organization that asks completes its request."),
    Status.RETURNED: gettext_lazy("The organization that asks completes its request."),
    Status.SUBMITTED: gettext_lazy("The secretariat looks at the request."),
    Status.OPEN: gettext_lazy("Any organization can offer to help."),
    Status.SHAPING: gettext_lazy("The partners agree on a plan."),
    Status.AGREED: gettext_lazy("The partners begin."),
    Status.RUNNING: gettext_lazy("The partners carry out their activities."),
    Status.REPORTING: gettext_lazy("Each partner reports what came of it."),
    Status.COMPLETED: gettext_lazy("The organization that asked tells what changed afterwards."),
}
CARRY_OUT: dict[str, Any] = {  # said to those who signed the plan
    Status.AGREED: gettext_lazy(
        "Start it when your activities begin; on their first day it starts by itself."
    ),
    Status.RUNNING: gettext_lazy("Carry out your activities, and say so when they are over."),
}
YOURS: dict[str, Any] = {**CARRY_OUT, Status.COMPLETED: gettext_lazy("Say what became of it.")}
ASKED_ALREADY = gettext_lazy(
    "An invitation or an offer waits for their answer; any other organization can offer to help"
    " too."
)
ALL_REPORTED = gettext_lazy("All have reported; the secretariat completes the exchange.")
DESK_DECIDES = gettext_lazy("The secretariat decides how the exchange goes on.")
CLOCKWORK = pgettext_lazy("who acted", "By itself")


def awaited(exchange: Exchange) -> list[str]:
    """Names of those who are waited for. A party accepts the newest version or none: a new one
    takes back all acceptances."""
    if not exchange.turn:
        return []
    if awaits_secretariat(exchange):
        return [_("The secretariat")]
    if asked := to_answer(exchange):
        return list(dict.fromkeys(str(_whom(party, exchange)) for party in asked))
    if exchange.turn == COMMUNITY:
        return [_("The community")]
    if exchange.turn != PARTY:
        return [str(exchange.organization)] if exchange.organization else []
    taking_part = [party for party in exchange.parties.all() if _takes_part(party)]
    return [str(party) for party in taking_part if _is_awaited(party, exchange)]


def few(names: list[str], room: int) -> str:
    """As many as there is room for, and how many more."""
    told = ", ".join(names[:room])
    others = len(names) - room
    if others <= 0:
        return told
    more = ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", others)
    return more % {"names": told, "number": others}


def to_answer(exchange: Exchange) -> list[Party]:
    """While partners are sought: who was invited or offers help, and has no answer yet."""
    if exchange.status != Status.OPEN:
        return []
    return [party for party in exchange.parties.all() if party.state in ASKED]


def waited_for(exchange: Any) -> tuple[list[str], dt.datetime | None]:
    """Of a row of a stage (``as_stage``): those who are waited for one by one, as the reminders
    know them; else whose turn the state makes it. With since when."""
    if parties := exchange.awaited_parties:
        whom = dict.fromkeys(str(_whom(party, exchange)) for party in parties)
        return list(whom), min(party.since for party in parties)
    if exchange.status == Status.COMPLETED:  # nobody is asked before half a year has passed
        return [], None
    since = exchange.last_word if awaits_secretariat(exchange) else exchange.status_since
    names = awaited(exchange)
    return names, since if names else None


def _whom(party: Party, exchange: Exchange) -> Any:
    """An offer waits for the organization that asked."""
    return exchange.organization if party.state == PartyState.OFFERED else party


def asked(invited: list[Party], offered: list[Party]) -> tuple[str, str]:
    """Who answers and what, in words for the reader whose answer is waited for."""
    if invited:
        return ", ".join(map(str, invited)), _how_long(invited)
    return str(offered[0].exchange.organization), ngettext(
        "%(party)s offers to help: accept or decline.",
        "They offer to help: %(party)s. Accept or decline.",
        len(offered),
    ) % {"party": ", ".join(map(str, offered))}


def _how_long(invited: list[Party]) -> str:
    """An invitation to what is on record as a sample never lapses."""
    if invited[0].exchange.is_sample:
        return _("You are invited to take part: accept or decline.")
    day = date_format(timezone.localtime(min(party.answers_until for party in invited)))
    what = _("You are invited to take part: accept or decline. It lapses on %(day)s.")
    return what % {"day": day}


def awaits_secretariat(exchange: Exchange) -> bool:
    """Also when every main party has reported."""
    if exchange.status == Status.REPORTING:
        parties = [party for party in exchange.parties.all() if _takes_part(party)]
        return not any(_is_awaited(party, exchange) for party in parties)
    return exchange.turn == SECRETARIAT


def next_step(exchange: Exchange, *, yours: bool = False) -> str:
    if yours and exchange.status in YOURS:
        return str(YOURS[exchange.status])
    if exchange.status == Status.REPORTING and awaits_secretariat(exchange):
        return str(ALL_REPORTED)
    if to_answer(exchange):
        return str(ASKED_ALREADY)
    return str(NEXT.get(Status(exchange.status), ""))


def yours_among(exchanges: Iterable[Exchange], reader: Reader) -> set[int]:
    """Keys of those that wait for her, for ``components/exchange_card.html``."""
    shown = [exchange.pk for exchange in exchanges]
    rows = Exchange.objects.filter(pk__in=shown).awaiting(reader)
    return set(rows.values_list("pk", flat=True))


def is_retired(party: Party) -> bool:
    organization = party.organization
    return organization is not None and organization.status == OrganizationStatus.RETIRED


def why_silent(party: Party) -> str:
    """Of one whose organization may not act, for those who wait for its word."""
    if is_retired(party):
        return _("%(party)s is no longer active and cannot accept a plan.") % {"party": party}
    return _("%(party)s is suspended and cannot accept a plan.") % {"party": party}


def why_mute(organization: Organization) -> str:
    """The same for its own people, of a partner of whom nothing in particular is awaited."""
    told = _(
        "%(organization)s is suspended: until the secretariat reinstates it, nothing is written or"
        " decided here in its name."
    )
    if organization.status == OrganizationStatus.RETIRED:
        told = _(
            "%(organization)s is no longer active: nothing is written or decided here in its name."
        )
    return told % {"organization": organization}


def why_no_report(party: Party) -> str:
    """The same of a report."""
    told = _("%(party)s is suspended and cannot report; the secretariat can go on without it.")
    if is_retired(party):
        told = _("%(party)s is no longer active; the secretariat can go on without its report.")
    return told % {"party": party}


def _takes_part(party: Party) -> bool:
    return party.state == PartyState.ACCEPTED


def _is_awaited(party: Party, exchange: Exchange) -> bool:
    if exchange.status == Status.SHAPING:
        return party.signs and party.accepted_version is None
    if exchange.status == Status.REPORTING:
        due = party.role in MAIN_ROLES and party.organization_id and not party.report_waived_at
        return bool(due) and party.pk not in {report.party_id for report in exchange.reports.all()}
    return party.role in SIGNING_ROLES


def told(event: Event, *, is_named: bool) -> dict[str, Any]:
    """As ``components/timeline.html`` wants it. Nobody's e-mail address is shown, and who it was
    only to the people of her organization and to the secretariat: others see the organization."""
    what = TOLD.get(event.name, event.name)
    return {
        "what": str(what) % {"party": event.subject_label},
        "who": _who(event) if is_named else _for_whom(event),
        "when": event.at,
        "from_label": _label(event.source),
        "to_label": _label(event.target),
        "why": event.reason,
    }


def _who(event: Event) -> str:
    person = event.by.name if event.by else ""
    if person and event.organization_name:
        names = {"person": person, "organization": event.organization_name}
        return _("%(person)s for %(organization)s") % names
    if event.by and event.by.is_staff:
        person = person or _("The secretariat")
        return _("%(person)s, secretariat") % {"person": person} if event.by.name else person
    return person or event.organization_name or str(CLOCKWORK)


def _for_whom(event: Event) -> str:
    if event.by and event.by.is_staff and not event.organization_name:
        return _("The secretariat")
    return event.organization_name or str(CLOCKWORK)


def _label(end: str) -> str:
    """Of a move its states; of a party that changed its role the two roles."""
    for choices in (Status, PartyRole):
        if end in choices.values:
            return str(choices(end).label)
    return ""
