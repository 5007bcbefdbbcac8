"""Every form of the exchanges, filled by somebody who means no good or whose keyboard is broken.

The fields are found by looking at the form, so a new one is tried like the others; a form without
a page below fails the first test.
"""

import datetime as dt
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Person
from community.theme_field import ThemesField
from exchanges import forms as package
from exchanges.forms import activities as of_activities
from exchanges.forms import commons, contributions, fields, offers, partners, plans, reports
from exchanges.forms.requests import RequestForm
from exchanges.forms.steps import BY_NAME, StepForm
from exchanges.models import Activity, Exchange, FollowUp, Offer, Party, Seat
from tests import make
from tests.exchanges import stages
from tests.thorough import some

HEBREW = "‫שלום‬ \u202eabc\u202c"
ENDLESS = "x" * 100_000
REFUSED: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "endless": (forms.CharField, (ENDLESS,)),
    "NUL": (forms.CharField, ("a\x00b",)),
    "control signs": (forms.CharField, ("a\x07b\x9f",)),
    "unknown choices": (
        (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, ThemesField),
        ("no-such-thing", "9" * 40, "-1"),
    ),
    "numbers": (forms.IntegerField, ("9" * 400, "-1", "NaN", "1e9", "1.5")),
    "amounts": (forms.DecimalField, ("9" * 400, "-1", "NaN", "1e400", "0.001")),
    "dates": (forms.DateField, ("2027-02-30", "99999-01-01", "0001-01-01", "9999-12-31")),
    "hours": (forms.TimeField, ("25:00", "now", "9" * 40)),
    "keys": (forms.UUIDField, ("no-key",)),
}
SUBCLASSES: dict[Any, Any] = {
    forms.CharField: forms.UUIDField, forms.IntegerField: forms.DecimalField
}  # fmt: skip
# Hidden fields that say where something begins: what is not there is left out without a word.
FORGIVEN = {"experience", "block", "offer", "id"}


@dataclass
class Page:
    """Where a form is sent to, by whom, with what it takes; ``prefix`` of its fields' names."""

    path: str
    by: Person
    form: type[forms.BaseForm]
    good: dict[str, Any]
    prefix: str = ""
    names: tuple[str, ...] = ()

    def fields(self) -> dict[str, forms.Field]:
        found = {**self.form.base_fields}
        return {name: found[name] for name in self.names or found if name in found}


def exchange_page(exchange: Exchange, name: str, *more: Any) -> str:
    return reverse(f"exchanges:{name}", args=[exchange.number, *more])


def words(*names: str) -> dict[str, str]:
    return {name: f"What {name} says." for name in names}


def request(who: stages.Cast) -> dict[str, Any]:
    make.theme()
    return {
        "organization": who.of(who.amina).pk, "language": "es", "title": "Visits",
        "themes": ["cash-transfers"], "populations": ["children"], "funding": "none",
        "instruments": ["study-visit"], "languages": ["es"], "wished_from": "2027-01-01",
        "wished_until": "2027-02-01", "first_provider": who.of(who.boris).name,
        **words("need", "tried", "result_wanted", "private_note"),
    }  # fmt: skip


def whole(who: stages.Cast) -> Page:
    return Page(reverse("exchanges:request-whole"), who.amina, RequestForm, request(who))


def step(name: str) -> Callable[[stages.Cast], Page]:
    def page(who: stages.Cast) -> Page:
        good, names = request(who), BY_NAME[name].fields
        path = reverse("exchanges:request")
        if name != "need":
            draft, names = make.request(who.amina), tuple(n for n in names if n != "organization")
            path = exchange_page(draft, "step", name)
        return Page(path, who.amina, StepForm, {n: good[n] for n in names if n in good}, "", names)

    return page


def edit(who: stages.Cast) -> Page:
    good = request(who)
    names = tuple(
        name for name in RequestForm.base_fields if name not in ("organization", "form_key")
    )
    return Page(
        exchange_page(make.request(who.amina), "edit"), who.amina, RequestForm, good, "", names
    )


