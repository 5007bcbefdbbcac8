"""The plan: numbered versions, and all partners accept the same one."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from exchanges.models import Party
from tests import make
from tests.exchanges import stages


def accepted(exchange) -> set[str]:
    return {str(p) for p in exchange.parties.exclude(accepted_version=None)}


def first_of(person):
    """The letter about the first version of the plan."""
    return Letter.objects.get(name="plan_written", person=person, body__contains="version 1")


def test_with_the_last_acceptance_the_exchange_is_agreed(who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    stages.party(exchange, "first-provider").agree(1, by=who.boris)
    assert stages.fresh(exchange).status == "shaping"
    assert not Letter.objects.filter(name="exchange_agreed").exists()
    stages.party(exchange, "recipient").agree(1, by=who.amina)
    exchange = stages.fresh(exchange)
    assert exchange.status == "agreed"
    assert exchange.agreed_at
    assert Letter.objects.filter(name="exchange_agreed").count() == 2
    assert Event.objects.filter(name="agree", is_public=True).count() == 1


def test_a_change_of_scope_takes_all_acceptances_back(who):
    exchange = stages.agreed(who)
    assert accepted(exchange)
    stages.write_plan(exchange, who.amina, based_on=1, costs="Chile pays all.")
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.agreed_at, exchange.plan.version) == ("shaping", None, 2)
    assert accepted(exchange) == set()
    letter = Letter.objects.get(name="plan_written", address=who.boris.email)
    assert "Ministerio de Desarrollo Social has changed the plan" in letter.body
    assert "+ Chile pays all." in letter.body
    assert "What was accepted before no longer counts" in letter.body
    assert "What was accepted" not in first_of(who.amina).body  # nobody had accepted anything


def test_who_does_not_sign_is_not_told_that_it_is_her_turn(who):
    exchange = stages.shaping(who)
    Party.invite(exchange, who.of(who.dana), "observer", by=who.amina).accept(by=who.dana)
    stages.write_plan(exchange, who.boris)
    assert "It is your turn" in first_of(who.amina).body
    assert "It is your turn" not in first_of(who.dana).body


def test_the_same_plan_again_is_no_new_version(who):
    exchange = stages.agreed(who)
    stages.write_plan(exchange, who.boris, based_on=1)
    assert stages.fresh(exchange).status == "agreed"
    assert exchange.plans.count() == 1


def test_boris_cannot_accept_a_version_that_is_no_longer_the_newest(who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    stages.write_plan(exchange, who.amina, based_on=1, costs="Half and half.")
    with pytest.raises(MoveRefused) as refusal:
        stages.party(exchange, "first-provider").agree(1, by=who.boris)
    assert "newest version" in refusal.value.messages[0]
    assert accepted(exchange) == set()


def test_nobody_overwrites_a_version_she_has_not_seen(who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    with pytest.raises(MoveRefused):
        stages.write_plan(exchange, who.amina, based_on=0, costs="Half and half.")
    assert exchange.plans.count() == 1


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"objective": " "}, "objective"),
        ({"costs": ""}, "costs"),
        ({"activities": []}, "activities"),
    ],
)
def test_a_plan_says_what_for_who_pays_and_when(lacking, field, who):
    exchange = stages.shaping(who)
    with pytest.raises(MoveRefused) as refusal:
        stages.write_plan(exchange, who.boris, **lacking)
    assert list(refusal.value.message_dict) == [field]


def test_a_written_version_is_never_changed(who):
    exchange = stages.shaping(who)
    plan = stages.write_plan(exchange, who.boris)
    plan.costs = "You pay."
    with pytest.raises(ProgrammingError), transaction.atomic():
        plan.save()


def test_a_partner_who_joins_signs_too(who):
    exchange = stages.agreed(who)
    Party.invite(exchange, who.of(who.dana), "funder", by=who.amina)
    assert stages.fresh(exchange).status == "agreed"
    stages.party(exchange, "funder").accept(by=who.dana)
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.plan.version) == ("shaping", 2)
    for role, person in (("funder", who.dana), ("recipient", who.amina)):
        stages.party(exchange, role).agree(2, by=person)
    assert stages.fresh(exchange).status == "shaping"
    stages.party(exchange, "first-provider").agree(2, by=who.boris)
    assert stages.fresh(exchange).status == "agreed"


def test_an_observer_does_not_stop_what_is_agreed(who):
    exchange = stages.agreed(who)
    observer = Party.invite(exchange, who.of(who.dana), "observer", by=who.amina)
    observer.accept(by=who.dana)
    assert stages.fresh(exchange).status == "agreed"
    with pytest.raises(PermissionDenied):
        observer.agree(1, by=who.dana)


def test_accepting_twice_is_accepting_once(who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    for _ in range(2):
        stages.party(exchange, "first-provider").agree(1, by=who.boris)
    assert Event.objects.filter(name="accept_plan").count() == 1


@pytest.mark.parametrize("role", ["stranger", "editor", "amina", "secretariat"])
def test_nobody_accepts_in_the_name_of_another(role, who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    somebody = {
        "stranger": make.person(),
        "editor": make.member(who.of(who.boris), "editor"),
        "amina": who.amina,
        "secretariat": who.chloe,
    }[role]
    with pytest.raises(PermissionDenied):
        stages.party(exchange, "first-provider").agree(1, by=somebody)


def test_an_editor_writes_a_plan_but_opens_no_agreement_again(who):
    exchange = stages.shaping(who)
    editor = make.member(who.of(who.amina), "editor")
    stages.write_plan(exchange, who.boris)
    from_editor = {"by": editor, "for_": who.of(who.amina)}
    plan = exchange.plans.model.write(
        exchange,
        **from_editor,
        based_on=1,
        objective="O",
        costs="C",
        activities=[stages.activity()],
    )
    for role, person in (("first-provider", who.boris), ("recipient", who.amina)):
        stages.party(exchange, role).agree(plan.version, by=person)
    with pytest.raises(PermissionDenied):
        exchange.plans.model.write(
            exchange, **from_editor, based_on=2, objective="P", costs="C",
            activities=[stages.activity()],
        )  # fmt: skip


@pytest.mark.parametrize("state", ["open", "running", "reporting", "completed", "cancelled"])
def test_a_plan_is_written_while_it_is_shaped(state, who):
    exchange = stages.force(stages.agreed(who), state)
    with pytest.raises(MoveRefused):
        stages.write_plan(exchange, who.boris, based_on=1, costs="Other.")


def test_the_difference_between_two_versions_is_said_in_lines(who):
    exchange = stages.shaping(who)
    first = stages.write_plan(exchange, who.boris, objective="Visit every family.\nIn one year.")
    second = stages.write_plan(
        exchange, who.boris, based_on=1, objective="Visit every family.\nIn two years."
    )
    assert second.changes_since(first) == [
        ("removed", "objective", "In one year."),
        ("added", "objective", "In two years."),
    ]
    assert {what for what, _part, _line in first.changes_since(None)} == {"added"}


# --- The form ------------------------------------------------------------------------------------

ROW = {
    "title": "Visit", "instrument": "study-visit", "mode": "in-person", "place": "Kingston",
    "starts_on": "2027-03-01", "ends_on": "2027-03-03",
}  # fmt: skip


@pytest.fixture
def sends(who, client):
    """Boris sends the plan with one activity; ``changes`` are of its row, ``more`` of the rest."""
    exchange = stages.shaping(who)
    client.force_login(who.boris)
    path = f"/en/exchanges/{exchange.number}/plan/"
    whole = {
        "organization": who.of(who.boris).pk, "based_on": "0", "objective": "Visit.",
        "costs": "Half.", "activities-TOTAL_FORMS": "1", "activities-INITIAL_FORMS": "0",
    }  # fmt: skip

    def send(more: dict[str, str] | None = None, **changes: str):
        row = {f"activities-0-{name}": value for name, value in {**ROW, **changes}.items()}
        return client.post(path, {**whole, **row, **(more or {})})

    return SimpleNamespace(plan=send, path=path, exchange=exchange)


def test_another_activity_is_added_without_a_word_against_what_is_typed(sends, client):
    page = sends.plan({"add": "1", "objective": "", "costs": "I pay"}, title="", place="Bogotá")
    rows = page.context["activities"]
    assert [row["place"].value() for row in rows] == ["Bogotá", None]
    assert 'role="alert"' not in page.text
    assert "data-invalid" not in page.text
    assert "I pay" in page.text
    assert sends.exchange.plans.count() == 0
    counts = {rows.management_form.add_prefix(name): value
              for name, value in rows.management_form.initial.items()}  # fmt: skip
    assert sends.plan(counts).status_code == 302  # the row that stays empty is no obstacle
    assert sends.exchange.activities.get().title == "Visit"


def test_a_row_is_added_beside_those_of_the_plan(sends, client):
    sends.plan()
    kept = client.get(sends.path).context["activities"].forms[0].initial["id"]
    count = {"activities-INITIAL_FORMS": "1", "activities-0-id": kept, "based_on": "1"}
    page = sends.plan({**count, "add": "1"}, title="A longer visit")
    rows = page.context["activities"]
    assert (rows.total_form_count(), rows.initial_form_count()) == (2, 1)
    assert [row["id"].value() for row in rows] == [str(kept), None]
    # The button that was pressed leads to the row that it made.
    opened = client.get(sends.path).text
    new = opened.count('id="activity-') + 1
    assert f'formaction="{sends.path}#activity-{new}"' in opened
    assert 'id="activity-2"' in page.text
    assert sends.plan(count, title="A longer visit").status_code == 302
    assert [(one.pk, one.title) for one in sends.exchange.activities.all()] == [
        (kept, "A longer visit")
    ]


def test_how_they_meet_is_chosen_by_nobody_else(sends, client):
    (row,) = client.get(sends.path).context["activities"]
    assert not row["mode"].value()
    page = sends.plan(mode="")
    assert list(page.context["activities"].forms[0].errors) == ["mode"]


def test_a_day_that_is_over_is_planned_only_where_it_is_meant(sends, client):
    page = sends.plan(starts_on="2026-03-01", ends_on="2026-03-03")
    (row,) = page.context["activities"]
    assert list(row.errors) == ["starts_on"]
    assert "This day is over." in page.text
    assert not row["is_past"].is_hidden
    assert sends.exchange.plans.count() == 0
    assert sends.plan(starts_on="2026-03-01", ends_on="2026-03-03", is_past="on").status_code == 302
    kept = sends.exchange.activities.get().pk  # in the plan already, it is not asked about again
    count = {"activities-INITIAL_FORMS": "1", "activities-0-id": kept, "based_on": "1"}
    answer = sends.plan(
        count, title="The first visit", starts_on="2026-03-01", ends_on="2026-03-03"
    )
    assert answer.status_code == 302


def test_activities_stay_as_they_are_where_only_the_words_of_the_plan_change(sends, client):
    sends.plan()
    kept = sends.exchange.activities.get()
    count = {"activities-INITIAL_FORMS": "1", "activities-0-id": kept.pk, "based_on": "1"}
    assert sends.plan({**count, "costs": "Chile pays."}).status_code == 302
    assert sends.exchange.plan.costs == "Chile pays."
    assert [one.pk for one in sends.exchange.activities.all()] == [kept.pk]
    page = sends.plan({**count, "based_on": "2", "activities-0-DELETE": "on"})
    assert page.context["activities"].non_form_errors() == ["Plan at least one activity."]


def test_a_wrong_activity_is_named_on_top_of_a_long_plan(sends, client):
    page = sends.plan({}, title="", place="Bogotá")
    summary = page.text.partition('class="summary"')[2].partition("</div>")[0]
    assert "Activity 1, " in summary


def test_who_joins_late_is_led_to_the_plan_and_is_not_said_to_have_changed_it(who):
    exchange = stages.shaping(who)
    stages.write_plan(exchange, who.boris)
    Party.invite(exchange, who.of(who.dana), "funder", by=who.amina).accept(by=who.dana)
    welcome = Letter.objects.get(name="party_welcomed", person=who.dana)
    assert "have a plan already" in welcome.body
    told = Letter.objects.get(name="plan_written", person=who.amina, body__contains="version 2")
    assert "There is a new version of the plan" in told.body
    assert "Funder: Inter-American Body" in told.body
