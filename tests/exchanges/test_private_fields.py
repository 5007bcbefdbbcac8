"""Every private field of every model of the exchanges, held against every address that there is.

Both lists are made by looking: the fields from the models, the addresses from the resolver. A new
field that stands in no list below fails; a new address is walked like the others.
"""

import datetime as dt
import itertools
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import NoReverseMatch, reverse

from community.models import Answer, Event, Letter, Person, Question
from exchanges.models import Exchange, FollowUp, Offer, Party, Report, Seat, Want
from experiences.models import Lesson
from tests import make
from tests.exchanges import stages
from tests.portal.test_doors import addresses

# What a page may show to everybody once the exchange, offer or answer it belongs to is public.
PUBLIC = {
    "Exchange": "number slug status status_since kind organization language title need tried"
    " result_wanted themes populations experience block offer instruments languages wished_from"
    " wished_until funding start_year end_year activities_on_record results_on_record"
    " wider_learning edition_of is_sample opened_at agreed_at started_at completed_at",
    "ExchangeSource": "position title url",
    "ThemedExchange": "tag",
    "Party": "organization country role state accepted_version accepted_at report_waived_at"
    " report_waived_why",
    "Plan": "version objective costs schedule parties written_at",
    "Activity": "title instrument mode place starts_on ends_on begins_at finishes_at time_zone"
    " agenda materials languages interpretation hosts participants open_seats seats_until"
    " seats_for called_off_on changed_at",
    "Seat": "organization number state",
    "Contribution": "party kind what planned real currency",
    "Want": "organization note at",
    "FollowUp": "party months level evidence url language written_at",
    "Offer": "organization experience block language title description themes instruments languages"
    " capacity conditions valid_until created_at",
    "ThemedOffer": "tag",
    "MatchWeight": "part position points",
    "Question": "language at by hidden_at hidden_why",
    "Answer": "language at by hidden_at hidden_why organization_number organization_name",
    "Event": "subject_label name source target by organization_number organization_name at",
}
# Words that are for some alone, always or until a moment: the markers below stand in them.
PRIVATE = {
    "Exchange": "private_note",
    "Party": "message reason",
    "Activity": "link names",
    "Seat": "note reason",
    "Report": "achieved did_not_work next_steps",  # until all are in
    "Question": "text",  # once it is hidden
    "Answer": "text",
    "Event": "reason",  # of events that are not public
}
# Keys, stamps and who held the pen: the names of persons are told by public events or not at all,
# and their e-mail addresses are markers too.
INNER = {
    "Exchange": "form_key renewal_asked_at created_at created_by submitted_at",
    "ExchangeSource": "exchange",
    "ThemedExchange": "content_object",
    "Party": "exchange asked_at asked_by answered_at answered_by accepted_by",
    "Plan": "exchange written_by",
    "Activity": "exchange",
    "Seat": "activity asked_at asked_by answered_at answered_by",
    "Contribution": "exchange written_at written_by",
    "Want": "exchange by",
    "Report": "party exchange language written_at written_by",
    "FollowUp": "exchange asked_at written_by",
    "Offer": "created_by form_key ended_at warned_at expired_at",
    "ThemedOffer": "content_object",
    "Reminder": "person party at",
    "YearCounter": "year last",
    "Question": "subject_type subject_id",
    "Answer": "question",
    "Event": "subject_type subject_id is_public",
}
OURS = {"Question", "Answer", "Event"}  # of the ground floor, filled by exchanges
SECRET = "SECRET-"
ONLY_PRESSED = 405
DRAFTED = ("title", "need", "tried", "result_wanted", "private_note")
DRAFTS = ("draft", "submitted", "returned", "withdrawn")
MARKER = re.compile(SECRET + r"([\w-]+\.[\w-]+)\.")
PLACES = ("open", "shaping", "agreed", "running", "reporting", "cancelled", "lapsed", "withdrawn")


def mark(place: str, more: str = "") -> str:
    """The one value of a private field, as ``Seat.note``."""
    return f"{SECRET}{place}{more}."


def named(table: dict[str, str], model: str) -> set[str]:
    return set(table.get(model, "").split())


def looked_at() -> list[type[models.Model]]:
    """Every model of the exchanges but the versions, which repeat the fields of another."""
    own = [m for m in apps.get_app_config("exchanges").get_models() if not hasattr(m, "pgh_obj")]
    return [*own, Question, Answer, Event]