def invite(who: stages.Cast) -> Page:
    make.organization("The Peruvian body", "PE")
    good = {"organization": "The Peruvian body", "role": "funder", **words("message")}
    return Page(exchange_page(stages.opened(who), "invite"), who.amina, partners.InviteForm, good)


def help_offered(who: stages.Cast) -> Page:
    good = {"organization": who.of(who.dana).pk, "role": "funder", **words("message")}
    path = exchange_page(stages.opened(who), "offer")
    return Page(path, who.dana, partners.OfferHelpForm, good)


ACTIVITY = {"title": "Visit", "instrument": "study-visit", "mode": "mixed", "place": "Lima",
            "starts_on": "2027-01-01", "ends_on": "2027-01-02"}  # fmt: skip
COUNTS = {"activities-TOTAL_FORMS": "1", "activities-INITIAL_FORMS": "0"}


def plan(who: stages.Cast) -> Page:
    good = {"organization": who.of(who.boris).pk, "based_on": 0, **words("objective", "costs")}
    first = {f"activities-0-{name}": value for name, value in ACTIVITY.items()}
    path = exchange_page(stages.shaping(who), "plan")
    return Page(path, who.boris, plans.PlanForm, {**good, **first, **COUNTS})


def role(who: stages.Cast) -> Page:
    exchange = stages.shaping(who)
    helper = Party.offer(exchange, who.of(who.dana), "observer", by=who.dana)
    helper.accept(by=who.amina)
    path = exchange_page(exchange, "change-role", helper.pk)
    good = {"role": "knowledge-partner", **words("reason")}
    return Page(path, who.amina, partners.RoleForm, good)


def activity_of_plan(who: stages.Cast) -> Page:
    page = plan(who)
    return Page(page.path, page.by, plans.ActivityForm, page.good, "activities-0-")


def activity(who: stages.Cast) -> Page:
    exchange = stages.agreed(who)
    good = {
        "organization": who.of(who.amina).pk, "begins_at": "09:00", "finishes_at": "12:00",
        "time_zone": "America/Lima", "link": "https://meet.example/room", "languages": ["es"],
        "interpretation": ["pt"], "participants": "9", "open_seats": "3",
        "seats_until": "2027-01-01", **words("agenda", "materials", "hosts", "names", "seats_for"),
    }  # fmt: skip
    path = exchange_page(exchange, "edit-activity", exchange.activities.get().pk)
    return Page(path, who.amina, of_activities.ActivityDetailsForm, good)


def seated(who: stages.Cast) -> tuple[Exchange, Activity, Person]:
    exchange = stages.agreed(who, activities=[stages.activity(open_seats=5)])
    return exchange, exchange.activities.get(), make.member(make.organization(iso2="PE"))


def seat(who: stages.Cast) -> Page:
    exchange, activity, eva = seated(who)
    good = {"organization": make.ministry_of(eva).pk, "number": "1", **words("note")}
    path = exchange_page(exchange, "ask-seat", activity.pk)
    return Page(path, eva, of_activities.SeatForm, good)


def seat_declined(who: stages.Cast) -> Page:
    exchange, activity, eva = seated(who)
    asked = Seat.objects.create(activity=activity, organization=make.ministry_of(eva))
    path = exchange_page(exchange, "decline-seat", asked.pk)
    return Page(path, who.amina, fields.ReasonForm, words("reason"))


def called_off(who: stages.Cast) -> Page:
    exchange = stages.running(who)
    path = exchange_page(exchange, "call-off-activity", exchange.activities.get().pk)
    return Page(path, who.amina, fields.ReasonForm, words("reason"))


def moved(who: stages.Cast) -> Page:
    exchange = stages.running(who)
    path = exchange_page(exchange, "move-activity", exchange.activities.get().pk)
    day = str(timezone.localdate() + dt.timedelta(days=30))
    good = {"starts_on": day, "ends_on": day, **words("reason")}
    return Page(path, who.amina, of_activities.MoveForm, good)


def contribution(who: stages.Cast) -> Page:
    exchange = stages.shaping(who)
    good = {"party": stages.party(exchange, "recipient").pk, "kind": "cash", "planned": "10",
            "real": "9.5", "currency": "usd", **words("what")}  # fmt: skip
    path = exchange_page(exchange, "contribute")
    return Page(path, who.amina, contributions.ContributionForm, good)


