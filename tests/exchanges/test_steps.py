"""Asking in four short steps: each is saved, and what may help stands beside it."""

import uuid

import pytest
from django.test import Client

from exchanges.beside import sheets_beside
from exchanges.models import Exchange
from members.models import Organization
from tests import make
from tests.exchanges import stages
from tests.exchanges.test_offers import offer

BEGIN = "/en/exchanges/request/"


@pytest.fixture
def first(who):
    make.theme()
    return {
        "organization": who.of(who.amina).pk, "language": "en", "title": "Learn to visit families",
        "need": "Families do not come to us.", "form_key": str(uuid.uuid4()),
    }  # fmt: skip


def step_of(exchange: Exchange, name: str) -> str:
    return f"/en/exchanges/{exchange.number}/request/{name}/"


def test_amina_asks_step_by_step_and_submits(who, client, first):
    client.force_login(who.amina)
    answer = client.post(BEGIN, first)
    exchange = Exchange.objects.get()
    assert (exchange.status, exchange.need) == ("draft", "Families do not come to us.")
    assert answer["Location"] == step_of(exchange, "aim")
    aim = {"result_wanted": "Visit them.", "themes": ["cash-transfers"], "populations": ["women"]}
    assert client.post(step_of(exchange, "aim"), aim)["Location"] == step_of(exchange, "who")
    how = {"instruments": ["study-visit"], "first_provider": "Ministry of Labour"}
    assert client.post(step_of(exchange, "who"), how)["Location"] == step_of(exchange, "when")
    when = {"wished_from": "2027-02-01", "languages": ["es"], "funding": "own", "submit": "1"}
    assert client.post(step_of(exchange, "when"), when)["Location"] == exchange.get_absolute_url()
    sent = stages.fresh(exchange)
    assert (sent.status, sent.kind, sent.need) == ("submitted", "bilateral", exchange.need)
    assert (sent.result_wanted, sent.populations) == ("Visit them.", ["women"])
    assert [theme.slug for theme in sent.themes.all()] == ["cash-transfers"]
    assert (sent.instruments, sent.languages, sent.funding) == (["study-visit"], ["es"], "own")


def test_a_step_changes_nothing_of_the_others(who, client, first):
    client.force_login(who.amina)
    exchange = make.request(who.amina, populations=["children"])
    client.post(step_of(exchange, "need"), {"title": "New", "language": "en", "need": "", "x": 1})
    now = stages.fresh(exchange)
    assert (now.title, now.need, now.populations) == ("New", "", ["children"])
    assert [theme.slug for theme in now.themes.all()] == ["cash-transfers"]
    assert now.organization == who.of(who.amina)


def test_what_is_missing_at_the_end_is_said_beside_the_fields(who, client, first):
    client.force_login(who.amina)
    client.post(BEGIN, first)
    exchange = Exchange.objects.get()
    answer = client.post(step_of(exchange, "when"), {"funding": "none", "submit": "1"})
    assert answer["Location"] == f"/en/exchanges/{exchange.number}/edit/?missing=1"


def test_a_first_step_sent_twice_is_one_draft(who, client, first):
    client.force_login(who.amina)
    for _ in range(2):
        client.post(BEGIN, first)
    assert Exchange.objects.count() == 1


def test_what_was_written_since_the_answer_was_lost_is_kept(who, client, first):
    client.force_login(who.amina)
    client.post(BEGIN, first)  # and the line broke
    answer = client.post(BEGIN, {**first, "tried": "Letters."})
    exchange = Exchange.objects.get()
    assert (exchange.need, exchange.tried) == ("Families do not come to us.", "Letters.")
    assert answer["Location"] == step_of(exchange, "aim")
    client.post(
        step_of(exchange, "aim"), {"result_wanted": "Visit them.", "themes": ["cash-transfers"]}
    )
    client.post(BEGIN, first)
    exchange.refresh_from_db()
    assert (exchange.result_wanted, exchange.themes.count()) == ("Visit them.", 1)


def test_a_draft_can_be_left_and_is_found_again(who, client, first):
    client.force_login(who.amina)
    answer = client.post(BEGIN, {**first, "later": "1"})
    exchange = Exchange.objects.get()
    assert answer["Location"] == exchange.get_absolute_url()
    page = client.get(step_of(exchange, "need"))
    assert page.context["form"].initial["need"] == "Families do not come to us."
    assert step_of(exchange, "aim") in page.text