@pytest.mark.parametrize("model", looked_at(), ids=lambda model: model.__name__)
def test_of_every_field_it_is_known_who_may_read_it(model):
    name = model.__name__
    lists = [named(table, name) for table in (PUBLIC, PRIVATE, INNER)]
    fields = {f.name for f in model._meta.get_fields() if f.concrete} - {"id"}
    fields -= {f.name for f in model._meta.many_to_many} - {"themes"}
    assert fields - set().union(*lists) == set(), "say in this file who may read it"
    assert set().union(*lists) - fields == set()
    assert sum(map(len, lists)) == len(set().union(*lists)), "in one list only"


def test_the_lists_name_no_model_that_is_gone():
    names = {model.__name__ for model in looked_at()}
    assert {*PUBLIC, *PRIVATE, *INNER} == names


@dataclass
class Scene:
    """What there is to leak, who is around, and where to look."""

    who: stages.Cast
    running: Exchange
    shaping: Exchange
    private: list[Exchange]
    people: dict[str, Person]

    @property
    def exchanges(self) -> list[Exchange]:
        return [self.shaping, self.running, *self.private]


def drafted(who: stages.Cast, state: str) -> Exchange:
    """One that nobody outside may know of, with a marker in all its words."""
    words = {name: mark(f"{state}.{name}") for name in DRAFTED}
    exchange = make.request(who.amina, **words)
    if state != "draft":
        exchange.submit(by=who.amina)
    if state == "returned":
        exchange.return_(by=who.chloe, reason=mark("Event.reason", "-returned"))
    if state == "withdrawn":
        exchange.withdraw(by=who.amina, reason=mark("Event.reason", "-withdrawn"))
    return exchange


def leader(iso2: str, name: str, **fields: str) -> Person:
    return make.member(
        make.organization(f"{name} ministry", iso2), "focal_point", name=name,
        email=f"{SECRET}{name}@example.org".lower(), **fields,
    )  # fmt: skip


def talk(exchange: Exchange, who: stages.Cast, by: Person) -> None:
    """A question and an answer that the secretariat hid."""
    asked = exchange.ask(mark("Question.text"), by=by)
    said = exchange.answer(asked, mark("Answer.text"), by=who.amina)
    exchange.hide(said, by=who.chloe, reason="It names a family.")
    exchange.hide(asked, by=who.chloe, reason="It names a family.")


def seats(exchange: Exchange, who: stages.Cast, people: dict[str, Person]) -> None:
    """One asked for, one declined, one granted."""
    activity = exchange.activities.get()
    for name in ("asks", "refused", "seated"):
        by = people[name]
        seat = Seat(activity=activity, organization=make.ministry_of(by))
        seat.note = mark("Seat.note", f"-{name}")
        seat.ask(by=by)
        if name == "refused":
            seat.decline(by=who.boris, for_=who.of(who.boris), reason=mark("Seat.reason"))
        if name == "seated":
            seat.grant(by=who.boris, for_=who.of(who.boris))


@pytest.fixture
def scene(who: stages.Cast) -> Scene:
    Person.objects.filter(pk__in=(who.amina.pk, who.boris.pk)).update(
        email=models.functions.Concat(models.Value(SECRET.lower()), "email")
    )
    for person in (who.amina, who.boris):
        person.refresh_from_db()
    names = {"invited": "PE", "offering": "UY", "declined": "BR", "asks": "PY", "refused": "BO",
             "seated": "EC"}  # fmt: skip
    people = {name: leader(iso2, name.capitalize()) for name, iso2 in names.items()}
    people["viewer"] = make.member(who.of(who.amina), "viewer")
    exchange = stages.opened(who, private_note=mark("Exchange.private_note"))
    Party.invite(exchange, make.ministry_of(people["invited"]), "funder", by=who.amina,
                 message=mark("Party.message", "-invited"))  # fmt: skip
    Party.offer(exchange, make.ministry_of(people["offering"]), "facilitator",
                by=people["offering"], message=mark("Party.message", "-offering"))  # fmt: skip
    Party.invite(exchange, make.ministry_of(people["declined"]), "funder", by=who.amina).decline(
        by=people["declined"], reason=mark("Party.reason")
    )
    stages.party(exchange, "first-provider").accept(by=who.boris)
    stages.write_plan(exchange, who.boris, activities=[stages.activity(
        link=f"https://meet.example/{mark('Activity.link')}", names=mark("Activity.names"),
        open_seats=5,
    )])  # fmt: skip
    talk(exchange, who, people["asks"])
    seats(exchange, who, people)
    running = stages.reporting(who)
    filed = Report(party=stages.party(running, "recipient"), language="en", **{
        name: mark(f"Report.{name}") for name in named(PRIVATE, "Report")
    })  # fmt: skip
    filed.file(by=who.amina, lesson=Lesson(claim=mark("Lesson.claim"), polarity="works"))
    gone = Offer(organization=who.of(who.amina), title=mark("Offer.title"),
                 description=mark("Offer.description"),
                 valid_until=dt.date(2099, 1, 1))  # fmt: skip
    gone.make(by=who.amina, themes=exchange.themes.all())
    gone.end(by=who.amina)
    private = [drafted(who, state) for state in DRAFTS]
    return Scene(who, stages.fresh(running), stages.fresh(exchange), private, people)