def report(who: stages.Cast) -> Page:
    good = {"language": "es", "polarity": "works",
            **words("achieved", "did_not_work", "next_steps", "claim", "because")}  # fmt: skip
    path = exchange_page(stages.reporting(who), "report")
    return Page(path, who.amina, reports.ReportForm, good)


def follow_up(who: stages.Cast) -> Page:
    exchange = stages.completed(who)
    FollowUp.ask(stages.party(exchange, "recipient"), 6)
    good = {"level": "3", "url": "https://law.example/", "language": "es", **words("evidence")}
    return Page(exchange_page(exchange, "follow-up"), who.amina, commons.FollowUpForm, good)


def want(who: stages.Cast) -> Page:
    eva = make.member(make.organization(iso2="PE"))
    good = {"organization": make.ministry_of(eva).pk, **words("note")}
    return Page(exchange_page(stages.opened(who), "want"), eva, commons.WantForm, good)


def question(who: stages.Cast) -> Page:
    path = exchange_page(stages.opened(who), "ask")
    return Page(path, make.person(), commons.QuestionForm, words("text"))


def answer(who: stages.Cast) -> Page:
    exchange = stages.opened(who)
    asked = exchange.ask("When?", by=make.person())
    path = exchange_page(exchange, "answer", asked.pk)
    return Page(path, who.amina, commons.AnswerForm, words("text"))


def go_on(who: stages.Cast) -> Page:
    path = exchange_page(stages.opened(who, funding="call"), "go-on")
    return Page(path, who.amina, commons.GoOnForm, {"instruments": ["peer-call"]})


def withdrawal(who: stages.Cast) -> Page:
    path = exchange_page(stages.opened(who), "withdraw")
    return Page(path, who.amina, fields.ReasonForm, words("reason"))


def refusal(who: stages.Cast) -> Page:
    exchange = stages.opened(who)
    path = exchange_page(exchange, "decline", stages.party(exchange, "first-provider").pk)
    return Page(path, who.boris, fields.ReasonForm, words("reason"))


def leaving(who: stages.Cast) -> Page:
    exchange = stages.shaping(who)
    path = exchange_page(exchange, "leave", stages.party(exchange, "first-provider").pk)
    return Page(path, who.boris, fields.ReasonForm, words("reason"))


def hiding(who: stages.Cast) -> Page:
    exchange = stages.opened(who)
    asked = exchange.ask("When?", by=make.person())
    path = exchange_page(exchange, "hide-question", asked.pk)
    return Page(path, who.chloe, fields.ReasonForm, words("reason"))


def offer(who: stages.Cast) -> Page:
    make.theme()
    good = {
        "organization": who.of(who.boris).pk, "language": "en", "title": "Visits",
        "themes": ["cash-transfers"], "instruments": ["study-visit"], "languages": ["en"],
        "capacity": "2", "valid_until": "2027-06-01", **words("description", "conditions"),
    }  # fmt: skip
    return Page(reverse("exchanges:new-offer"), who.boris, offers.OfferForm, good)


def offer_edited(who: stages.Cast) -> Page:
    page = offer(who)
    made = Offer.objects.create(
        organization=who.of(who.boris), title="Old", valid_until="2027-01-01"
    )
    names = tuple(n for n in offers.OfferForm.base_fields if n not in ("organization", "form_key"))
    path = reverse("exchanges:edit-offer", args=[made.pk])
    return Page(path, page.by, page.form, page.good, "", names)


PAGES: dict[str, Callable[[stages.Cast], Page]] = {
    "in one": whole, "edit": edit, **{f"step {name}": step(name) for name in BY_NAME},
    "invite": invite, "offer help": help_offered, "role": role, "plan": plan,
    "its activity": activity_of_plan, "activity": activity, "seat": seat,
    "decline seat": seat_declined, "call off": called_off, "move": moved,
    "contribution": contribution, "report": report, "follow-up": follow_up, "want": want,
    "question": question, "answer": answer, "go on": go_on, "withdraw": withdrawal,
    "decline": refusal, "leave": leaving, "hide": hiding, "offer": offer,
    "edit offer": offer_edited,
}  # fmt: skip


