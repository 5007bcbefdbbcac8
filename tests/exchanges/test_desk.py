"""The secretariat's desk: decisions by verbs, states read-only, a report waived with a reason."""

from types import SimpleNamespace

import pytest
from django.contrib import admin

from community.models import Event
from exchanges.admin import ExchangeAdmin
from exchanges.models import Exchange, Offer, Party
from tests import make
from tests.as_shown import as_shown
from tests.exchanges import stages
from tests.exchanges.test_offers import offer

LIST, LIST_QUERIES = "/admin/exchanges/exchange/", 13


@pytest.fixture
def desk(who, client):
    client.force_login(who.chloe)
    return client


def change(thing) -> str:
    return f"/admin/exchanges/{thing._meta.model_name}/{thing.pk}/change/"


def test_chloe_opens_a_request_from_the_desk(who, desk):
    exchange = stages.submitted(who)
    page = desk.get(change(exchange))
    assert "What the public would see" in page.text
    assert exchange.need in page.text
    desk.post(f"/admin/exchanges/exchange/{exchange.pk}/move/open/")
    assert stages.fresh(exchange).status == "open"
    assert Event.objects.get(name="open").by == who.chloe


def test_the_preview_holds_no_private_word(who, desk):
    exchange = make_with_note(who)
    preview = desk.get(change(exchange)).context["preview"]
    assert exchange.need in preview
    assert "SECRET-NOTE" not in preview


def make_with_note(who) -> Exchange:
    exchange = stages.submitted(who)
    Exchange.objects.filter(pk=exchange.pk).update(private_note="SECRET-NOTE")
    return stages.fresh(exchange)


def test_a_return_needs_a_reason(who, desk):
    exchange = stages.submitted(who)
    path = f"/admin/exchanges/exchange/{exchange.pk}/move/return/"
    desk.post(path, {"reason": ""})
    assert stages.fresh(exchange).status == "submitted"
    desk.post(path, {"reason": "Which districts?"})
    assert stages.fresh(exchange).status == "returned"