def test_every_private_field_is_filled(scene):
    """Else the walks below would prove nothing."""
    for model in looked_at():
        for field in named(PRIVATE, model.__name__):
            marker = mark(f"{model.__name__}.{field}")[:-1]
            found = model._base_manager.filter(**{f"{field}__contains": marker})
            assert found.exists(), f"{model.__name__}.{field}"


def own_addresses(exchange: Exchange) -> list[str]:
    """All that there is to read about one exchange, whatever it answers to whom."""
    keys = {"number": [exchange.number], "name": ["need"],
            "pk": list(exchange.activities.values_list("pk", flat=True))}  # fmt: skip
    found = _reversed(keys, lambda name: name.startswith("exchanges:"), needing="number")
    desk = reader(make.person(is_staff=True))
    return [path for path in found if desk.get(path).status_code != ONLY_PRESSED]


def addresses_of_all(scene: Scene) -> list[str]:
    """Every other address of the site, and the lists that narrow themselves down to the secrets."""
    ministry = scene.who.of(scene.who.amina)
    keys = {
        "slug": [ministry.slug, "cash-transfers"], "theme": ["cash-transfers"], "place": ["cl"],
        "iso2": ["cl"], "section": ["exchanges"], "kind": ["exchange"],
        "pk": list(Offer.objects.values_list("pk", flat=True)),
    }  # fmt: skip
    found = _reversed(keys, lambda name: True)
    found += [f"/id/{one.number}" for one in scene.exchanges]
    found += [one.get_absolute_url() for one in scene.private]
    found += [f"/en/{page}?q=SECRET" for page in (
        "search/", "exchanges/", "exchanges/feed/", "exchanges/csv/", "offers/", "offers/feed/",
        "offers/csv/", "lessons/", "lessons/feed/", "experiences/", "experiences/suggestions/",
    )]  # fmt: skip
    narrow = (f"organization={ministry.slug}", "theme=cash-transfers")
    return found + [f"/en/exchanges/calendar/?{query}" for query in narrow]


def _reversed(
    keys: dict[str, list[Any]], which: Callable[[str], bool], needing: str = ""
) -> list[str]:
    """The addresses whose arguments are all in ``keys``, each with every value."""
    found = []
    for name, arguments in addresses().items():
        if which(name) and set(arguments) <= set(keys) and needing in (*arguments, ""):
            for values in itertools.product(*(keys[one] for one in arguments)):
                with suppress(NoReverseMatch):
                    found.append(reverse(name, args=values))
    return found


def read(client: Client, path: str) -> str:
    answer: Any = client.get(path)
    text: str = b"".join(answer).decode() if answer.streaming else answer.text
    return text.replace("\r\n ", "")  # calendars break their lines anywhere


def markers(text: str) -> set[str]:
    return set(MARKER.findall(text))


def reader(somebody: Person | None) -> Client:
    client = Client()
    if somebody:
        client.force_login(somebody)
    return client


def test_strangers_find_no_private_word_at_any_address(scene):
    """A visitor, somebody of another ministry, and one who follows and wants it too."""
    outsider, follower = leader("AR", "Outsider"), leader("CO", "Follower")
    Want.say(scene.shaping, make.ministry_of(follower), by=follower, note="We too")
    for exchange in (scene.shaping, scene.running):
        exchange.follows.create(person=follower)
    some = addresses_of_all(scene)
    some += [path for one in (scene.shaping, scene.running) for path in own_addresses(one)]
    pages = 0
    for somebody in (None, outsider, follower):
        client, own = reader(somebody), somebody.email if somebody else "-"
        for path in some:
            text = read(client, path).replace(own, "")
            assert markers(text) == set(), f"{somebody} at {path}"
            assert SECRET.lower() not in text.lower(), f"{somebody} at {path}"  # cut, or an address
            pages += "<h1" in text
    assert pages > 100  # and not refusals alone


