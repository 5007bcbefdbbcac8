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
from exchanges.models.course import OWNER
from exchanges.page.calls import Calls
from exchanges.turns import (
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
        # Of the past only years are on record, and of some not even these.
        known = None if self.exchange.is_sample else self.exchange.status_since
        if waiting := to_answer(self.exchange):
            known = min(party.asked_at for party in waiting)
        url, label = self._what_to_do()
        who, what = few(names, NAMED), next_step(self.exchange, yours=self._is_hers)
        if self.to_answer and not self.may_edit:
            who, what = asked(self.invited, self.to_answer)
            known = min(party.asked_at for party in self.to_answer)
        elif self.exchange.status == Status.SHAPING:  # one cannot answer, however long it is asked
            what = " ".join((what, *map(why_silent, self.held_up_by)))
        elif self.exchange.status == Status.REPORTING:
            what = " ".join((what, *map(why_no_report, self.no_report_of)))
        elif self._is_to_be_kept_open and not self.to_answer:
            who, known = str(self.exchange.organization), self.exchange.renewal_asked_at
            what = _("Keep it open for another year, or it lapses on %(day)s.") % {
                "day": date_format(timezone.localtime(self.exchange.lapses_at))
            }
        if self.exchange.status == Status.COMPLETED and not self.exchange.is_sample:
            known = min((one.asked_at for one in self.questions_open), default=None)
        if self._next_question and self._next_question > timezone.now():
            day = date_format(timezone.localtime(self._next_question))
            what = _("It is asked from %(day)s on what changed.") % {"day": day}
        return {
            "who": who,
            "what": what,
            "since": known,
            "yours": bool(url)
            or self.carries_it_out
            or self.waits_for_the_desk
            or self._is_to_be_kept_open,
            "url": url,
            "label": label,
        }

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
        return OWNER in self.roles and self.exchange.is_about_to_lapse

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
            return seat.get_absolute_url(), _("Answer who would like to come along")
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