def test_texts_are_mended_and_the_state_is_not_touched(who, desk):
    exchange = stages.opened(who)
    sent = {
        "status": "completed", "kind": "multilateral", "language": "en", "title": "A better title",
        "need": "Need.", "tried": "", "result_wanted": "Result.", "private_note": "",
        "themes": ["cash-transfers"], "populations": [], "instruments": ["workshop"],
        "languages": [], "funding": "none", "activities_on_record": "", "results_on_record": "",
        "wider_learning": "",
        "parties-TOTAL_FORMS": "0", "parties-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = desk.post(change(exchange), sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    exchange = stages.fresh(exchange)
    assert (exchange.title, exchange.status, exchange.kind) == (
        "A better title",
        "open",
        "bilateral",
    )
    assert exchange.instruments == ["workshop"]


def test_chloe_names_the_building_block_that_an_exchange_asks_about(who, desk):
    """By its number, and only a block of the sheet that it starts from."""
    sheet, other = (make.sheet(who.of(who.boris), title=title) for title in ("One", "Other"))
    block, exchange = make.block(sheet), stages.opened(who)
    sent = {
        "language": "en", "title": "T", "need": "N", "themes": ["cash-transfers"],
        "instruments": ["workshop"], "funding": "none", "experience": sheet.number,
        "parties-TOTAL_FORMS": "0", "parties-INITIAL_FORMS": "0",
    }  # fmt: skip
    for wrong in ("BLK-9999", "nonsense", make.block(other).number):
        answer = desk.post(change(exchange), {**sent, "block": wrong})
        assert "block" in answer.context["adminform"].form.errors
    desk.post(change(exchange), {**sent, "block": block.number.lower()})
    assert stages.fresh(exchange).block == block
    assert block.number in desk.get(change(exchange)).text
    desk.post(change(exchange), {**sent, "block": ""})
    assert stages.fresh(exchange).block is None


def test_an_older_copy_does_not_undo_a_move_made_meanwhile(who):
    exchange = stages.opened(who)
    older = stages.fresh(exchange)
    exchange.cancel(by=who.chloe, reason="No money.")
    older.title = "A better title"
    form = SimpleNamespace(touched=lambda: ["title", "themes"])
    ExchangeAdmin(Exchange, admin.site).save_model(None, older, form, True)
    exchange = stages.fresh(exchange)
    assert (exchange.title, exchange.status) == ("A better title", "cancelled")


def test_what_was_written_while_an_officer_had_the_page_open_stays(who, desk):
    exchange = stages.opened(who)
    page = f"/admin/exchanges/exchange/{exchange.pk}/change/"
    sent = as_shown(desk.get(page), "need", title="A better title", themes=["care"])
    Exchange.objects.filter(pk=exchange.pk).update(need="Visits, and a manual.")
    exchange.themes.set([make.theme("care"), make.theme("registries")])
    answer = desk.post(page, sent)
    assert "Changed meanwhile: " in answer.text  # the themes, by both
    assert stages.fresh(exchange).title != "A better title"
    assert desk.post(page, as_shown(answer, "need")).status_code == 302
    exchange = stages.fresh(exchange)
    assert (exchange.title, exchange.need) == ("A better title", "Visits, and a manual.")
    assert [theme.slug for theme in exchange.themes.all()] == ["care"]


def test_a_report_can_be_gone_without_only_while_it_is_awaited(who, desk):
    waiver = "Go on without it"
    for state, offered in (("submitted", False), ("reporting", True), ("completed", False)):
        exchange = stages.force(stages.running(who), state)
        page = desk.get(f"/admin/exchanges/exchange/{exchange.pk}/change/").text
        assert (waiver in page) is offered, state


def test_a_report_is_waived_with_a_reason(who, desk):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    provider = stages.party(exchange, "first-provider")
    path = f"/admin/exchanges/party/{provider.pk}/waive/"
    assert path in desk.get(change(exchange)).text
    assert desk.get(path).status_code == 200
    desk.post(path, {"reason": ""})
    assert Party.objects.get(pk=provider.pk).report_waived_at is None
    desk.post(path, {"reason": "The office was closed."})
    assert Party.objects.get(pk=provider.pk).report_waived_why == "The office was closed."
    desk.post(f"/admin/exchanges/exchange/{exchange.pk}/move/complete/")
    assert stages.fresh(exchange).status == "completed"


def test_an_offer_is_taken_off_the_list(who, desk):
    made = offer(who.boris)
    sent = {"action": "take_off", "_selected_action": [made.pk]}
    desk.post("/admin/exchanges/offer/", sent)
    assert Offer.objects.get().ended_at
    assert Event.objects.get(name="end_offer").by == who.chloe


@pytest.mark.parametrize("model", ["exchange", "party", "offer"])
def test_the_lists_open_and_nothing_is_added_or_deleted_there(model, who, desk):
    stages.shaping(who)
    offer(who.boris)
    assert desk.get(f"/admin/exchanges/{model}/").status_code == 200
    assert desk.get(f"/admin/exchanges/{model}/add/").status_code == 403
    thing = {"exchange": Exchange, "party": Party, "offer": Offer}[model].objects.first()
    assert desk.get(change(thing)).status_code == 200
    assert desk.post(f"/admin/exchanges/{model}/{thing.pk}/delete/").status_code == 403


def test_the_history_tells_what_the_parties_did(who, desk):
    exchange = stages.reporting(who)
    provider = stages.party(exchange, "first-provider")
    provider.waive_report(by=who.chloe, reason="The office was closed.")
    told = [row["what"] for row in desk.get(change(exchange)).context["events"]]
    assert told[-1] == f"No report is awaited from {provider}"
    assert "The office was closed." in desk.get(change(exchange)).text
    assert not set(told) & set(Event.objects.values_list("name", flat=True))  # words, not codes


def test_an_offer_is_seen_as_the_public_sees_it_and_tells_its_history(who, desk):
    made = offer(who.boris, description="A year of <b>visits</b>.")
    page = desk.get(change(made))
    assert "A year of &lt;b&gt;visits&lt;/b&gt;." in page.context["preview"]
    assert [row["what"] for row in page.context["events"]] == ["Offered"]
    assert f"/en/exchanges/offers/{made.pk}/end/" not in page.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("EXP-{0:04}", True), ("exp-{0}", True), ("", None), ("EXP-9999", False), ("{0}", False)],
)
def test_the_sheet_of_an_offer_is_named_by_its_number(who, desk, typed, kept):
    sheet = make.published()
    made = offer(who.boris)
    sent = {
        "language": "en", "title": "Home visits", "themes": ["cash-transfers"],
        "instruments": ["workshop"], "capacity": "1", "valid_until": "2027-12-31",
        "experience": typed.format(sheet.pk),
    }  # fmt: skip
    answer = desk.post(change(made), sent)
    made.refresh_from_db()
    assert answer.status_code == (200 if kept is False else 302)
    assert made.experience == (sheet if kept else None)
    if kept:
        assert f'value="{sheet.number}"' in desk.get(change(made)).text


