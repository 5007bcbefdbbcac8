"""An exchange in front of the community: who wants it too, what is asked, what it set moving."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.models import Answer, Follow, Question, decides_on
from exchanges.forms.commons import AnswerForm, GoOnForm, QuestionForm, WantForm, able_to_want
from exchanges.models import Exchange, Seat, Want
from exchanges.page.calls import Calls
from exchanges.vocabulary import LIVE

INSTEAD = gettext_lazy(
    "Everybody reads it in place of the text; it is also sent to the person who wrote it."
)


class Commons(Calls):
    # --- We want this too ------------------------------------------------------------------------

    @cached_property
    def wants(self) -> list[Want]:
        if not self.exchange.has("wants"):
            return []
        return list(self.exchange.wants.standing().in_order())

    def wanting_countries(self) -> list[tuple[str, int]]:
        """Most first; organizations of no country are counted in the list alone."""
        countries = (want.organization.country for want in self.wants)
        return Counter(country.name for country in countries if country).most_common()

    def own_wants(self) -> list[Want]:
        """Those that this reader can take back."""
        if not self.wants or not self.reader.is_authenticated:
            return []
        own = self.exchange.wants.filter(organization__in=self.written)
        return list(own.select_related("organization"))

    @property
    def may_be_wanted(self) -> bool:
        return self.exchange.is_public and self.exchange.status in LIVE

    def want_form(self) -> Any:
        """For who can say it; a form that could not be sent comes back with what was typed."""
        if not (self.may_be_wanted and self.reader.is_authenticated):
            return None
        if sent := self.sent.get("want"):
            return sent
        if not able_to_want(self.exchange, self.reader).exists():
            return None
        return WantForm(by=self.reader, exchange=self.exchange, auto_id="want-%s")

    def editions(self) -> list[Exchange]:
        if not self.exchange.has("editions"):
            return []
        return list(self.exchange.editions.visible_to(self.reader).order_by("pk"))

    def edition_of(self) -> Exchange | None:
        rows = Exchange.objects.visible_to(self.reader)
        return rows.filter(editions=self.exchange).first() if self.exchange.edition_of_id else None

    # --- Questions -------------------------------------------------------------------------------

    @cached_property
    def questions(self) -> list[dict[str, Any]]:
        if not self.exchange.has("questions"):
            return []
        rows = self.exchange.questions().as_talk()
        return [self._question(question) for question in rows]

    def _question(self, question: Question) -> dict[str, Any]:
        form = None
        if self.may_answer and not question.hidden_at:
            name = f"answer_{question.pk}"
            form = self.sent.get(name) or AnswerForm(auto_id=f"answer-{question.pk}-%s")
        answers = [self._said(answer, "answer") for answer in question.answers.all()]
        return {**self._said(question, "question"), "answers": answers, "form": form}

    def _said(self, said: Question | Answer, what: str) -> dict[str, Any]:
        name = f"hide_{what}_{said.pk}"
        if not decides_on(self.reader, self.exchange) or said.hidden_at:
            return {"said": said, "hide": None}
        hide = self.reason_form(name)
        hide.fields["reason"].help_text = INSTEAD
        return {"said": said, "hide": hide}

    @cached_property
    def may_answer(self) -> bool:
        if not self.reader.is_authenticated:
            return False
        return bool(self.exchange.voices_of(self.reader).exists())

    def ask_form(self) -> Any:
        if not (self.exchange.is_public and self.reader.is_authenticated):
            return None
        return self.sent.get("ask") or QuestionForm(auto_id="ask-%s")

    # --- Unfunded is not dead --------------------------------------------------------------------

    def go_on_form(self) -> GoOnForm | None:
        if not (self.speaks_for_who_asked and self.exchange.waits_for_money):
            return None
        return GoOnForm(initial={"instruments": self.exchange.cheaper()}, auto_id="go-on-%s")

    # --- The ripple ------------------------------------------------------------------------------

    def ripple(self) -> list[dict[str, Any]]:
        """Label and number of each wave; what is not there yet is left out."""
        highest = max((one.level or 0 for one in self.follow_ups), default=0)
        waves = [
            (_("Follow it"), self.followers),
            (_("Want it too"), len(self.wants)),
            (_("Seats taken"), self.seats_taken),
            (_("Lessons drawn"), len(self.lessons)),
            (_("Sheets adapted"), len(self.adaptations)),
            (_("Step reached on the ladder of uptake, of 5"), highest),
        ]
        return [{"label": label, "value": value} for label, value in waves if value]

    @cached_property
    def followers(self) -> int:
        """How many, for everybody; who they are nobody is told."""
        if not self.exchange.has("followers"):
            return 0
        follows = Follow.objects.of(self.exchange)
        return (follows if self.reader.is_authenticated else follows.until_today()).count()

    @cached_property
    def seats_taken(self) -> int:
        """People of other organizations who came along, or will."""
        known = self.exchange.seats_known
        if known is not None:
            return known
        return Seat.objects.of(self.exchange).taking_place().people()