def test_a_request_from_an_offer_remembers_it_and_what_it_says(who, client, first):
    pensions = make.theme("pensions")
    made = offer(who.boris, "Home visits", themes=[pensions], instruments=["workshop"])
    client.force_login(who.amina)
    form = client.get(BEGIN, {"offer": made.pk}).context["form"]
    assert form.initial["title"] == "Home visits"
    client.post(BEGIN, {**first, "offer": made.pk})
    exchange = Exchange.objects.get()
    assert (exchange.offer, exchange.instruments) == (made, ["workshop"])
    assert [theme.slug for theme in exchange.themes.all()] == ["pensions"]
    assert stages.party(exchange, "first-provider").organization == who.of(who.boris)


def test_an_offer_that_is_over_is_not_what_it_starts_from(who, client, first):
    made = offer(who.boris)
    made.end(by=who.boris)
    client.force_login(who.amina)
    for odd in (str(made.pk), "x", "9" * 18):
        client.post(BEGIN, {**first, "offer": odd, "form_key": str(uuid.uuid4())})
    assert {one.offer for one in Exchange.objects.all()} == {None}


def test_partners_and_sheets_stand_beside_it(who, client, first):
    sheet = make.published(who.of(who.boris), title="Home visits in Kingston")
    exchange = make.request(who.amina)
    client.force_login(who.amina)
    page = client.get(step_of(exchange, "who"))
    assert [row.match.organization for row in page.context["helpers"]] == [who.of(who.boris)]
    assert page.context["sheets"] == [sheet]
    assert "Ministry of Labour (Jamaica)</span>" in page.text  # ministries of several have one name
    assert '>Invite<span class="visually-hidden"> (Ministry of Labour)</span>' in page.text


@pytest.mark.parametrize("name", ["no-such", "organization"])
def test_there_are_four_steps_and_no_other(name, who, client):
    exchange = make.request(who.amina)
    client.force_login(who.amina)
    assert client.get(step_of(exchange, name)).status_code == 404


def test_a_draft_is_for_those_who_write_it(who, client):
    exchange = make.request(who.amina)
    for person in (who.boris, who.chloe, make.member(who.of(who.amina), "viewer")):
        client.force_login(person)
        assert client.get(step_of(exchange, "need")).status_code == 404
        assert client.post(step_of(exchange, "need"), {"title": "x"}).status_code == 404


def test_what_was_submitted_is_no_longer_changed_in_steps(who, client):
    exchange = stages.submitted(who)
    client.force_login(who.amina)
    assert client.get(step_of(exchange, "need")).headers["Location"] == exchange.get_absolute_url()
    assert client.post(step_of(exchange, "need"), {"title": "Other"}).status_code == 404


def test_the_button_that_submits_pressed_twice_leads_to_the_request(who, client):
    exchange = make.request(who.amina)
    client.force_login(who.amina)
    words = {"languages": ["es", "pt"], "funding": "own", "private_note": " A small budget. ",
             "submit": "1"}  # fmt: skip
    for _ in range(2):
        answer = client.post(step_of(exchange, "when"), words)
        assert answer.headers["Location"] == exchange.get_absolute_url()
    assert stages.fresh(exchange).private_note == "A small budget."


def test_going_back_and_inviting_save_what_is_typed(who, client):
    exchange = make.request(who.amina)
    here = step_of(exchange, "who")
    client.force_login(who.amina)
    typed = {"instruments": ["workshop"], "facilitator": "Ministry of Labour"}
    assert client.post(here, {**typed, "back": "1"})["Location"] == step_of(exchange, "aim")
    assert stages.fresh(exchange).instruments == ["workshop"]
    assert exchange.parties.filter(role="facilitator").exists()
    typed = {"instruments": ["peer-call"], "facilitator": "Ministry of Labour"}
    number = who.of(who.dana).number
    answer = client.post(here, {**typed, "invite": f"first_provider={number}"})
    assert answer["Location"] == f"{here}?first_provider={number}"
    assert stages.fresh(exchange).instruments == ["peer-call"]


