"""Who comes in: invitations, offers of help, and the answers to both."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.formats import date_format

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from exchanges.models import Party
from tests import make
from tests.exchanges import stages


def told(name: str) -> set[str]:
    return {letter.address for letter in Letter.objects.filter(name=name)}


def events(exchange) -> list[str]:
    return list(exchange.timeline().order_by("at", "pk").values_list("name", flat=True))


def test_nobody_hears_of_a_proposal_before_the_exchange_is_open(who):
    exchange = stages.submitted(who)
    assert stages.party(exchange, "first-provider").state == "invited"
    assert told("party_invited") == set()
    exchange.open(by=who.chloe)
    assert told("party_invited") == {who.boris.email}


def test_a_proposal_replaces_the_one_before(who):
    exchange, other = make.request(who.amina), make.organization(iso2="BR")
    Party.propose(exchange, {"first-provider": who.of(who.boris)}, by=who.amina)
    kept = stages.party(exchange, "first-provider").pk
    Party.propose(exchange, {"first-provider": who.of(who.boris), "funder": other}, by=who.amina)
    assert stages.party(exchange, "first-provider").pk == kept
    assert stages.fresh(exchange).kind == "trilateral"
    Party.propose(exchange, {"first-provider": other, "funder": None}, by=who.amina)
    assert [p.organization for p in exchange.parties.invited()] == [other]
    assert stages.fresh(exchange).kind == "bilateral"


def test_only_writers_of_the_ministry_propose_and_only_in_a_draft(who):
    exchange = make.request(who.amina)
    with pytest.raises(PermissionDenied):
        Party.propose(exchange, {"funder": who.of(who.dana)}, by=who.boris)
    exchange.submit(by=who.amina)
    with pytest.raises(MoveRefused):
        Party.propose(exchange, {"funder": who.of(who.dana)}, by=who.amina)


def test_with_the_first_provider_the_exchange_takes_shape(who):
    exchange = stages.opened(who)
    stages.party(exchange, "first-provider").accept(by=who.boris)
    exchange = stages.fresh(exchange)
    assert exchange.status == "shaping"
    assert events(exchange) == ["submit", "open", "join", "shape"]
    assert told("party_accepted") == {who.amina.email}
    assert told("party_welcomed") == {who.boris.email}  # nobody reads of itself as of another
    assert "has accepted the invitation" in Letter.objects.get(name="party_welcomed").body
    joined = Event.objects.get(name="join")
    assert (joined.by, joined.organization_name) == (who.boris, "Ministry of Labour")


def test_a_facilitator_alone_does_not_shape_it(who):
    exchange = stages.opened(who)
    Party.invite(exchange, who.of(who.dana), "facilitator", by=who.amina)
    assert told("party_invited") == {who.boris.email, who.dana.email}
    letter = Letter.objects.get(name="party_invited", address=who.dana.email)
    until = stages.party(exchange, "facilitator").answers_until
    assert f"lapses on {date_format(timezone.localtime(until))}." in letter.body
    assert exchange.need in letter.body
    stages.party(exchange, "facilitator").accept(by=who.dana)
    assert stages.fresh(exchange).status == "open"


def test_boris_offers_and_amina_accepts_in_the_name_of_her_ministry(who):
    exchange = make.request(who.amina)
    exchange.submit(by=who.amina)
    exchange.open(by=who.chloe)
    offer = Party.offer(exchange, who.of(who.boris), "first-provider", by=who.boris, message="We!")
    assert stages.fresh(exchange).kind == ""
    assert told("offer_received") == {who.amina.email}
    letter = Letter.objects.get(name="offer_received")
    assert "We!" in letter.body
    assert "It is your turn: accept the offer" in letter.body
    with pytest.raises(PermissionDenied):
        offer.accept(by=who.boris)  # nobody lets himself in
    offer.accept(by=who.amina)
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.kind) == ("shaping", "bilateral")
    letter = Letter.objects.get(name="party_welcomed")
    assert letter.address == who.boris.email
    assert "takes up the offer of Ministry of Labour" in letter.body
    joined = Event.objects.get(name="join")
    assert (joined.by, joined.organization_name) == (who.amina, who.of(who.amina).name)
    assert joined.subject_label == "Ministry of Labour"


def test_amina_declines_an_offer_and_boris_hears_why(who):
    exchange = make.request(who.amina)
    exchange.submit(by=who.amina)
    exchange.open(by=who.chloe)
    offer = Party.offer(exchange, who.of(who.boris), "funder", by=who.boris)
    with pytest.raises(MoveRefused):
        offer.decline(by=who.amina, reason=" ")
    offer.decline(by=who.amina, reason="We have the money already.")
    letter = Letter.objects.get(name="party_declined")
    assert letter.address == who.boris.email
    assert "We have the money already." in letter.body
    assert not Event.objects.get(name="decline").is_public


def test_boris_declines_an_invitation_and_amina_hears_why(who):
    exchange = stages.opened(who)
    stages.party(exchange, "first-provider").decline(by=who.boris, reason="An election.")
    letter = Letter.objects.get(name="party_declined")
    assert letter.address == who.amina.email
    assert stages.fresh(exchange).status == "open"
    again = Party.offer(exchange, who.of(who.boris), "first-provider", by=who.boris)
    assert again.state == "offered"  # he may change his mind


def test_an_answer_is_given_once(who):
    exchange = stages.opened(who)
    invited = stages.party(exchange, "first-provider")
    invited.accept(by=who.boris)
    for verb in (
        lambda: invited.accept(by=who.boris),
        lambda: invited.decline(by=who.boris, reason="x"),
    ):
        with pytest.raises(MoveRefused):
            verb()
    assert events(exchange).count("join") == 1


@pytest.mark.parametrize("role", ["owner", "stranger", "editor", "secretariat"])
def test_only_who_leads_the_invited_organization_answers(role, who):
    exchange = stages.opened(who)
    somebody = {
        "owner": who.amina,
        "stranger": make.person(),
        "editor": make.member(who.of(who.boris), "editor"),
        "secretariat": who.chloe,
    }[role]
    invited = stages.party(exchange, "first-provider")
    for verb in (invited.accept, lambda *, by: invited.decline(by=by, reason="No.")):
        with pytest.raises(PermissionDenied):
            verb(by=somebody)


def test_there_is_one_first_provider(who):
    exchange = stages.opened(who)
    other = make.organization(iso2="BR")
    leader = make.member(other, "focal_point")
    second = Party.invite(exchange, other, "first-provider", by=who.amina)
    exchange.parties.get(organization=who.of(who.boris)).accept(by=who.boris)
    with pytest.raises(MoveRefused):
        second.accept(by=leader)
    second.decline(by=leader, reason="Somebody was faster.")


@pytest.mark.parametrize("state", ["draft", "submitted", "agreed", "running", "completed"])
def test_help_is_offered_only_while_partners_are_sought(state, who):
    exchange = stages.force(stages.agreed(who), state)
    with pytest.raises(MoveRefused):
        Party.offer(exchange, who.of(who.dana), "funder", by=who.dana)


def test_whoever_signs_comes_before_the_activities_and_observers_later(who):
    exchange = stages.agreed(who)
    late = Party.invite(exchange, who.of(who.dana), "observer", by=who.amina)
    body = make.organization(iso2="BR")
    funder = Party.invite(exchange, body, "funder", by=who.amina)
    exchange.start(by=who.amina)
    late.accept(by=who.dana)
    with pytest.raises(MoveRefused):
        funder.accept(by=make.member(body, "focal_point"))


def test_only_an_approved_organization_comes_in(who):
    exchange, applied = stages.opened(who), make.organization(status="applied", iso2="BR")
    leader = make.member(applied, "focal_point")
    with pytest.raises(MoveRefused):
        Party.invite(exchange, applied, "funder", by=who.amina)
    with pytest.raises(MoveRefused):
        Party.offer(exchange, applied, "funder", by=leader)


def test_only_a_public_body_is_a_recipient_and_nobody_offers_to_be_one(who):
    exchange = stages.opened(who)
    with pytest.raises(MoveRefused):
        Party.invite(exchange, who.of(who.dana), "recipient", by=who.amina)
    ministry = make.organization(iso2="PE")
    with pytest.raises(MoveRefused):
        Party.offer(exchange, ministry, "recipient", by=make.member(ministry, "deputy"))
    Party.invite(exchange, ministry, "recipient", by=who.amina)
    assert stages.fresh(exchange).kind == "multilateral"


@pytest.mark.parametrize("role", ["editor", "stranger", "boris"])
def test_the_ministry_s_leaders_and_the_secretariat_invite(role, who):
    exchange = stages.opened(who)
    somebody = {
        "editor": make.member(who.of(who.amina), "editor"),
        "stranger": make.person(),
        "boris": who.boris,
    }[role]
    with pytest.raises(PermissionDenied):
        Party.invite(exchange, who.of(who.dana), "funder", by=somebody)
    Party.invite(exchange, who.of(who.dana), "funder", by=who.chloe)
    assert Event.objects.get(name="invite").organization_name == ""


def test_an_organization_is_a_party_once(who):
    exchange = stages.opened(who)
    with pytest.raises(MoveRefused):
        Party.offer(exchange, who.of(who.boris), "funder", by=who.boris)
    with pytest.raises(MoveRefused):
        Party.invite(exchange, who.of(who.amina), "funder", by=who.amina)


def test_nobody_offers_for_an_organization_she_does_not_lead(who):
    exchange = stages.opened(who)
    editor = make.member(who.of(who.dana), "editor")
    with pytest.raises(PermissionDenied):
        Party.offer(exchange, who.of(who.dana), "funder", by=editor)


def test_the_partners_read_what_a_newcomer_means_for_their_plan(who):
    """Before there is one; where one waits for acceptance; of who signs none."""
    exchange = stages.opened(who)
    provider = stages.party(exchange, "first-provider")
    provider.accept(by=who.boris)
    stages.write_plan(stages.fresh(exchange), who.boris)
    for person, role in ((who.dana, "funder"), (make.member(make.organization()), "observer")):
        who.of(person).memberships.filter(person=person).update(role="focal_point")
        Party.invite(exchange, who.of(person), role, by=who.amina).accept(by=person)
    stages.party(exchange, "first-provider").leave(by=who.boris, reason="Elections.")
    Party.invite(exchange, who.of(who.boris), "first-provider", by=who.amina).accept(by=who.boris)
    letters = Letter.objects.filter(name="party_accepted", address=who.amina.email)
    told = [letter.body for letter in letters.order_by("pk")]
    assert "write a plan together" in told[0]
    assert "There is a plan already" in told[1]
    assert "does not sign the plan" in told[2]
    assert "There is a plan already" in told[3]
    assert len(told) == 4
