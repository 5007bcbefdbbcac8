"""A party takes another role: who may, when, what it does to the plan, and what stays readable."""

import pytest
from django.core.exceptions import PermissionDenied

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from exchanges.models import Party
from exchanges.models.recasting import CHANGE
from exchanges.vocabulary import PartyRole, Status
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_acts import as_, at
from tests.exchanges.test_moves import ROLES, people_of
from tests.thorough import some

MAIN = {"owner", "deputy", "partner"}
OF_WHO_SIGNS = {"open", "shaping", "agreed"}
OF_WHO_WATCHES = {*OF_WHO_SIGNS, "running", "reporting"}


def joined(exchange, who, role: str, body=None, by=None) -> Party:
    """Dana's international body, unless said otherwise, takes part as ``role``."""
    body, by = body or who.of(who.dana), by or who.dana
    party = Party.invite(exchange, body, role, by=who.amina)
    party.accept(by=by)
    return party


def roles(exchange) -> dict[str, str]:
    return {str(party): party.role for party in exchange.parties.taking_part()}


@pytest.mark.parametrize("state", some(Status.values, 3, 1))
@pytest.mark.parametrize(
    ("before", "after", "states"),
    [("facilitator", "funder", OF_WHO_SIGNS), ("observer", "knowledge-partner", OF_WHO_WATCHES)],
)
def test_every_state_and_everybody(state, before, after, states, who, subtests):
    """The table of moves, for this one: in each state each role, allowed and refused."""
    exchange = stages.shaping(who)
    body = who.of(who.dana)
    exchange.parties.create(organization=body, country=body.country, role=before, state="accepted")
    people = people_of(exchange, who)
    exchange = stages.force(exchange, state)
    for role in ROLES:
        person = people[role]
        if person is None:
            continue  # the clock changes no role: a person is asked for
        with subtests.test(role), make.undone():
            party = exchange.parties.get(organization=body)
            if role not in {*MAIN, "secretariat"}:
                with pytest.raises(PermissionDenied):
                    party.change_role(after, by=person)
            elif state not in states:
                with pytest.raises(MoveRefused):
                    party.change_role(after, by=person)
            else:
                party.change_role(after, by=person)
                assert exchange.parties.get(organization=body).role == after
                event = Event.objects.get(name=CHANGE)
                assert (event.source, event.target, event.by) == (before, after, person)
                assert event.is_public
                continue
            assert exchange.parties.get(organization=body).role == before
            assert not Event.objects.filter(name=CHANGE).exists()


def test_the_kind_follows_and_dana_hears_why(who):
    exchange = stages.shaping(who)
    party = joined(exchange, who, "observer")
    assert stages.fresh(exchange).kind == "bilateral"
    party.change_role("facilitator", by=who.boris, reason="You know both of us.")
    assert stages.fresh(exchange).kind == "trilateral"
    letter = Letter.objects.get(name="party_recast")
    assert letter.address == who.dana.email
    for said in ("Facilitator", "Observer", "You know both of us."):
        assert said in letter.body
    event = Event.objects.get(name=CHANGE)
    assert (event.organization_name, event.reason) == ("Ministry of Labour", "You know both of us.")


def test_several_recipients_make_it_multilateral(who):
    exchange = stages.shaping(who)
    ministry = make.organization("Ministerio del Perú", "PE")
    party = joined(exchange, who, "observer", ministry, make.member(ministry, "focal_point"))
    party.change_role("recipient", by=who.amina)
    assert stages.fresh(exchange).kind == "multilateral"


def test_an_agreed_plan_is_accepted_anew_by_all_and_says_so(who):
    exchange = stages.agreed(who)
    party = joined(exchange, who, "observer")
    assert stages.fresh(exchange).status == "agreed"  # who watches does not sign
    party.change_role("funder", by=who.chloe)
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.plan.version) == ("shaping", 2)
    assert not exchange.parties.exclude(accepted_version=None).exists()
    assert ("added", "party", "Funder: Inter-American Body") in exchange.plan.changes_since(
        exchange.plans.get(version=1)
    )
    names = exchange.timeline().order_by("at", "pk").values_list("name", flat=True)
    assert list(names)[-3:] == [CHANGE, "write_plan", "reshape"]
    told = Letter.objects.filter(name="plan_written", body__contains="version 2")
    assert {letter.address for letter in told} == {
        who.amina.email, who.boris.email, who.dana.email,
    }  # fmt: skip


def test_a_change_among_those_who_watch_leaves_the_agreement(who):
    exchange = stages.agreed(who)
    joined(exchange, who, "observer").change_role("knowledge-partner", by=who.amina)
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.plan.version) == ("agreed", 1)


def test_who_signs_no_more_is_not_waited_for(who):
    exchange = stages.shaping(who)
    party = joined(exchange, who, "facilitator")
    stages.write_plan(exchange, who.boris)
    party.change_role("observer", by=who.amina)
    version = stages.fresh(exchange).plan.version
    for role, by in (("recipient", who.amina), ("first-provider", who.boris)):
        stages.party(exchange, role).agree(version, by=by)
    assert stages.fresh(exchange).status == "agreed"