def test_whom_she_invites_is_kept_while_her_step_needs_a_look(who, client):
    exchange, body = make.request(who.amina), who.of(who.dana)
    client.force_login(who.amina)
    asked = {"invite": f"facilitator={body.number}"}
    backwards = {"funding": "own", "wished_from": "2027-05-02", "wished_until": "2027-05-01"}
    page = client.post(step_of(exchange, "when"), {**backwards, **asked})
    assert page.context["form"].errors.keys() == {"wished_until"}
    assert page.context["asked"] == {"names": body.name, "value": asked["invite"]}
    kept = f'<input type="hidden" name="invite" value="{asked["invite"]}">'
    assert kept in page.text
    for button in ({}, {"submit": "1"}, {"back": "1"}, {"later": "1"}):
        answer = client.post(step_of(exchange, "when"), {"funding": "own", **asked, **button})
        assert answer["Location"] == f"{step_of(exchange, 'who')}?{asked['invite']}"
    assert stages.fresh(exchange).funding == "own"


def test_on_the_step_of_partners_an_invitation_is_in_its_field_beside_a_mistake(who, client):
    exchange, body = make.request(who.amina), who.of(who.dana)
    client.force_login(who.amina)
    typed = {"first_provider": "Nobody is called so", "facilitator": "Somebody", "funder": "Nemo"}
    page = client.post(step_of(exchange, "who"), {**typed, "invite": f"facilitator={body.number}"})
    form = page.context["form"]
    assert form.errors.keys() == {"first_provider", "funder"}
    assert form["facilitator"].value().endswith(body.number)
    assert form["first_provider"].value() == "Nobody is called so"
    assert page.context["asked"] is None


@pytest.mark.parametrize("odd", ["//evil.example/", "x\r\nSet-Cookie: a=b", "a=1#//evil", "\x00"])
def test_an_odd_invitation_leads_to_the_step_of_partners_and_nowhere_else(odd, who, client):
    exchange = make.request(who.amina)
    client.force_login(who.amina)
    answer = client.post(step_of(exchange, "who"), {"instruments": ["workshop"], "invite": odd})
    assert answer["Location"].partition("?")[0] == step_of(exchange, "who")
    assert client.get(answer["Location"]).status_code == 200


# --- While she types -----------------------------------------------------------------------------


def beside(client, path: str, **typed) -> tuple[list[str], list[str]]:
    """Who could help and what to read first, by what is in the fields now."""
    answer = client.post(f"{path}beside/", typed)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    helpers = [row.match.organization.name for row in answer.context["helpers"]]
    return helpers, [sheet.title for sheet in answer.context["sheets"]]


def test_suggestions_follow_the_themes_that_are_ticked_and_keep_nothing(who, client):
    pensions, visits = make.theme("pensions"), make.theme("visits")
    for name, theme in (("Of pensions", pensions), ("Of visits", visits)):
        body = make.organization(name, "PE")
        body.knows.set([theme])
        make.published(body, title=f"A sheet {name.lower()}", themes=[theme])
    draft = make.request(who.amina, title="Learn", themes=[pensions])
    client.force_login(who.amina)
    path = step_of(draft, "aim")
    assert beside(client, path, themes="pensions") == (["Of pensions"], ["A sheet of pensions"])
    assert beside(client, path, themes="visits") == (["Of visits"], ["A sheet of visits"])
    assert beside(client, path) == ([], [])  # the last one is unticked again
    assert beside(client, path, themes=["\x00"])[0] == ["Of pensions"]  # not a theme: as saved
    assert [theme.slug for theme in stages.fresh(draft).themes.all()] == ["pensions"]
    page = client.get(path)  # without script: by what is saved
    assert [row.match.organization.name for row in page.context["helpers"]] == ["Of pensions"]


def test_they_follow_the_words_of_the_title_before_anything_is_saved(who, client, first):
    make.published(who.of(who.boris), title="Home visits in Kingston")
    client.force_login(who.amina)
    path, own = BEGIN, who.of(who.amina).pk
    sheets = ["Home visits in Kingston"]
    assert beside(client, path, title="home visits", organization=own) == ([], sheets)
    assert beside(client, path, title="", organization="no") == ([], [])
    assert beside(client, path, title="\x00") == ([], [])
    assert not Exchange.objects.exists()


