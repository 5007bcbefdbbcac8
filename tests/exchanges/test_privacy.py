"""Who reads which private word on a page, in an event or in a letter.

That no stranger finds one at any address is walked in ``test_private_fields``.
"""

import pytest

from community.models import Event, Letter
from exchanges.models import Party, Seat, Want
from tests import make
from tests.exchanges import stages

NOTE, OFFER, INVITATION, NO, RETURNED = (
    f"SECRET-{word}" for word in ("NOTE", "OFFER", "INVITATION", "REFUSAL", "RETURN")
)
LINK, NAMES, SEAT = "https://meet.example/SECRET-LINK", "SECRET-NAMES", "SECRET-SEAT"
SECRETS = (NOTE, OFFER, INVITATION, NO, RETURNED, LINK, NAMES, SEAT)


@pytest.fixture
def exchange(who):
    """One with everything that could leak: a note, an offer, an invitation, a refusal, a return."""
    exchange = make.request(who.amina, private_note=NOTE)
    Party.propose(exchange, {"first-provider": who.of(who.boris)}, by=who.amina)
    exchange.submit(by=who.amina)
    exchange.return_(by=who.chloe, reason=RETURNED)
    exchange.submit(by=who.amina)
    exchange.open(by=who.chloe)
    peru = make.organization(iso2="PE")
    invited = Party.invite(exchange, peru, "funder", by=who.amina, message=INVITATION)
    Party.offer(exchange, who.of(who.dana), "facilitator", by=who.dana, message=OFFER)
    brazil = make.organization(iso2="BR")
    refusing = Party.invite(exchange, brazil, "funder", by=who.amina)
    refusing.decline(by=make.member(brazil, "focal_point"), reason=NO)
    stages.party(exchange, "first-provider").accept(by=who.boris)
    assert invited.state == "invited"
    activity = stages.activity(link=LINK, names=NAMES, open_seats=5)
    stages.write_plan(exchange, who.boris, activities=[activity])
    guest = make.member(make.organization("Guest", iso2="UY"))
    Seat(activity=exchange.activities.get(), organization=make.ministry_of(guest), note=SEAT).ask(
        by=guest
    )
    return stages.fresh(exchange)


def seen(text: str) -> set[str]:
    return {secret for secret in SECRETS if secret in text}


@pytest.mark.parametrize(
    ("reader", "secrets"),
    [
        ("amina", {LINK, NAMES, SEAT}),
        ("boris", {LINK, NAMES, SEAT}),
        ("chloe", {LINK, NAMES, SEAT}),
        ("dana", set()),
        ("granted", {LINK}),
    ],
)
def test_the_page_of_an_activity_says_to_each_what_is_meant_for_her(
    reader, secrets, exchange, who, client
):
    activity = exchange.activities.get()
    guest = make.member(make.organization("Granted", iso2="PY"))
    activity.seats.create(organization=make.ministry_of(guest), state="granted")
    client.force_login({"granted": guest}.get(reader) or getattr(who, reader))
    assert seen(client.get(activity.get_absolute_url()).text) == secrets


@pytest.mark.parametrize(
    ("reader", "secrets"),
    [
        ("amina", {NOTE, OFFER, INVITATION, NO, RETURNED}),
        ("chloe", {NOTE, OFFER, INVITATION, NO, RETURNED}),
        ("boris", {NOTE, OFFER, INVITATION, NO}),
        ("dana", {OFFER}),
        ("viewer", {NOTE, OFFER, INVITATION, NO, RETURNED}),
    ],
)
def test_those_inside_read_what_is_meant_for_them(reader, secrets, exchange, who, client):
    viewer = make.member(who.of(who.amina), "viewer")
    client.force_login({"viewer": viewer}.get(reader) or getattr(who, reader))
    assert seen(client.get(exchange.get_absolute_url()).text) == secrets


def test_public_events_hold_no_private_word(exchange):
    assert Event.objects.public().exists()
    assert seen(" ".join(event.reason for event in Event.objects.public())) == set()


def test_letters_carry_private_words_to_the_right_people_only(exchange, who):
    inside = {who.amina.email, who.boris.email}
    allowed = {
        NOTE: set(),
        OFFER: {who.amina.email},  # Boris was not in yet
        NO: {who.amina.email},
        RETURNED: {who.amina.email},
        INVITATION: set(make_leaders(exchange, "PE")),
    }
    for secret, readers in allowed.items():
        holding = Letter.objects.filter(body__contains=secret)
        assert {letter.address for letter in holding} == readers, secret
    assert inside <= {letter.address for letter in Letter.objects.all()}


def make_leaders(exchange, iso2: str) -> list[str]:
    """Nobody leads the Peruvian body yet, so nobody was written to."""
    return [p.email for party in exchange.parties.filter(country=iso2) for p in party.people()]


def test_only_those_inside_read_that_an_invitation_lapsed(exchange, who, client):
    silent = exchange.parties.get(country="PE")
    stages.later(exchange, 31)
    silent.refresh_from_db()
    silent.lapse()
    path, row = exchange.get_absolute_url(), f'scope="row">{silent.organization.name}'
    for words in (row, "id not answer"):
        assert words not in client.get(path).text
    client.force_login(who.amina)
    assert "Did not answer" in client.get(path).text
    assert not Event.objects.public().filter(name="lapse_invitation").exists()


def test_letters_to_the_community_carry_no_private_word(exchange, who):
    """Wants, questions, reminders and what came of it are told without a word of the parties."""
    eva = make.member(make.organization(iso2="EC"), "focal_point")
    Want.say(exchange, make.ministry_of(eva), by=eva)
    exchange.answer(exchange.ask("When?", by=eva), "Soon.", by=who.amina)
    Letter.objects.all().delete()
    stages.later(exchange, 16)
    stages.remind_all()
    Want.gather(exchange, by=who.chloe).open(by=who.chloe)
    letters = Letter.objects.all()
    assert {"your_turn", "edition_prepared", "party_invited"} <= {one.name for one in letters}
    assert seen(" ".join(one.body for one in letters)) == set()
    edition = type(exchange).objects.get(edition_of=exchange)
    assert seen(str(vars(edition))) == set()


def test_an_invited_ministry_cannot_see_the_draft_that_names_it(who, client):
    draft = make.request(who.amina, title="Only a draft")
    Party.propose(draft, {"first-provider": who.of(who.boris)}, by=who.amina)
    client.force_login(who.boris)
    for path in ("/en/", "/en/exchanges/", f"/en/organizations/{who.of(who.boris).slug}/",
                 "/en/search/?q=draft"):  # fmt: skip
        assert "Only a draft" not in client.get(path).text, path
    assert client.get(draft.get_absolute_url()).status_code == 404
