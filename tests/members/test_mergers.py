"""Chloe merges two organizations: everything moves, and comes back as it was within 30 days."""

import datetime as dt
from typing import Any

import pghistory.models
import pytest
from django.apps import apps
from django.core import serializers
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from community.lifecycle import MoveRefused
from community.models import Event, Follow, Letter, Person, Theme
from exchanges.models import Exchange, Offer
from members import moving
from members.models import FormerAddress, Invitation, Membership, Merger, Organization
from tests import make

pytestmark = pytest.mark.django_db
TOMORROW = dt.date(2099, 1, 1)


@pytest.fixture
def kept() -> Organization:
    return make.organization("Ministerio de Desarrollo Social", slug="mides", acronym="MIDES")


@pytest.fixture
def merged() -> Organization:
    return make.organization(
        "Ministerio de Inclusión", slug="inclusion", acronym="MIN", email_domain="inclusion.example"
    )


def merger(merged: Organization, kept: Organization, chloe: Person) -> Merger:
    merged.refresh_from_db()
    return Merger(kept=kept, merged=merged, reason="By decree 12.").make(by=chloe)


def role_of(person: Person, organization: Organization) -> str:
    return str(organization.memberships.active().of(person).values_list("role", flat=True).get())


def everything() -> dict[str, Any]:
    """Every row of every table that a merger may touch, except what only ever grows."""
    grows = {"Event", "Letter", "Merger", "Facet"}  # a count of nothing may stay behind
    found = {}
    for model in apps.get_models(include_auto_created=True):
        grown = model.__name__ in grows or model.__module__.startswith("pghistory")
        grown = grown or issubclass(model, pghistory.models.Event)
        if model._meta.managed and not grown:
            rows = serializers.serialize("python", model._base_manager.order_by("pk"))
            found[model._meta.label] = rows
    for row in found["members.Organization"]:
        del row["fields"]["status_since"]  # it came back today
    return found


def world(kept: Organization, merged: Organization) -> dict[str, Any]:
    """One of everything on both sides, and all that would stand twice."""
    people = {
        "focal": make.member(kept, "focal_point"),
        "other focal": make.member(merged, "focal_point", language="es"),
        "in both": make.member(merged, "deputy"),
        "asked here": make.member(merged, "editor"),
        "follower": make.person(),
    }
    kept.memberships.create(person=people["in both"], role="viewer", confirmed_at=timezone.now())
    kept.memberships.create(person=people["asked here"], role="viewer")
    theme, second = make.theme("a"), make.theme("b")
    kept.knows.set([theme])
    merged.knows.set([theme, second])
    sheet = make.published(merged, title="Visits")
    offer = Offer.objects.create(organization=merged, title="We share", valid_until=TOMORROW)
    request = make.request(people["focal"])
    twin = request.parties.create(organization=merged, role="first-provider", state="accepted")
    own = make.request(people["other focal"])
    for one in (kept, merged):
        Follow.objects.create(person=people["follower"], subject=one)
        soon = timezone.now() + dt.timedelta(days=9)
        Invitation.objects.create(organization=one, email="Nora@example.org", expires_at=soon)
    Follow.objects.create(person=people["focal"], subject=merged)
    FormerAddress.objects.create(slug="inclusion-social", organization=merged)
    merged.names.create(kind="former", text="Secretaría de Inclusión")
    return {**people, "sheet": sheet, "offer": offer, "request": request, "own": own, "twin": twin}


def test_everything_moves(kept: Organization, merged: Organization, chloe: Person):
    things = world(kept, merged)
    merger(merged, kept, chloe)
    for name in ("sheet", "offer", "own"):
        things[name].refresh_from_db()
        assert things[name].organization == kept, name
    assert things["sheet"].lessons.get().organization == kept
    assert set(kept.knows.values_list("slug", flat=True)) == {"a", "b"}
    assert Follow.objects.of(kept).count() == 2
    assert kept.invitations.filter(withdrawn_at=None).count() == 1
    assert kept.former_addresses.count() == 2


def test_the_merged_one_is_retired_and_leads_to_the_kept_one(
    kept: Organization, merged: Organization, chloe: Person
):
    merger(merged, kept, chloe)
    merged.refresh_from_db()
    assert (merged.status, merged.merged_into) == ("retired", kept)
    assert FormerAddress.objects.get(slug="inclusion").organization == kept
    former = kept.names.filter(kind="former").values_list("text", flat=True)
    assert set(former) == {"Ministerio de Inclusión", "MIN"}
    assert kept.names.get(kind="alias").text == "inclusion.example"