def test_as_typed_a_request_is_scored_as_it_will_be_once_it_is_saved(who, client):
    theme = make.theme("visits")
    for number in range(3):
        make.organization(f"Body {number}", "PE", languages=["es"]).knows.set([theme])
    offer(who.boris, themes=[theme], instruments=["workshop"])
    draft = make.request(who.amina, themes=[theme])
    client.force_login(who.amina)
    path, how = step_of(draft, "who"), {"instruments": ["workshop"]}
    typed = client.post(f"{path}beside/", how).context["helpers"]
    before = client.get(path).context["helpers"]
    client.post(path, {**how, "later": "1"})
    after = client.get(path).context["helpers"]

    def told(rows):
        return [(row.match.organization, row.match.score, row.invite) for row in rows]

    assert told(typed) == told(after) != told(before)


def test_who_is_named_already_is_not_proposed_for_another_role(who, client):
    theme = make.theme("visits")
    for name in ("Body 1", "Body 2"):
        make.organization(name, "PE").knows.set([theme])
    named = Organization.objects.get(name="Body 1")
    draft = make.request(who.amina, themes=[theme])
    client.force_login(who.amina)
    path = step_of(draft, "who")
    assert beside(client, path) == (["Body 1", "Body 2"], [])
    assert beside(client, path, first_provider=named.number) == (["Body 2"], [])
    page = client.get(path, {"first_provider": named.number})  # as *Invite* leads there
    (row,) = page.context["helpers"]
    assert (row.match.organization.name, row.role) == ("Body 2", "second-provider")
    page = client.post(path, {"funder": named.number, "facilitator": "Nobody is called so"})
    assert [row.match.organization.name for row in page.context["helpers"]] == ["Body 2"]


def test_nobody_else_is_told_what_a_draft_looks_for(who, client):
    draft = make.request(who.amina)
    for person in (who.boris, who.chloe):
        client.force_login(person)
        assert client.post(f"{step_of(draft, 'aim')}beside/").status_code == 404
    assert client.post(f"{BEGIN}beside/").status_code == 403


def test_what_is_typed_stands_in_no_address(who, db):
    draft, client = make.request(who.amina), Client(enforce_csrf_checks=True)
    client.force_login(who.amina)
    for page in (BEGIN, step_of(draft, "aim")):
        assert f'data-hx-post="{page}beside/"' in client.get(page).text
        assert "data-hx-get" not in client.get(page).text
        assert client.get(f"{page}beside/", {"title": "Secret"}).status_code == 405
        assert client.post(f"{page}beside/", {"title": "x"}).status_code == 403  # without its token
        token = client.cookies["csrftoken"].value
        sent = {"title": "x", "csrfmiddlewaretoken": token}
        assert client.post(f"{page}beside/", sent).status_code == 200


def test_a_step_that_misses_something_is_not_called_done(who, client, first):
    client.force_login(who.amina)
    client.post(BEGIN, first)
    exchange = Exchange.objects.get()
    client.post(step_of(exchange, "aim"), {"result_wanted": "", "themes": ["cash-transfers"]})
    places = [one["place"] for one in client.get(step_of(exchange, "who")).context["steps"]]
    assert places == ["done", "coming", "current", "coming"]
    client.post(step_of(exchange, "aim"), {"result_wanted": "Visit.", "themes": ["cash-transfers"]})
    places = [one["place"] for one in client.get(step_of(exchange, "who")).context["steps"]]
    assert places == ["done", "done", "current", "coming"]


def test_sheets_about_the_theme_come_before_those_that_say_a_word_of_the_title(who, client):
    """Families are in half of all titles; school meals are what she asks about."""
    meals = make.theme("school-meals")
    words = "Menus with families"
    newest = make.published(title="Milk in schools", themes=[meals])
    both = make.published(title="Families and menus", themes=[meals])
    others = [make.published(title=f"Families, {place}") for place in ("north", "south", "east")]
    asked = make.request(who.amina, title=words, themes=[meals])
    found = sheets_beside(asked, [meals])
    assert found[:2] == [both, newest]
    assert found[2] in others
    assert set(sheets_beside(asked, [])) <= {both, *others}
