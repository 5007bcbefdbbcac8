"""A party goes: who may, when, what it does to the exchange, and who hears why."""

from contextlib import nullcontext

import pytest

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from exchanges.models import Party
from exchanges.models.joining import JOINING
from exchanges.vocabulary import LIVE, Status
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_acts import as_, at
from tests.exchanges.test_commons_moves import see
from tests.exchanges.test_roles import joined
from tests.thorough import some

WHY = "A new government."
OTHERS = ("funder", "recipient", "second-provider", "observer", "facilitator", "knowledge-partner")


def test_without_its_first_provider_an_exchange_seeks_again(who, client):
    exchange = stages.agreed(who)
    stages.party(exchange, "first-provider").leave(by=who.boris, reason=WHY)
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.agreed_at, exchange.kind) == ("open", None, "")
    assert not exchange.parties.exclude(accepted_version=None).exists()
    events = list(exchange.timeline().order_by("at", "pk").values_list("name", "reason"))
    assert events[-2:] == [("leave_exchange", WHY), ("seek_again", "")]  # why is said once
    letter = Letter.objects.get(name="party_left")
    assert letter.address == who.amina.email
    assert WHY in letter.body
    assert "is sought again" in letter.body
    page = client.get(exchange.get_absolute_url()).text
    assert "Ministry of Labour no longer takes part" in page
    assert WHY in page
    assert "Has left" not in page  # the list is of who takes part

    Party.offer(exchange, who.of(who.dana), "first-provider", by=who.dana).accept(by=who.amina)
    assert stages.fresh(exchange).status == "shaping"


def test_the_others_accept_the_plan_anew_and_the_kind_follows(who):
    exchange = stages.shaping(who)
    funder = joined(exchange, who, "funder")
    stages.write_plan(exchange, who.boris)
    for role, by in (
        ("recipient", who.amina), ("first-provider", who.boris), ("funder", who.dana),
    ):  # fmt: skip
        stages.party(exchange, role).agree(1, by=by)
    assert (stages.fresh(exchange).status, stages.fresh(exchange).kind) == ("agreed", "trilateral")
    Party.objects.get(pk=funder.pk).leave(by=who.dana, reason=WHY)
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.kind, exchange.plan.version) == ("shaping", "bilateral", 2)
    assert ("removed", "party", "Funder: Inter-American Body") in exchange.plan.changes_since(
        exchange.plans.get(version=1)
    )
    events = list(exchange.timeline().order_by("at", "pk").values_list("name", "reason"))
    assert events[-3:] == [("leave_exchange", WHY), ("reshape", ""), ("write_plan", "")]
    told = Letter.objects.filter(name="party_left")
    assert {letter.address for letter in told} == {who.amina.email, who.boris.email}
    assert all("the others read it again and accept it anew" in letter.body for letter in told)


def test_who_watches_goes_at_any_time_and_nothing_else_changes(who):
    exchange = stages.agreed(who)
    watching = joined(exchange, who, "observer")
    exchange.start(by=who.amina)
    Party.objects.get(pk=watching.pk).leave(by=who.dana, reason=WHY)
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.plan.version) == ("running", 1)
    for letter in Letter.objects.filter(name="party_left"):
        assert "the plan stays as it is" in letter.body
        assert "accept it anew" not in letter.body
    assert watching.pk not in exchange.parties.taking_part().values_list("pk", flat=True)


@pytest.mark.parametrize("state", Status.values)
def test_every_state_every_kind_of_role_and_who_tries(state, who):
    """Of the first provider ``test_partner_moves`` tells; here of the others, by all beside it."""
    exchange, body = stages.shaping(who), who.of(who.dana)
    made = exchange.parties.create(organization=body, role="observer", state="accepted")
    people = {
        "leaver": who.dana, "editor of it": make.member(body, "editor"), "owner": who.amina,
        "partner": who.boris, "secretariat": who.chloe, "stranger": make.person(),
    }  # fmt: skip
    exchange = stages.force(exchange, state)
    if state == Status.OPEN:  # with a first provider it would be taking shape
        exchange.parties.filter(role="first-provider").update(role="second-provider")
    for role in some(OTHERS, 3):
        Party.objects.filter(pk=made.pk).update(role=role)
        states = LIVE if role in {"knowledge-partner", "observer"} else JOINING
        for actor in people:
            may = state in states and actor in {"leaver", "secretariat"}
            party = Party.objects.get(pk=made.pk)
            with make.undone() if may else nullcontext():
                see("leave", actor, state, may, people[actor],
                    lambda by, party=party: party.leave(by=by, reason=WHY))  # fmt: skip
    assert not Event.objects.filter(name="leave_exchange").exists()


def test_who_signed_stays_once_the_activities_have_begun(who):
    party = stages.party(stages.running(who), "first-provider")
    with pytest.raises(MoveRefused, match="stay until the end"):
        party.leave(by=who.boris, reason=WHY)
    assert not Event.objects.filter(name="leave_exchange").exists()