def test_people_keep_the_higher_of_two_roles_and_there_is_one_focal_point(
    kept: Organization, merged: Organization, chloe: Person
):
    things = world(kept, merged)
    merger(merged, kept, chloe)
    roles = {name: role_of(things[name], kept) for name in ("focal", "other focal", "in both")}
    assert roles == {"focal": "focal_point", "other focal": "deputy", "in both": "deputy"}
    assert role_of(things["asked here"], kept) == "editor"
    assert not merged.memberships.active().exists()


def test_a_focal_point_keeps_the_office_where_it_is_free(
    kept: Organization, merged: Organization, chloe: Person
):
    boris = make.member(merged, "focal_point")
    kept.memberships.create(person=boris, role="editor", confirmed_at=timezone.now())
    merger(merged, kept, chloe)
    assert role_of(boris, kept) == "focal_point"


def test_who_stood_twice_in_an_exchange_stands_there_once_as_its_recipient(
    kept: Organization, merged: Organization, chloe: Person
):
    things = world(kept, merged)
    merger(merged, kept, chloe)
    parties = things["request"].parties.filter(organization=kept)
    assert {(party.role, party.state) for party in parties} == {
        ("recipient", "accepted"),
        ("first-provider", "declined"),
    }
    assert not things["request"].parties.filter(organization=merged).exists()


def test_the_recipient_stays_also_when_it_is_the_one_that_moves(
    kept: Organization, merged: Organization, chloe: Person
):
    asks = make.request(make.member(merged, "focal_point"))
    asks.parties.create(organization=kept, role="first-provider", state="invited")
    merger(merged, kept, chloe)
    assert asks.parties.present().get().role == "recipient"
    assert Exchange.objects.get(pk=asks.pk).organization == kept


def test_both_sides_are_told_why_each_in_her_language(
    kept: Organization, merged: Organization, chloe: Person
):
    things = world(kept, merged)
    merger(merged, kept, chloe)
    letters = Letter.objects.filter(name="organizations_merged")
    told = {"focal", "other focal", "in both"}
    assert {letter.person for letter in letters} == {things[name] for name in told}
    assert {letter.language for letter in letters} == {"en", "es"}
    assert all("By decree 12." in letter.body for letter in letters)
    assert Event.objects.of(merged).get(name="merge").reason == "By decree 12."
    assert Event.objects.of(kept).get(name="take_in").by == chloe


def test_undone_all_is_as_it_was(kept: Organization, merged: Organization, chloe: Person):
    world(kept, merged)
    before = everything()
    done = merger(merged, kept, chloe)
    assert everything() != before
    assert done.undo(by=chloe, reason="It was another one.") == 0
    after = everything()
    assert {name for name in before if before[name] != after[name]} == set()
    parted = Letter.objects.filter(name="organizations_parted")
    assert parted.count() == 3
    assert "It was another one." in parted[0].body


def test_what_was_made_meanwhile_stays_and_what_was_changed_is_told(
    kept: Organization, merged: Organization, chloe: Person
):
    things = world(kept, merged)
    third = make.organization()
    done = merger(merged, kept, chloe)
    newer = make.sheet(kept, title="Written after the merger")
    type(things["sheet"]).objects.filter(pk=things["sheet"].pk).update(title="Renamed")
    Offer.objects.filter(pk=things["offer"].pk).update(organization=third)
    kept.memberships.filter(person=things["in both"], ended_at=None).update(role="editor")
    assert done.undo(by=chloe, reason="It was another one.") == 2
    for name in ("sheet", "offer"):
        things[name].refresh_from_db()
    newer.refresh_from_db()
    assert newer.organization == kept
    assert (things["sheet"].organization, things["sheet"].title) == (merged, "Renamed")
    assert things["offer"].organization == third
    assert role_of(things["in both"], kept) == "editor"
    assert role_of(things["in both"], merged) == "deputy"


def test_after_thirty_days_it_stays(kept: Organization, merged: Organization, chloe: Person):
    done = merger(merged, kept, chloe)
    long_ago = timezone.now() - dt.timedelta(days=30, minutes=1)
    Merger.objects.filter(pk=done.pk).update(at=long_ago)
    assert not Merger.objects.can_be_undone().exists()
    with pytest.raises(MoveRefused, match="30 days"):
        done.undo(by=chloe, reason="Too late.")
    merged.refresh_from_db()
    assert merged.merged_into == kept