def test_every_form_has_a_page_here(who: stages.Cast):
    found = set()
    for module in pkgutil.iter_modules(package.__path__):
        own = import_module(f"{package.__name__}.{module.name}")
        for _name, one in inspect.getmembers(own, inspect.isclass):
            is_form = issubclass(one, forms.BaseForm) and one.__module__ == own.__name__
            found |= {one} if is_form and module.name != "desk" else set()
    with make.undone():
        tried = set()
        for page in PAGES.values():
            with make.undone():
                tried.add(page(who).form)
    assert found == tried


@pytest.mark.parametrize("name", ["offer", "step need", "plan"])
def test_who_sees_a_field_is_said_in_a_sentence(name: str, client: Client, who: stages.Cast):
    page = PAGES[name](who)
    client.force_login(page.by)
    answer = client.get(page.path)
    assert set(re.findall(r'field__seen">.*?</svg>([^<]+)<', answer.text)) == {"Seen by everyone"}


def bound(answer: Any) -> Iterator[forms.BaseForm]:
    """The forms of a page that came back: alone, in a set of forms, or held by the page."""
    for context in answer.context or []:
        for one in context.flatten().values():
            if isinstance(one, forms.BaseForm):
                yield one
            yield from getattr(one, "forms", [])
            sent = getattr(one, "sent", {})
            yield from sent.values() if isinstance(sent, dict) else []


def errors_of(answer: Any, form: type[forms.BaseForm]) -> dict[str, Any]:
    found = [one.errors for one in bound(answer) if isinstance(one, form) and one.is_bound]
    return {name: told for errors in found for name, told in errors.items()}


def hostile(page: Page, kind: Any) -> list[str]:
    """The fields of ``page`` that are of this kind."""
    of_kind = [name for name, field in page.fields().items() if isinstance(field, kind)]
    others = SUBCLASSES.get(kind, ())
    return [n for n in of_kind if n not in FORGIVEN and not isinstance(page.fields()[n], others)]


@pytest.mark.parametrize("name", some(PAGES, 3, 1))  # others are tried below
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(name: str, who: stages.Cast):
    page = PAGES[name](who)
    client = Client()
    client.force_login(page.by)
    tried = 0
    for title, (kind, values) in REFUSED.items():
        changed = hostile(page, kind)
        for value in some(values, 5) if changed else ():
            sent = {**page.good, **{f"{page.prefix}{one}": value for one in changed}}
            with make.undone():
                answer = client.post(page.path, sent)
            tried += 1
            if page.form is commons.GoOnForm:  # a few boxes: a message says what is missing
                assert answer.status_code == 302
                continue
            assert answer.status_code == 200, f"{title} {value[:20]!r} was taken"
            told = errors_of(answer, page.form)
            assert set(changed) <= set(told), f"{title} {value[:20]!r}: {set(changed) - set(told)}"
            kept = [v for n, v in page.good.items() if sent[n] == v and str(v).startswith("What ")]
            assert [text for text in kept if text not in answer.text] == []
            if value is ENDLESS:
                assert answer.text.count(ENDLESS) >= len(changed), "what was typed is lost"
    assert tried or page.form is commons.GoOnForm


@pytest.mark.parametrize("name", some(PAGES, 3))
def test_odd_but_possible_answers_are_taken(name: str, who: stages.Cast):
    """Each of them as it is meant, then right to left, then everything twice."""
    page = PAGES[name](who)
    client = Client()
    client.force_login(page.by)
    texts = {n: HEBREW for n, v in page.good.items() if str(v).startswith("What ")}
    twice = {
        n: [v[0], v[0]] if isinstance(v, list) else [v, v]
        for n, v in page.good.items()
    }  # fmt: skip
    for sent in (page.good, page.good | texts, twice):
        with make.undone():
            answer = client.post(page.path, sent)
            assert answer.status_code == 302, errors_of(answer, page.form)
            assert client.get(answer["Location"]).status_code == 200
    for sent in ({}, dict.fromkeys(page.good, "")):
        with make.undone():
            assert client.post(page.path, sent).status_code in (200, 302)
