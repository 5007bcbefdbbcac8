"""Amina deletes her account: nothing of her is left anywhere, her ministry keeps what it did."""

import datetime as dt
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pghistory
import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from community import mail, traces
from community.acts import Act
from community.models import Event, Follow, Letter, Person
from exchanges.models import Exchange, Offer
from experiences.models import Experience
from members.farewell import take_leave
from members.models import Invitation, Membership, Merger, Organization, Registration
from tests import make
from tests.exchanges import stages

pytestmark = pytest.mark.django_db
NAME, ADDRESS, OTHER = "Amina Reyes", "amina@example.org", "amina.reyes@home.example"
SOON = dt.timedelta(days=9)


def places_of(person_id: int) -> Iterator[str]:
    """Every place that still tells of her: by name, by address, by a pointer, in any table."""
    for model in traces.tables():
        for row in model._base_manager.all():
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                told = str(value).lower()
                if field.is_relation and field.related_model is Person and value == person_id:
                    yield f"{model._meta.label}.{field.name} {row.pk} points to her"
                elif any(word.lower() in told for word in (NAME, ADDRESS, OTHER)):
                    yield f"{model._meta.label}.{field.name} {row.pk}: {told[:80]}"
    for metadata in pghistory.models.Context.objects.values_list("metadata", flat=True):
        if str(metadata.get("user")) == str(person_id):
            yield f"a context of {metadata}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        yield from (row[0] for row in cursor.fetchall() if ADDRESS in row[0].lower())


def a_full_life(amina: Person, boris: Person, chloe: Person) -> dict[str, Any]:
    """Everything that a person can leave behind, on every floor."""
    with pghistory.context(user=amina.pk, url="/en/my/"):
        exchange = stages.completed(stages.cast(amina, boris, chloe))
        ministry = make.ministry_of(amina)
        sheet = make.sheet(ministry, title="Visits", created_by=amina)
        sheet.submit(by=amina)
        sheet.publish(by=chloe)
        offer = Offer(organization=ministry, title="We share", valid_until=dt.date(2099, 1, 1))
        offer.make(by=amina, themes=[])
        ministry.official_email = ADDRESS.upper()
        ministry.description = f"Write to {ADDRESS}."
        ministry.revise(["official_email", "description"], by=amina)
    Organization.objects.filter(pk=ministry.pk).update(applied_by=amina, domain_proven_with=ADDRESS)
    Membership(person=amina, organization=make.ministry_of(boris), message="Me.").ask()
    amina.emailaddress_set.create(email=OTHER, verified=False)
    Invitation.objects.create(
        organization=make.ministry_of(boris), email=ADDRESS.title(), invited_by=amina,
        expires_at=timezone.now() + SOON,
    )  # fmt: skip
    Invitation.objects.create(
        organization=ministry, email="nora@example.org", invited_by=amina,
        expires_at=timezone.now() + SOON,
    )  # fmt: skip
    nora = make.person("nora@example.org")
    Membership(person=nora, organization=ministry, message="I work here.").ask()
    ministry.memberships.get(person=nora).accept(by=amina)
    Registration.objects.create(person=amina, answers={"official_email": ADDRESS})
    Follow.objects.create(person=amina, subject=sheet)
    Authenticator.objects.create(user=amina, type="totp", data={"secret": "s"})
    sessions = import_module(settings.SESSION_ENGINE).SessionStore()
    sessions.create()
    UserSession.objects.create(user=amina, session_key=sessions.session_key, ip="10.0.0.1")
    mail.enqueue("code", ADDRESS, "en", "A code", "123456", is_secret=True)
    mail.enqueue("told", chloe.email, "en", f"About {NAME}", f"{ADDRESS} asks.", person=chloe)
    kind = ContentType.objects.get_for_model(Person)
    LogEntry.objects.create(
        user=chloe, content_type=kind, object_id=amina.pk, object_repr=NAME, action_flag=2
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            " VALUES ('default', 'old', '{\"to\": \"Amina@Example.org\"}')"
        )
    return {"exchange": exchange, "sheet": sheet, "offer": offer, "ministry": ministry}


def test_nothing_of_her_is_left_in_any_table(amina: Person, boris: Person, chloe: Person):
    a_full_life(amina, boris, chloe)
    number = amina.pk
    assert len(list(places_of(number))) > 40  # else the walk below would prove nothing
    assert take_leave(amina, by=amina)
    assert list(places_of(number)) == []


def test_what_her_organization_did_stays_under_its_name(
    amina: Person, boris: Person, chloe: Person
):
    made = a_full_life(amina, boris, chloe)
    ministry = made["ministry"]
    versions = made["sheet"].versions
    before = versions.count()
    take_leave(amina, by=amina)
    assert Experience.objects.get(pk=made["sheet"].pk).status == "published"
    assert Exchange.objects.get(pk=made["exchange"].pk).reports.count() == 2
    assert Offer.objects.filter(pk=made["offer"].pk).exists()
    act = Event.objects.of(made["sheet"]).get(name="submit")
    assert (act.by, act.organization_name) == (None, "Ministerio de Desarrollo Social")
    assert versions.count() == before  # nobody changed the sheet
    ministry.refresh_from_db()
    assert ministry.description == "Write to …."
    assert ministry.official_email == ""


