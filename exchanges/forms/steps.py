"""A request in four short steps; each is saved before the next one is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from community.models import Theme
from exchanges.forms.fields import written_for
from exchanges.forms.requests import (
    NEEDED_TO_SUBMIT,
    RequestForm,
    from_block,
    from_offer,
    from_sheet,
)
from exchanges.models import Exchange, Party
from exchanges.vocabulary import PartyRole

BEGUN_WITH = ("experience", "block", "offer", "form_key")  # known when a draft begins, and hidden
FOUND_AT_THE_START = ("populations", "instruments", "languages")


@dataclass(frozen=True)
class Step:
    name: str
    label: Promise
    fields: tuple[str, ...]


STEPS = (
    Step("need", gettext_lazy("What you need"),
         ("organization", "language", "title", "need", "tried")),
    Step("aim", gettext_lazy("What you want to be able to do"),
         ("result_wanted", "themes", "populations")),
    Step("who", gettext_lazy("Who and how"),
         ("instruments", "first_provider", "second_provider", "facilitator", "funder")),
    Step("when", gettext_lazy("When, languages and money"),
         ("wished_from", "wished_until", "languages", "funding", "private_note")),
)  # fmt: skip
BY_NAME = {step.name: step for step in STEPS}


class StepForm(RequestForm):
    """The fields of one step. The first one makes the draft, with all that its start says."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        new = not self.instance.pk
        kept = {*step.fields, *(BEGUN_WITH if new else ())} - (set() if new else {"organization"})
        for name in self.fields.keys() - kept:
            del self.fields[name]

    def propose(self, name: str, whom: Any) -> None:
        """Where it is sent as it was proposed it is meant: the draft does not say it yet."""
        self.initial[name] = whom
        if name in self.fields:
            self.fields[name].show_hidden_initial = False

    def laid_out(self) -> list[dict[str, Any]]:
        """One section: what a submission needs is not called optional."""
        for name in self.fields.keys() & set(NEEDED_TO_SUBMIT):
            self.fields[name].required = True
        shown = [self[name] for name in self.step.fields if name in self.fields]
        return [{"title": self.step.label, "fields": shown}]

    def _keep_the_rest(self, exchange: Exchange) -> None:
        super()._keep_the_rest(exchange)
        if "form_key" in self.fields:
            self._keep_the_start(exchange)

    def _keep_the_start(self, exchange: Exchange) -> None:
        """A draft that starts from an offer or a sheet knows more than its first step asks."""
        if exchange.offer:
            start = from_offer(exchange.offer)
        elif exchange.block:
            start = from_block(exchange.block)
        elif exchange.experience:
            start = from_sheet(exchange.experience)
        else:
            return
        for name in FOUND_AT_THE_START:
            setattr(exchange, name, start.get(name, []))
        exchange.rewrite(FOUND_AT_THE_START, by=self.by)
        exchange.themes.set(Theme.objects.filter(slug__in=start["themes"]))
        first = start["first_provider"]
        if first and not written_for(self.by).filter(pk=first.pk).exists():
            Party.propose(exchange, {PartyRole.FIRST_PROVIDER.value: first}, by=self.by)