def test_a_partner_who_becomes_first_provider_lets_it_take_shape(who):
    exchange = stages.opened(who)
    party = joined(exchange, who, "facilitator")
    party.change_role("first-provider", by=who.amina)
    assert stages.fresh(exchange).status == "shaping"


def test_second_and_first_provider_change_places(who):
    exchange = stages.shaping(who)
    party = joined(exchange, who, "second-provider")
    party.change_role("first-provider", by=who.boris)
    assert roles(exchange)["Inter-American Body"] == "first-provider"
    assert roles(exchange)["Ministry of Labour"] == "second-provider"
    ends = Event.objects.filter(name=CHANGE).order_by("pk").values_list("source", "target")
    assert list(ends) == [
        ("first-provider", "second-provider"), ("second-provider", "first-provider"),
    ]  # fmt: skip
    assert set(Letter.objects.filter(name="party_recast").values_list("address", flat=True)) == {
        who.dana.email
    }  # Boris did it himself


def test_nobody_leaves_it_without_who_learns_or_shares(who):
    exchange = stages.shaping(who)
    facilitator = joined(exchange, who, "facilitator")
    for party, role in (
        (stages.party(exchange, "recipient"), "observer"),
        (stages.party(exchange, "first-provider"), "second-provider"),
        (facilitator, "first-provider"),  # there is one, and it changes places with a second one
        (facilitator, "recipient"),  # an international body does not learn
        (facilitator, "facilitator"),
        (facilitator, "king"),
    ):
        before = roles(exchange)
        with pytest.raises(MoveRefused) as refusal:
            party.change_role(role, by=who.chloe)
        assert list(refusal.value.message_dict) == ["role"]
        assert roles(exchange) == before


def test_the_last_recipient_stays_also_where_another_one_asked(who):
    exchange = stages.shaping(who)
    ministry = who.of(who.amina)
    type(exchange).objects.filter(pk=exchange.pk).update(organization=None)
    with pytest.raises(MoveRefused):
        stages.party(exchange, "recipient").change_role("observer", by=who.chloe)
    assert roles(exchange)[str(ministry)] == "recipient"


def test_who_was_only_asked_has_no_role_to_change(who):
    exchange = stages.opened(who)
    with pytest.raises(MoveRefused):
        stages.party(exchange, "first-provider").change_role("funder", by=who.amina)


def test_a_suspended_organization_comes_to_sign_nothing(who):
    exchange = stages.shaping(who)
    party, body = joined(exchange, who, "observer"), who.of(who.dana)
    type(body).objects.filter(pk=body.pk).update(status="suspended")
    with pytest.raises(MoveRefused):
        party.change_role("funder", by=who.amina)


# --- On the page ---------------------------------------------------------------------------------


def test_amina_changes_it_on_the_page_and_everybody_reads_since_when(who, client):
    exchange = stages.shaping(who)
    party = joined(exchange, who, "facilitator")
    path = at(exchange, f"parties/{party.pk}/role")
    page = as_(who.amina).get(exchange.get_absolute_url())
    assert "Change the role of Inter-American Body" in page.text
    assert "Change the role of Ministerio" not in page.text  # she asks, and stays
    sent = {"role": "funder", "reason": "They pay."}
    assert as_(who.amina).post(path, sent)["Location"] == exchange.get_absolute_url()
    public = client.get(exchange.get_absolute_url()).text
    for said in ("before: Facilitator", "has another role", "Facilitator → Funder", "They pay."):
        assert said in public
    assert "Change the role" not in public


def test_what_is_refused_comes_back_with_what_was_written(who):
    exchange = stages.shaping(who)
    party = joined(exchange, who, "facilitator")
    path = at(exchange, f"parties/{party.pk}/role")
    sent = {"role": "first-provider", "reason": "They know best."}
    page = as_(who.amina).post(path, sent)
    assert "only a second one changes places with it" in page.text
    assert "They know best." in page.text
    assert '<details data-print="no" open>' in page.text
    for odd in ("", "king", "\x00", "facilitator"):
        assert "data-invalid" in as_(who.amina).post(path, {"role": odd}).text
    assert as_(who.amina).get(path).status_code == 405
    assert as_(who.dana).post(path, sent).status_code == 403
    assert as_(make.person()).post(path, sent).status_code == 403
    assert roles(exchange)["Inter-American Body"] == "facilitator"


def test_nobody_is_offered_it_once_it_is_over(who):
    exchange = stages.completed(who)
    for person in (who.amina, who.boris, who.chloe):
        assert "Change the role" not in as_(person).get(exchange.get_absolute_url()).text
    party = stages.party(exchange, "first-provider")
    page = as_(who.chloe).post(at(exchange, f"parties/{party.pk}/role"), {"role": "funder"})
    assert "no longer change here" in page.text


def test_the_values_of_states_and_roles_are_told_apart_on_the_timeline():
    assert not set(Status.values) & set(PartyRole.values)