def test_who_came_today_takes_her_name_out_of_nothing_of_yesterday(amina: Person, chloe: Person):
    """She asks to join a ministry before, which makes all that is told of it worth a look."""
    ministry = make.ministry_of(amina)
    Event.record(ministry, "suspend", Act(chloe, reason="See https://…"))
    Event.objects.update(at=timezone.now() - dt.timedelta(days=1))
    old = mail.enqueue("told", chloe.email, "en", "For you", "See https://…", person=chloe)
    Letter.objects.update(written_at=timezone.now() - dt.timedelta(days=1))
    vandal = make.person("vandal@example.org", name="https")
    Membership(person=vandal, organization=ministry).ask()
    new = mail.enqueue("told", chloe.email, "en", "For you", "It is https.", person=chloe)
    take_leave(vandal, by=vandal)
    assert Letter.objects.get(pk=old.pk).body == "See https://…\n"
    assert Letter.objects.get(pk=new.pk).body == "It is ….\n"
    assert Event.objects.get(name="suspend").reason == "See https://…"
    asked = Letter.objects.get(name="join_requested", person=amina)
    assert "https" not in asked.subject


def test_others_keep_their_letters_and_their_names(amina: Person, boris: Person, chloe: Person):
    a_full_life(amina, boris, chloe)
    theirs = Letter.objects.filter(person=boris).count()
    take_leave(amina, by=amina)
    assert Letter.objects.filter(person=boris).count() == theirs
    assert Letter.objects.get(name="told").body == "… asks.\n"
    assert Event.objects.filter(by=boris).exists()
    assert Person.objects.filter(pk=boris.pk, name="Boris Clarke").exists()


def test_an_address_that_only_begins_like_hers_stays(amina: Person):
    other = make.organization(description=f"x{ADDRESS} or {ADDRESS}.uy or a.{ADDRESS}")
    take_leave(amina, by=amina)
    before = other.description
    other.refresh_from_db()
    assert other.description == before


def test_a_name_that_is_a_common_word_spoils_nothing_elsewhere(amina: Person, boris: Person):
    """Nobody wipes a word out of the portal by taking it for a name."""
    mail.enqueue("x", boris.email, "en", "The report", "Read the report of today.", person=boris)
    sheet = make.published(make.ministry_of(boris), title="The first report")
    Event.record(sheet, "x", make.ministry_of(boris).act(boris, "Because of the report."))
    somebody = make.person(name="report")
    take_leave(somebody, by=somebody)
    assert Letter.objects.get(name="x").body == "Read the report of today.\n"
    assert Event.objects.get(name="x").reason == "Because of the report."
    sheet.refresh_from_db()
    assert sheet.title == "The first report"


def test_the_secretariat_and_the_deputies_hear_that_the_office_is_free(
    amina: Person, chloe: Person
):
    ministry = make.ministry_of(amina)
    deputy = make.member(ministry, "deputy", language="es")
    make.member(ministry, "editor")
    take_leave(amina, by=amina)
    letters = Letter.objects.filter(name="office_vacant")
    assert {letter.person for letter in letters} == {chloe, deputy}
    assert all("Ministerio de Desarrollo Social" in letter.body for letter in letters)
    desk = f"/admin/members/organization/{ministry.pk}/change/"
    assert {letter.person for letter in letters if desk in letter.body} == {chloe}
    event = Event.objects.of(ministry).get(name="person_left")
    assert (event.by, event.organization_number) == (None, ministry.number)


def test_nobody_is_troubled_where_the_office_is_not_free(amina: Person, chloe: Person):
    editor = make.member(make.ministry_of(amina), "editor")
    take_leave(editor, by=editor)
    assert not Letter.objects.exists()


def test_going_twice_is_going_once(amina: Person, chloe: Person):
    again = Person.objects.get(pk=amina.pk)
    assert take_leave(amina, by=amina)
    assert not take_leave(again, by=again)
    assert Letter.objects.filter(name="office_vacant").count() == 1


def test_a_merger_can_still_be_undone_after_somebody_went(
    amina: Person, boris: Person, chloe: Person
):
    exchange = stages.agreed(stages.cast(amina, boris, chloe))
    kept, merged = make.ministry_of(amina), make.ministry_of(boris)
    merger = Merger(kept=kept, merged=merged, reason="One ministry now.").make(by=chloe)
    assert f'"accepted_by_id": {boris.pk}' in json.dumps(merger.moved)
    number = boris.pk
    take_leave(boris, by=boris)
    merger.refresh_from_db()
    assert f'"accepted_by_id": {number}' not in json.dumps(merger.moved)
    merger.undo(by=chloe, reason="They are two.")
    connection.check_constraints()
    assert exchange.parties.get(role="first-provider").organization == merged


def test_the_walk_looks_at_every_column_that_points_to_a_person():
    assert {f"{column.model.__name__}.{column.name}" for column in traces.columns_of_people()} >= {
        "Event.by",
        "ExperienceVersion.submitted_by",
        "Membership.confirmed_by",
        "PartyVersion.accepted_by",
        "UserSession.user",
    }
    assert all(isinstance(column, models.ForeignKey) for column in traces.columns_of_people())