def test_whatever_state_it_is_in_a_visitor_reads_no_private_word(scene):
    visitor, path = Client(), scene.shaping.get_absolute_url()
    scene.running.reports.update(
        exchange=scene.shaping, party=stages.party(scene.shaping, "recipient")
    )
    scene.shaping.lessons.set(scene.running.lessons.all())
    for state in PLACES:
        exchange = stages.force(scene.shaping, state)
        text = read(visitor, path)
        assert exchange.title in text
        assert markers(text) == set(), state


NOTE, LINK, NAMES = "Exchange.private_note", "Activity.link", "Activity.names"
INVITED, OFFERING = "Party.message-invited", "Party.message-offering"
ASKS, REFUSED, SEATED = "Seat.note-asks", "Seat.note-refused", "Seat.note-seated"
INSIDE = {NOTE, LINK, NAMES, INVITED, OFFERING, "Party.reason", ASKS}
ASKING = {*INSIDE, "Seat.reason"}  # reads the whole timeline
SEEN = {
    "amina": ASKING, "boris": INSIDE, "viewer": ASKING,
    "invited": {INVITED}, "offering": {OFFERING}, "declined": {"Party.reason"},
    "asks": {ASKS}, "refused": {"Seat.reason", REFUSED}, "seated": {LINK, SEATED},
}  # fmt: skip


def test_those_it_concerns_read_what_is_meant_for_them_and_no_more(scene):
    """At all addresses of the exchange together."""
    some = own_addresses(scene.shaping)
    for name, expected in SEEN.items():
        client = reader(scene.people.get(name) or getattr(scene.who, name))
        found = [markers(read(client, path)) for path in some]
        assert set().union(*found) == expected, name


def test_a_report_is_read_by_its_own_side_alone_until_all_are_in(scene):
    told = {f"Report.{name}" for name in named(PRIVATE, "Report")}
    path = scene.running.get_absolute_url()
    assert markers(read(reader(scene.who.amina), path)) == told | {"Lesson.claim"}
    assert markers(read(reader(scene.who.boris), path)) == set()
    stages.report(scene.running, scene.who.boris, "first-provider")
    scene.running.complete(by=scene.who.chloe)
    assert markers(read(Client(), path)) == told | {"Lesson.claim"}


def test_letters_carry_private_words_to_those_they_are_for(scene):
    """Also what the clock writes later, and what is written when all is over."""
    stages.later(scene.shaping, 16)
    stages.remind_all()
    Want.say(scene.shaping, make.ministry_of(leader("AR", "Wants")),
             by=Person.objects.get(name="Wants"))  # fmt: skip
    Want.gather(scene.shaping, by=scene.who.chloe).open(by=scene.who.chloe)
    stages.fresh(scene.shaping).cancel(by=scene.who.chloe, reason="No money.")
    stages.report(scene.running, scene.who.boris, "first-provider")
    scene.running.complete(by=scene.who.chloe)
    FollowUp.ask(stages.party(scene.running, "recipient"), 6)
    scene.running.follow_ups.get().write(
        by=scene.who.amina, level=1, evidence="", url="", language="en"
    )
    amina, boris = scene.who.amina.email, scene.who.boris.email
    address = {name: person.email for name, person in scene.people.items()}
    allowed = {
        INVITED: {address["invited"]}, OFFERING: {amina}, "Party.reason": {amina},
        ASKS: {amina, boris}, REFUSED: {amina, boris}, SEATED: {amina, boris},
        "Seat.reason": {address["refused"]},
        "Question.text": {amina, boris, address["asks"]}, "Answer.text": {amina, address["asks"]},
        "Event.reason-returned": {amina}, "Event.reason-withdrawn": {amina},
    }  # fmt: skip
    read_by: dict[str, set[str]] = {}
    for letter in Letter.objects.all():
        assert SECRET.lower() not in letter.body + letter.subject, letter.name
        for marker in markers(letter.body + letter.subject):
            if not marker.startswith(DRAFTS):
                read_by.setdefault(marker, set()).add(letter.address)
    assert read_by == {marker: readers for marker, readers in allowed.items() if readers}
    drafts = Letter.objects.filter(body__regex=f"{SECRET}({'|'.join(DRAFTS)})")
    assert {one.address for one in drafts} <= {amina, scene.who.chloe.email}
