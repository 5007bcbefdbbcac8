"""The page of one exchange: where it stands, whose turn it is, and what its reader can do now."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.following import following
from community.lifecycle import SECRETARIAT
from community.models import Reader
from exchanges.finding import exchange_of
from exchanges.forms.fields import ReasonForm
from exchanges.forms.partners import able_to_help
from exchanges.models import Exchange, Party, Plan
from exchanges.models.course import OWNER, PARTY, WRITER
from exchanges.turns import asked, awaited, awaits_secretariat, next_step, told
from exchanges.vocabulary import (
    BEGUN,
    ENDED_EARLY,
    MAIN_ROLES,
    ExchangeInstrument,
    PartyState,
    Status,
)
from experiences.models import Block, Experience, Lesson
from members.models import Membership

FINISHED = (Status.COMPLETED, Status.CLOSED)


@login_not_required
def exchange(request: HttpRequest, number: str) -> HttpResponse:
    """By its number; the name that sample content had elsewhere leads to the number."""
    if not number.upper().startswith("EXC-"):
        by_name = Exchange.objects.visible_to(request.user).exclude(slug="")
        found = get_object_or_404(by_name, slug=number)
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    return show(request, exchange_of(request, number))


def show(request: HttpRequest, exchange: Exchange, **forms_: forms.Form) -> HttpResponse:
    """The page; ``forms_`` are those that somebody could not send, with what was typed."""
    page = ExchangePage(exchange, request.user, forms_)
    follow = following(request.user, exchange)
    context = {"exchange": exchange, "page": page, "follow": follow}
    return render(request, "exchanges/exchange.html", context)


class ExchangePage:
    """What one reader sees of one exchange. Nothing private leaves this class for a stranger."""

    def __init__(self, exchange: Exchange, reader: Reader, sent: dict[str, forms.Form]) -> None:
        self.exchange, self.reader, self.sent = exchange, reader, sent
        person = reader if reader.is_authenticated else None
        self.roles: set[str] = exchange.roles_of(person) if person else set()
        self.led: list[Party] = list(exchange.led_by(person)) if person else []
        in_order = Party.objects.in_order().select_related("organization__country", "country")
        prefetch_related_objects([exchange], Prefetch("parties", in_order), "reports")
        self.all_parties: list[Party] = list(exchange.parties.all())

    # --- Who looks -------------------------------------------------------------------------------

    @cached_property
    def is_insider(self) -> bool:
        """Of the asking organization or a party, or of the secretariat: may read private notes."""
        inside = {p.organization_id for p in self.all_parties if p.state == PartyState.ACCEPTED}
        return self.reader.is_staff or bool(self.organizations & {*inside, self.asking})

    @cached_property
    def is_owner(self) -> bool:
        """May read what the secretariat and the asking organization write to each other."""
        return self.reader.is_staff or self.asking in self.organizations

    @cached_property
    def organizations(self) -> set[int | None]:
        """Those that the reader is a member of, in whatever role."""
        if not self.reader.is_authenticated:
            return set()
        own = Membership.objects.active().of(self.reader)
        return set(own.values_list("organization_id", flat=True))

    @property
    def asking(self) -> int | None:
        return self.exchange.organization_id

    # --- Where it stands -------------------------------------------------------------------------

    def turn(self) -> dict[str, Any] | None:
        """As ``components/whose_turn.html`` wants it."""
        names = awaited(self.exchange)
        if not names:
            return None
        since = self.exchange.status_since
        known = since if since <= timezone.now() else None  # of the past only years are on record
        url, label = self._what_to_do()
        who, what = ", ".join(names), next_step(self.exchange)
        if self.to_answer and not self.may_edit:
            who, what = asked(self.invited, self.to_answer)
            known = min(party.asked_at for party in self.to_answer)
        return {
            "who": who,
            "what": what,
            "since": known,
            "yours": bool(url) or self.waits_for_the_desk,
            "url": url,
            "label": label,
        }

    def _what_to_do(self) -> tuple[str, str]:
        """Where this reader is waited for, and the words of the one button that leads there."""
        number = self.exchange.number
        if self.may_edit:
            return reverse("exchanges:edit", args=[number]), _("Complete the request")
        if self.to_answer:
            return "#parties", _("Read and answer")
        if self.to_report:
            return reverse("exchanges:report", args=[number]), _("Write your report")
        if self.to_agree:
            return "#plan", _("Read the plan and accept it")
        if self.exchange.status == Status.SHAPING and self.may_plan and not self.plans:
            return reverse("exchanges:plan", args=[number]), _("Write the plan")
        return "", ""

    @property
    def waits_for_the_desk(self) -> bool:
        return SECRETARIAT in self.roles and awaits_secretariat(self.exchange)

    @cached_property
    def plans(self) -> list[Plan]:
        return list(self.exchange.plans.order_by("-version"))

    def can(self, move: str) -> bool:
        row = self.exchange.MOVES[move]
        return self.exchange.status in row.sources and bool(row.actors & self.roles)

    @property
    def ended_because(self) -> dict[str, Any] | None:
        """Why it ended early, or why a request came back, for those who may know."""
        if self.exchange.status == Status.RETURNED:
            name = "return"
        elif self.exchange.status in ENDED_EARLY:
            name = {"withdrawn": "withdraw", "cancelled": "cancel", "lapsed": "lapse"}[
                self.exchange.status
            ]
        else:
            return None
        event = self.exchange.events.filter(name=name).order_by("at", "pk").last()
        return told(event) if event else None

    # --- What it is about ------------------------------------------------------------------------

    def texts(self) -> list[dict[str, str]]:
        """The request in its own words, part by part; what is empty is left out."""
        exchange = self.exchange
        parts = [
            ("need", _("What is needed"), exchange.need),
            ("tried", _("What was tried"), exchange.tried),
            ("result", _("What they want to be able to do"), exchange.result_wanted),
            ("activities", _("Activities on record"), exchange.activities_on_record),
            ("results", _("Results on record"), exchange.results_on_record),
            ("learning", _("What others can learn from it"), exchange.wider_learning),
        ]
        return [{"id": key, "title": title, "text": text} for key, title, text in parts if text]

    def facts(self) -> list[dict[str, Any]]:
        exchange = self.exchange
        wished = [exchange.wished_from, exchange.wished_until]
        years = [exchange.start_year, exchange.end_year]
        facts = [
            _several(_("Number"), [exchange.number]),
            _several(_("Kind"), [exchange.get_kind_display()]),
            _several(_("How"), [ExchangeInstrument(i).label for i in exchange.instruments]),
            _several(_("For whom"), exchange.population_labels),
            _several(_("Languages of work"), exchange.language_labels),
            _several(_("When"), [_span(wished)]),
            _several(_("Years"), [_span(years)]),
            _several(_("Money"), [exchange.get_funding_display() if exchange.funding else ""]),
        ]
        return [fact for fact in facts if fact["several"]]

    def parties(self) -> list[dict[str, Any]]:
        """Who takes part, was invited or offers; who declined, or never answered before it began,
        is known to insiders alone."""
        return [self._party(party) for party in self.all_parties if self._is_shown(party)]

    def _is_shown(self, party: Party) -> bool:
        if party.state == PartyState.ACCEPTED or self.is_insider or party in self.led:
            return True
        return party.state != PartyState.DECLINED and self.exchange.status not in BEGUN

    def _party(self, party: Party) -> dict[str, Any]:
        mine = party in self.led
        asked = party.state == PartyState.INVITED and mine
        offered = party.state == PartyState.OFFERED and OWNER in self.roles
        return {
            "party": party,
            "message": party.message if mine or self.is_insider else "",
            "reason": party.reason if mine or self.is_insider else "",
            "may_answer": self.exchange.is_public and (asked or offered) and self.is_live,
            "form": self.sent.get(f"decline_{party.pk}") or _reason(f"decline_{party.pk}"),
        }

    @property
    def is_live(self) -> bool:
        return self.exchange.status not in {*ENDED_EARLY, *FINISHED}

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

    def timeline(self) -> list[dict[str, Any]]:
        events = self.exchange.timeline().as_timeline().reverse()
        return [told(event) for event in (events if self.is_owner else events.public())]

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

    @property
    def is_finished(self) -> bool:
        return self.exchange.status in FINISHED

    @property
    def starting_point(self) -> Experience | None:
        """The sheet it starts from, where everybody can read it."""
        published = Experience.objects.published().as_cards()
        return published.filter(asked_about=self.exchange).first()

    @cached_property
    def block(self) -> Block | None:
        """The building block it asks about, where everybody can read it."""
        if self.exchange.block_id is None:
            return None
        published = Block.objects.published().select_related("experience")
        return published.filter(pk=self.exchange.block_id).first()

    def related(self) -> list[Experience]:
        return list(self.exchange.related_experiences.published().as_cards())

    # --- What its reader can do now --------------------------------------------------------------

    @property
    def to_answer(self) -> list[Party]:
        if not (self.exchange.is_public and self.is_live):
            return []
        theirs = [party for party in self.all_parties if party.state == PartyState.OFFERED]
        return self.invited + (theirs if OWNER in self.roles else [])

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
    def to_report(self) -> list[Party]:
        if self.exchange.status != Status.REPORTING:
            return []
        done = {report.party_id for report in self.exchange.reports.all()}
        mine = [p for p in self.led if p.state == PartyState.ACCEPTED and p.role in MAIN_ROLES]
        return [party for party in mine if party.pk not in done]

    @property
    def may_edit(self) -> bool:
        return WRITER in self.roles and self.exchange.status in {Status.DRAFT, Status.RETURNED}

    @property
    def may_invite(self) -> bool:
        joining = {Status.OPEN, Status.SHAPING, Status.AGREED}
        return bool(self.roles & {OWNER, SECRETARIAT}) and self.exchange.status in joining

    @property
    def may_plan(self) -> bool:
        if self.exchange.status == Status.AGREED:
            return PARTY in self.roles
        return self.exchange.status == Status.SHAPING and bool(self.voices_of_the_plan())

    def voices_of_the_plan(self) -> Any:
        """Parties that this reader writes for."""
        if not self.reader.is_authenticated:
            return Party.objects.none()
        writes = Membership.objects.active().writing().of(self.reader).values("organization_id")
        mine = self.exchange.parties.taking_part().filter(organization__in=writes)
        return mine.filter(organization__status="approved")

    @property
    def help(self) -> str:
        """What somebody who is not a party can do: ``offer``, ``sign_in`` or ``join``."""
        if self.exchange.status not in {Status.OPEN, Status.SHAPING}:
            return ""
        if not self.reader.is_authenticated:
            return "sign_in"
        if self.reader.is_staff or self.is_insider:
            return ""
        if self.led:
            return ""
        return "offer" if able_to_help(self.exchange, self.reader).exists() else "join"

    def plain_moves(self) -> list[dict[str, Any]]:
        """Moves that need no reason: a button each, with its address."""
        named = {
            "submit": _("Submit to the secretariat"),
            "open": _("Open it to everybody"),
            "start": _("Start"),
            "wind_up": _("The activities are over"),
            "complete": _("Complete"),
        }
        return [
            {
                "label": label,
                "url": reverse(f"exchanges:{name.replace('_', '-')}", args=[self.exchange.number]),
                "main": name == "open" or (name == "complete" and self.waits_for_the_desk),
            }
            for name, label in named.items()
            if self.can(name)
        ]

    def decisions(self) -> list[dict[str, Any]]:
        """Moves that need a reason, each with its form and its address."""
        return [
            {
                "name": name,
                "label": self.exchange.MOVES[name].label,
                "form": self.sent.get(name) or _reason(name),
                "url": reverse(f"exchanges:{name}", args=[self.exchange.number]),
                "open": name in self.sent,
            }
            for name in ("return", "withdraw", "cancel")
            if self.can(name)
        ]


def _reason(name: str) -> ReasonForm:
    return ReasonForm(auto_id=f"{name}-%s")


def _several(label: str, values: list[Any]) -> dict[str, Any]:
    return {"label": label, "several": [{"value": str(value)} for value in values if value]}


def _span(ends: list[Any]) -> str:
    """“1 May 2026 – 3 June 2026”, “2012–2014”; once where both are the same or one is unknown."""
    known = list(dict.fromkeys(_day(end) for end in ends if end))
    return " – ".join(known)


def _day(value: Any) -> str:
    return str(value) if isinstance(value, int) else date_format(value)
