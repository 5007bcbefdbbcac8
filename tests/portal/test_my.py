"""My page: a focal point knows at every moment what waits for her."""

import pytest
from django.utils.formats import date_format

from exchanges.models import Party, Seat
from members.models import Invitation, Organization
from tests import make
from tests.exchanges import stages

MY_QUERIES = 30


def titles(page) -> list[str]:
    return [f"{thing.what}: {thing.title}" for thing in page.context["waiting"]]


def test_a_visitor_is_asked_to_sign_in(client):
    answer = client.get("/en/my/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/accounts/login/")


def test_nothing_waits_for_somebody_new(client, db):
    client.force_login(make.person())
    page = client.get("/en/my/")
    assert titles(page) == []
    assert "You are not part of an organization yet" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


NOTHING = "Nothing waits for you."


def test_with_a_registration_or_first_steps_open_it_is_not_the_turn_of_others(client, db):
    nora = make.person()
    client.force_login(nora)
    assert NOTHING not in client.get("/en/my/").text  # first steps are open
    nora.dismiss_first_steps()
    assert NOTHING in client.get("/en/my/").text
    client.post("/en/organizations/register/kind/", {"kind": "ministry"})
    page = client.get("/en/my/").text
    assert "Your registration waits to be sent" in page
    assert NOTHING not in page


def test_the_secretariat_is_not_sent_to_find_an_organization(client, chloe):
    client.force_login(chloe)
    page = client.get("/en/my/").text
    assert "First steps" in page
    assert "Find your organization" not in page
    assert "You are not part of an organization yet" not in page


def test_an_invitation_and_the_yearly_question_wait_for_their_readers(client, amina):
    ministry, nora = make.ministry_of(amina), make.person("nora@example.org")
    Invitation(organization=ministry, email=nora.email, role="editor").send(by=amina)
    Organization.objects.filter(pk=ministry.pk).update(confirmation_asked_at="2026-01-01T00:00Z")
    client.force_login(nora)
    assert titles(client.get("/en/my/")) == [
        "Accept the invitation, or let it pass: Ministerio de Desarrollo Social (Chile)"
    ]
    client.force_login(amina)
    assert titles(client.get("/en/my/")) == [
        "Confirm that all this is still so: Ministerio de Desarrollo Social (Chile)"
    ]


def test_a_returned_sheet_and_a_request_to_join_wait_for_the_focal_point(client, amina, chloe):
    ministry = make.ministry_of(amina)
    sheet = make.sheet(ministry, title="Visits")
    sheet.submit(by=amina)
    sheet.return_(by=chloe, reason="Which year?")
    newcomer = make.person(name="Nora")
    ministry.memberships.model(person=newcomer, organization=ministry).ask()
    client.force_login(amina)
    assert titles(client.get("/en/my/")) == [
        "Complete and submit again: Visits",
        "Let Nora join, or decline: Ministerio de Desarrollo Social (Chile)",
    ]


def test_an_invitation_waits_for_the_invited_and_for_nobody_else(client, amina, boris, chloe):
    exchange = make.request(amina, title="Learn")
    invited = {"role": "first-provider", "state": "invited", "asked_by": amina}
    exchange.parties.create(organization=make.ministry_of(boris), **invited)
    client.force_login(boris)
    assert titles(client.get("/en/my/")) == []  # not opened: he must not know
    exchange.submit(by=amina)
    exchange.open(by=chloe)
    assert titles(client.get("/en/my/")) == ["Answer the invitation: Learn"]
    client.force_login(amina)
    assert titles(client.get("/en/my/")) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_my_page_asks_the_same_number_of_questions(
    client, amina, boris, chloe, rows, django_assert_num_queries
):
    for _row in range(rows):
        make.sheet(make.ministry_of(amina))
        exchange = make.request(amina)
        exchange.submit(by=amina)
        exchange.open(by=chloe)
        Party.offer(exchange, make.ministry_of(boris), "first-provider", by=boris)
    client.force_login(amina)
    client.get("/en/my/")
    with django_assert_num_queries(MY_QUERIES):
        page = client.get("/en/my/")
    assert len(titles(page)) == rows


def test_what_she_carries_out_comes_after_what_stands_still(client, amina, boris, chloe):
    who = stages.cast(amina, boris, chloe)
    stages.later(stages.agreed(who), 9)
    running = stages.running(who)
    exchange = stages.opened(who, title="New")
    start, go = "Start it when your activities begin", "Carry out your activities"
    learn = "Learn to visit families"
    client.force_login(who.boris)
    page = client.get("/en/my/")
    told = ["Answer the invitation: New", f"{go}: {learn}", f"{start}: {learn}"]
    assert titles(page) == told
    assert page.text.count("Your turn:") == 2  # the cards of his exchanges
    running.activities.update(ends_on="2020-01-01", starts_on="2020-01-01")
    untold = f"Say how the activity went: {learn}"
    assert titles(client.get("/en/my/")) == [untold, told[0], told[2]]  # one thing at a time
    client.force_login(who.amina)
    assert titles(client.get("/en/my/")) == [untold, told[2]]
    assert exchange.pk not in client.get("/en/my/").context["yours"]


def test_a_ministry_named_in_anothers_draft_does_not_see_it(client, amina, boris):
    draft = make.request(amina, title="Not yet said")
    draft.parties.create(
        organization=make.ministry_of(boris), role="first-provider", state="invited"
    )
    client.force_login(boris)
    assert "Not yet said" not in client.get("/en/my/").content.decode()
    client.force_login(amina)
    assert "Not yet said" in client.get("/en/my/").content.decode()


def test_a_draft_without_a_title_can_be_opened_and_told_from_another(client, amina):
    sheet = make.sheet(make.ministry_of(amina), title="")
    client.force_login(amina)
    page = client.get("/es/my/").content.decode()
    assert f'<a href="/es/experiences/{sheet.slug}/">Una experiencia sin título</a>' in page
    assert f"<li>{sheet.number}</li>" in page


def test_where_an_organization_comes_along_is_on_the_page_of_its_people(
    client, amina, boris, chloe
):
    who = stages.cast(amina, boris, chloe)
    activity = stages.agreed(who).activities.get()
    activity.exchange.activities.update(open_seats=5)
    activity.refresh_from_db()
    reader = make.member(who.of(who.dana), "viewer")
    seat = Seat(activity=activity, organization=who.of(who.dana), number=2)
    seat.ask(by=who.dana)

    def told(person) -> list[str]:
        client.force_login(person)
        return [str(one.get_state_display()) for one in client.get("/en/my/").context["seats"]]

    assert told(reader) == told(who.dana) == ["Asked for"]
    assert told(boris) == told(make.person()) == []
    seat.grant(by=boris, for_=who.of(boris))
    assert told(reader) == ["Granted"]
    page = client.get("/en/my/").text
    assert f'<a href="{activity.get_absolute_url()}">Visit</a>' in page
    assert date_format(activity.starts_on) in page
    stages.force(activity.exchange, "cancelled")
    assert told(reader) == []
    stages.force(activity.exchange, "agreed")
    seat.give_back(by=who.dana)
    assert told(reader) == []