def test_a_merger_is_undone_once(kept: Organization, merged: Organization, chloe: Person):
    done = merger(merged, kept, chloe)
    done.undo(by=chloe, reason="Mistake.")
    with pytest.raises(MoveRefused, match="already undone"):
        Merger.objects.get().undo(by=chloe, reason="Mistake.")
    merger(merged, kept, chloe)  # and may be made again
    assert Merger.objects.standing().count() == 1


def test_a_chain_is_undone_from_its_end(kept: Organization, merged: Organization, chloe: Person):
    third = make.organization("Gabinete Social", slug="gabinete")
    make.published(merged, title="Visits")
    first = merger(merged, kept, chloe)
    second = merger(kept, third, chloe)
    merged.refresh_from_db()
    assert merged.merged_into == third  # its address leads to the last one at once
    with pytest.raises(MoveRefused, match="undo that first"):
        first.undo(by=chloe, reason="Mistake.")
    assert second.undo(by=chloe, reason="Mistake.") == 0
    assert first.undo(by=chloe, reason="Mistake.") == 0
    assert merged.experiences.get().title == "Visits"


@pytest.mark.parametrize("status", ["applied", "suspended", "refused", "retired"])
def test_only_approved_ones_are_merged(
    kept: Organization, merged: Organization, chloe: Person, status: str
):
    for one, other in ((kept, merged), (merged, kept)):
        Organization.objects.filter(pk=one.pk).update(status=status)
        with pytest.raises(MoveRefused, match="Only approved"):
            merger(merged, kept, chloe)
        with pytest.raises(MoveRefused, match="Only approved"):
            merger(kept, merged, chloe)
        Organization.objects.filter(pk=one.pk).update(status="approved")
        assert other.status == "approved"
    assert not Event.objects.exists()


def test_neither_with_itself_nor_in_a_circle_nor_twice(
    kept: Organization, merged: Organization, chloe: Person
):
    with pytest.raises(MoveRefused, match="with itself"):
        merger(kept, kept, chloe)
    merger(merged, kept, chloe)
    for one, into in ((kept, merged), (merged, kept), (merged, make.organization())):
        with pytest.raises(MoveRefused, match="already been merged"):
            merger(one, into, chloe)


def test_it_is_the_secretariats_with_a_reason(
    kept: Organization, merged: Organization, amina: Person, chloe: Person
):
    with pytest.raises(PermissionDenied):
        merger(merged, kept, amina)
    with pytest.raises(MoveRefused):
        Merger(kept=kept, merged=merged, reason=" ").make(by=chloe)
    assert not Merger.objects.exists()
    done = merger(merged, kept, chloe)
    with pytest.raises(PermissionDenied):
        done.undo(by=amina, reason="Give it back.")
    with pytest.raises(MoveRefused):
        done.undo(by=chloe, reason="")
    done.refresh_from_db()
    assert done.undone_at is None


def test_no_column_of_a_later_floor_is_forgotten(kept: Organization):
    """All that points to an organization moves, but history and what tells of itself."""
    found = {place.key for place in moving.places(kept)}
    pointing = {
        f"{model._meta.label_lower}.{field.attname}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Organization
        if not issubclass(model, pghistory.models.Event) and model._meta.label not in moving.OWN
    }
    kept_by_triggers = {"experiences.lessonentry.organization_id"}
    assert found == pointing - kept_by_triggers | {"community.follow.subject_id"}
    assert "exchanges.party.organization_id" in found


def test_themes_are_still_one_each(kept: Organization, merged: Organization, chloe: Person):
    world(kept, merged)
    done = merger(merged, kept, chloe)
    assert done.moved["stayed"] == {
        "members.knowntheme.content_object_id": [
            merged.knows.through.objects.get(content_object=merged).pk
        ],
        "community.follow.subject_id": [Follow.objects.of(merged).get().pk],
    }
    assert Theme.objects.count() == 3


def test_who_is_let_in_while_two_become_one_takes_no_office_in_the_one(kept, merged, chloe):
    """The leader has pressed, and waits for the merger: of the organization that she sees nobody
    is left, so the first one who comes would lead it."""
    leader = make.member(kept, "deputy")  # nobody holds the office
    make.member(merged, "focal_point")
    asking = Membership(organization=merged, person=make.person()).ask()
    merger(merged, kept, chloe)
    kept.memberships.filter(role="focal_point").delete()
    pressed = Membership.objects.get(pk=asking.pk)
    pressed.organization = merged  # as it was when she pressed
    pressed.accept(by=leader, role="viewer")
    assert role_of(asking.person, kept) == "viewer"
    assert pressed.organization == kept