def test_who_asked_withdraws_instead(who):
    with pytest.raises(MoveRefused, match="withdraws its request"):
        stages.party(stages.shaping(who), "recipient").leave(by=who.amina, reason=WHY)


def test_twice_is_once(who):
    exchange = stages.shaping(who)
    party = stages.party(exchange, "first-provider")
    party.leave(by=who.boris, reason=WHY)
    with pytest.raises(MoveRefused):
        party.leave(by=who.boris, reason=WHY)
    assert Letter.objects.filter(name="party_left").count() == 1


def test_who_left_can_be_asked_again(who):
    exchange = stages.shaping(who)
    stages.party(exchange, "first-provider").leave(by=who.boris, reason=WHY)
    body = who.of(who.boris)
    again = Party.invite(stages.fresh(exchange), body, "first-provider", by=who.amina)
    again.accept(by=who.boris)
    assert stages.fresh(exchange).status == "shaping"
    assert exchange.parties.filter(organization=body).count() == 2


def test_it_goes_by_the_button_on_the_page_and_without_a_reason_the_form_comes_back(who):
    exchange = stages.shaping(who)
    party = stages.party(exchange, "first-provider")
    path = at(exchange, f"parties/{party.pk}/leave")
    boris = as_(who.boris)
    page = boris.get(exchange.get_absolute_url()).text
    assert "Ministry of Labour leaves this exchange" in page
    assert path in page
    assert path not in as_(who.amina).get(exchange.get_absolute_url()).text
    answer = boris.post(path, {"reason": " "})
    assert answer.status_code == 200
    assert '<details data-print="no" open>' in answer.text
    assert stages.party(exchange, "first-provider").state == "accepted"
    answer = boris.post(path, {"reason": WHY}, follow=True)
    assert "the others have been written to" in answer.text
    assert Party.objects.get(pk=party.pk).state == "left"


def test_a_suspended_partner_is_named_to_the_others_and_can_be_taken_out(who, client):
    exchange = stages.shaping(who)
    funder = joined(exchange, who, "funder")
    who.of(who.dana).suspend(by=who.chloe, reason="A wrong address.")
    held_up = "Inter-American Body is suspended and cannot accept a plan"
    where = exchange.get_absolute_url()
    assert held_up in as_(who.amina).get(where).text
    assert held_up in as_(who.boris).get(where).text
    assert held_up not in client.get(where).text
    assert held_up not in as_(make.person()).get(where).text
    chloe = as_(who.chloe)
    assert "Take Inter-American Body out of this exchange" in chloe.get(where).text
    chloe.post(at(exchange, f"parties/{funder.pk}/leave"), {"reason": "It is suspended."})
    assert held_up not in as_(who.amina).get(where).text
    stages.write_plan(stages.fresh(exchange), who.boris)
    stages.party(exchange, "recipient").agree(1, by=who.amina)
    stages.party(exchange, "first-provider").agree(1, by=who.boris)
    assert stages.fresh(exchange).status == "agreed"


def test_the_page_says_beside_the_plan_who_cannot_accept_it(who, client):
    """Also on the line of whose turn it is; to those who wait for it, and to nobody else."""
    exchange = stages.shaping(who)
    joined(exchange, who, "funder")
    stages.write_plan(exchange, who.boris)
    who.of(who.dana).suspend(by=who.chloe, reason="A wrong address.")
    where, said = exchange.get_absolute_url(), "Body is suspended and cannot accept a plan."
    amina = as_(who.amina).get(where)
    assert said in amina.context["page"].turn()["what"]
    assert amina.text.count(said) == 2  # the other one beside the parties
    assert amina.text.count("cannot accept now") == 1
    for reader in (client, as_(make.person())):
        page = reader.get(where)
        assert said not in page.text
        assert "cannot accept now" not in page.text
        assert page.text.count("not yet") == 3


def test_nobody_is_told_to_take_out_who_asked(who):
    exchange = stages.shaping(who)
    who.of(who.amina).suspend(by=who.chloe, reason="A wrong address.")
    page = as_(who.boris).get(exchange.get_absolute_url()).text
    assert "The secretariat decides how the exchange goes on." in page
    assert "takes it out" not in page


def test_a_retired_partner_is_not_called_suspended(who):
    exchange = stages.shaping(who)
    who.of(who.boris).retire(by=who.chloe, reason="It was dissolved.")
    page = as_(who.amina).get(exchange.get_absolute_url()).text
    assert (
        "Ministry of Labour is no longer active and cannot accept a plan. The secretariat" in page
    )
    assert "suspended" not in page


def test_who_only_watches_reads_that_the_plan_stays(who):
    exchange = stages.shaping(who)
    joined(exchange, who, "observer")
    assert "The plan stays as it is." in as_(who.dana).get(exchange.get_absolute_url()).text
    assert "The plan stays as it is." not in as_(who.boris).get(exchange.get_absolute_url()).text