def test_related_sheets_are_named_by_their_numbers(who, desk):
    exchange = stages.opened(who)
    first, second = make.published(), make.published()
    sent = {
        "language": "en", "title": "Learn", "need": "Need.", "result_wanted": "Result.",
        "themes": ["cash-transfers"], "instruments": ["workshop"], "funding": "none",
        "related_experiences": f"{first.number}, {second.number}", "experience": first.number,
        "parties-TOTAL_FORMS": "0", "parties-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = desk.post(change(exchange), sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert set(exchange.related_experiences.all()) == {first, second}
    assert desk.post(change(exchange), {**sent, "experience": "EXP-1, EXP-2"}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(who, desk, rows, django_assert_num_queries):
    for _row in range(rows):
        stages.submitted(who)
    desk.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        assert len(desk.get(LIST).context["cl"].result_list) == rows


def test_others_do_not_see_the_desk(who, client):
    exchange = stages.submitted(who)
    for somebody in (who.amina, who.boris):
        client.force_login(somebody)
        assert client.get(change(exchange)).status_code in (302, 404)
        client.post(f"/admin/exchanges/exchange/{exchange.pk}/move/open/")
    assert stages.fresh(exchange).status == "submitted"


# --- What cannot be done is not offered ----------------------------------------------------------


def test_complete_is_offered_once_nothing_is_missing_and_else_says_what_is(who, desk):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    provider = stages.party(exchange, "first-provider")
    at_desk, in_public = f"{exchange.pk}/move/complete/", f"{exchange.number}/complete/"
    for path, button in ((change(exchange), at_desk), (exchange.get_absolute_url(), in_public)):
        page = desk.get(path)
        assert button not in page.text
        assert f"Not yet “Complete”: Still to report: {provider}." in page.text
    stages.report(exchange, who.boris, "first-provider")
    for path, button in ((change(exchange), at_desk), (exchange.get_absolute_url(), in_public)):
        page = desk.get(path)
        assert button in page.text
        assert "Not yet" not in page.text


def test_what_lacks_a_need_is_returned_and_not_opened(who, desk):
    exchange = stages.submitted(who)
    Exchange.objects.filter(pk=exchange.pk).update(need="")
    shown = desk.get(change(exchange)).context
    assert [one["name"] for one in shown["buttons"]] == ["return"]
    assert [one["why"] for one in shown["forbidden"]] == ["Still empty."]


def test_what_was_never_open_is_not_opened_again(who, desk):
    exchange = stages.submitted(who)
    exchange.withdraw(by=who.amina, reason="A new minister.")
    shown = desk.get(change(exchange)).context
    assert [one["why"] for one in shown["forbidden"]] == ["This request was never open."]
    assert shown["buttons"] == []


def test_a_follow_up_is_awaited_before_it_is_closed(who, desk):
    exchange = stages.completed(who)
    shown = desk.get(change(exchange)).context
    assert (shown["buttons"], len(shown["forbidden"])) == ([], 1)
    Exchange.objects.update(completed_at=stages.LONG_AGO)
    assert [one["name"] for one in desk.get(change(exchange)).context["buttons"]] == ["close"]


# --- Many reports waived at once -----------------------------------------------------------------

STAGE = f"{LIST}?status__exact=reporting"


def test_reports_of_several_exchanges_are_waived_for_one_reason(who, desk):
    late, half, other = (stages.reporting(who) for _number in range(3))
    stages.report(half, who.amina, "recipient")
    chosen = {"action": "waive_chosen", "_selected_action": [late.pk, half.pk]}
    page = desk.post(STAGE, chosen)
    assert len(page.context["things"]) == 3
    assert str(stages.party(other, "recipient").exchange) not in page.context["things"]
    assert desk.post(STAGE, {**chosen, "decided": "1", "reason": " "}).status_code == 200
    assert not Party.objects.exclude(report_waived_at=None).exists()
    desk.post(STAGE, {**chosen, "decided": "1", "reason": "The offices were closed."})
    waived = Party.objects.exclude(report_waived_at=None)
    assert {(one.exchange, one.role) for one in waived} == {
        (late, "recipient"), (late, "first-provider"), (half, "first-provider"),
    }  # fmt: skip
    assert {one.report_waived_why for one in waived} == {"The offices were closed."}
    assert Event.objects.filter(name="waive_report", by=who.chloe).count() == 3
    assert "3 reports are no longer awaited." in desk.get(LIST).text


def test_chosen_parties_are_waived_too_and_who_owes_nothing_is_left_alone(who, desk):
    exchange = stages.reporting(who)
    stages.report(exchange, who.amina, "recipient")
    parties = {"_selected_action": [one.pk for one in exchange.parties.all()]}
    sent = {"action": "waive_chosen", **parties, "decided": "1", "reason": "Closed."}
    desk.post("/admin/exchanges/party/", sent)
    assert [one.role for one in exchange.parties.exclude(report_waived_at=None)] == [
        "first-provider"
    ]
    told = desk.post("/admin/exchanges/party/", sent, follow=True).text
    assert "None of these has a report to hand in." in told


def test_a_reminder_that_goes_to_nobody_says_why(client, amina, chloe):
    client.force_login(chloe)
    exchange = make.request(amina)
    exchange.submit(by=amina)  # it is the secretariat's own turn
    sent = {"action": "remind", "_selected_action": [exchange.pk]}
    told = client.post("/admin/exchanges/exchange/", sent, follow=True).text
    assert "Nobody was written to" in told
    assert "0 letters sent" not in told
