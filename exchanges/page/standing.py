"""Where an exchange stands: whose turn it is, what happened, and why it ended."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.models import Event
from exchanges.models.joining import TAKES_NO_HELP
from exchanges.page.calls import Calls
from exchanges.turns import (
    DESK_DECIDES,
    asked,
    awaited,
    few,
    next_step,
    to_answer,
    told,
    why_no_report,
    why_silent,
)
from exchanges.vocabulary import ENDED_EARLY, After, Status

NAMED = 5  # of those who are waited for; the table of parties names all


class Standing(Calls):
    def turn(self) -> dict[str, Any] | None:
        """As ``components/whose_turn.html`` wants it."""
        names = self._awaited()
        if not names:
            return None
        url, label = self._what_to_do()
        who, what, since = self._asked_of(few(names, NAMED))
        hers = self.carries_it_out or self.waits_for_the_desk or self._is_to_be_kept_open
        return {
            "who": who,
            "what": what,
            "since": since,
            "yours": bool(url) or hers,
            "url": url,
            "label": label,
        }

    def _asked_of(self, who: str) -> tuple[str, str, dt.datetime | None]:
        """Who is waited for, for what, and since when."""
        status, what = self.exchange.status, next_step(self.exchange, yours=self._is_hers)
        # Of the past only years are on record, and of some not even these.
        since = None if self.exchange.is_sample else self.exchange.status_since
        if status == Status.COMPLETED:
            return who, self._asked_next or what, self._asked_since
        if self.to_answer and not self.may_edit:
            asked_at = min(party.asked_at for party in self.to_answer)
            return (*asked(self.invited, self.to_answer), asked_at)
        if self._is_to_be_kept_open and not self.to_answer:
            told = _("Keep it open for another year, or it lapses on %(day)s.")
            day = date_format(timezone.localtime(self.exchange.lapses_at))
            owner = str(self.exchange.organization)
            return owner, told % {"day": day}, self.exchange.renewal_asked_at
        if status == Status.OPEN and not self.exchange.is_heard:
            what = " ".join(map(str, (TAKES_NO_HELP, DESK_DECIDES)))
            return str(_("The secretariat")), what, None
        if status == Status.SHAPING:  # one cannot answer, however long it is asked
            what = " ".join((what, *map(why_silent, self.held_up_by)))
        elif status == Status.REPORTING:
            what = " ".join((what, *map(why_no_report, self.no_report_of)))
        if waiting := to_answer(self.exchange):
            since = min(party.asked_at for party in waiting)
        return who, what, since

    @property
    def _asked_since(self) -> dt.datetime | None:
        """What became of it; of exchanges from public sources no day is on record."""
        if self.exchange.is_sample:
            return None
        return min((one.asked_at for one in self.questions_open), default=None)

    @property
    def _asked_next(self) -> str:
        if not self._next_question or self._next_question <= timezone.now():
            return ""
        day = date_format(timezone.localtime(self._next_question))
        return _("It is asked from %(day)s on what changed.") % {"day": day}

    def _awaited(self) -> list[str]:
        """After the end: who was asked what became of it; nobody, once all of it is told."""
        if self.exchange.status != Status.COMPLETED or self.exchange.is_sample:
            return awaited(self.exchange)
        if asked := self.questions_open:
            return [str(one.party) for one in asked]
        asking = self.exchange.organization
        will_be_asked = self._next_question and asking and asking.is_approved
        return awaited(self.exchange) if will_be_asked else []

    @property
    def _next_question(self) -> dt.datetime | None:
        """When it is asked next what changed, if ever; the clock may have to come yet."""
        completed = self.exchange.completed_at
        if self.exchange.status != Status.COMPLETED or completed is None or self.questions_open:
            return None
        asked = max((one.months for one in self.all_follow_ups), default=0)
        return next((completed + after.span for after in After if after > asked), None)

    @property
    def _is_hers(self) -> bool:
        return self.carries_it_out or self.asked_to_follow_up is not None

    @property
    def _is_to_be_kept_open(self) -> bool:
        return self.speaks_for_who_asked and self.exchange.is_about_to_lapse

    def _what_to_do(self) -> tuple[str, str]:
        """Where this reader is waited for, and the words of the one button that leads there."""
        number = self.exchange.number
        if self.may_edit:
            return reverse("exchanges:edit", args=[number]), _("Complete the request")
        if self.to_answer:
            return "#parties", _("Read and answer")
        if self.to_report:
            return reverse("exchanges:report", args=[number]), _("Write your report")
        if self.asked_to_follow_up:
            return reverse("exchanges:follow-up", args=[number]), _("Say what became of it")
        if self.to_agree:
            return "#plan", _("Read the plan and accept it")
        if self.exchange.status == Status.SHAPING and self.may_plan and not self.plans:
            return reverse("exchanges:plan", args=[number]), _("Write the plan")
        if told := self.to_tell:
            address = reverse("exchanges:edit-activity", args=[number, told.pk])
            return address, _("Say how the activity went")
        if seat := self.seat_to_answer:
            return seat.get_absolute_url(), _("Answer those who would like to come along")
        return "", ""

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
        return self._told(event) if event else None

    def steps(self) -> list[dict[str, Any]]:
        """The line of states. Of one without a stamp of its own the timeline tells the day."""
        moves = (event for event in reversed(self.events) if event.name in self.exchange.MOVES)
        came = {event.target: event.at for event in moves}  # the last time, where it went back
        steps = self.exchange.steps
        for step in steps:
            known = step["when"] or came.get(step["status"])
            step["when"] = known if step["place"] != "coming" else None
        return steps

    def timeline(self) -> list[dict[str, Any]]:
        return [self._told(event) for event in self.events]

    def _told(self, event: Event) -> dict[str, Any]:
        own = event.organization_number in self.own_numbers
        return told(event, is_named=self.reader.is_staff or own)

    @cached_property
    def own_numbers(self) -> set[str]:
        """Of the organizations that take part here and that the reader is a member of."""
        bodies = {party.organization for party in self.all_parties} | {self.exchange.organization}
        return {body.number for body in bodies if body and body.pk in self.organizations}
