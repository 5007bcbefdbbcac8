"""Asking for an exchange: from a sheet or blank; editors draft, the focal point submits."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from community.models import Event
from exchanges.models import Exchange
from tests import make
from tests.as_shown import as_shown
from tests.exchanges import stages
from tests.experiences.test_translations import translated

REQUEST = "/en/exchanges/request/in-one/"


@pytest.fixture
def words(who):
    """What the form sends when it is filled in."""
    make.theme()

    def send(**changes: Any) -> dict[str, Any]:
        filled = {
            "organization": who.of(who.amina).pk,
            "language": "en",
            "title": "Learn to visit families",
            "need": "Families do not come to us.",
            "result_wanted": "Visit them.",
            "themes": ["cash-transfers"],
            "populations": ["children"],
            "instruments": ["study-visit"],
            "languages": ["es"],
            "wished_from": "2027-02-01",
            "wished_until": "2027-05-01",
            "funding": "own",
            "first_provider": "Ministry of Labour",
            "form_key": str(uuid.uuid4()),
        }
        return {**filled, **changes}

    return send


def errors(page) -> dict[str, list[str]]:
    return dict(page.context["form"].errors)


def test_who_writes_for_two_ministries_of_one_name_chooses_by_the_country(who, client):
    twin = make.organization(who.of(who.amina).name, "BR")
    twin.memberships.create(person=who.amina, role="editor", confirmed_at=timezone.now())
    client.force_login(who.amina)
    choices = client.get(REQUEST).context["form"].fields["organization"].choices
    labels = {label for _value, label in choices}
    assert labels == {f"{twin.name} (Brazil)", f"{twin.name} (Chile)"}


def test_an_editor_drafts_and_the_focal_point_submits(who, client, words):
    editor = make.member(who.of(who.amina), "editor")
    client.force_login(editor)
    answer = client.post(REQUEST, words())
    exchange = Exchange.objects.get()
    assert answer["Location"] == f"/en/exchanges/{exchange.number}/edit/"
    assert (exchange.status, exchange.kind, exchange.created_by) == ("draft", "bilateral", editor)
    assert [theme.slug for theme in exchange.themes.all()] == ["cash-transfers"]
    assert client.post(f"/en/exchanges/{exchange.number}/submit/").status_code == 403
    client.force_login(who.amina)
    client.post(f"/en/exchanges/{exchange.number}/submit/")
    assert stages.fresh(exchange).status == "submitted"


def test_amina_writes_and_submits_in_one_go(who, client, words):
    client.force_login(who.amina)
    answer = client.post(REQUEST, words(submit="1", facilitator=f"ORG-{who.of(who.dana).pk:04d}"))
    exchange = Exchange.objects.get()
    assert answer["Location"] == exchange.get_absolute_url()
    assert (exchange.status, exchange.kind) == ("submitted", "trilateral")
    assert {(p.role, p.state) for p in exchange.parties.all()} == {
        ("recipient", "accepted"), ("first-provider", "invited"), ("facilitator", "invited"),
    }  # fmt: skip


def test_an_incomplete_request_is_kept_and_says_what_it_lacks_beside_the_fields(who, client, words):
    client.force_login(who.amina)
    answer = client.post(REQUEST, words(submit="1", need="", themes=[]))
    exchange = Exchange.objects.get()
    assert exchange.status == "draft"
    assert answer["Location"] == f"/en/exchanges/{exchange.number}/edit/?missing=1"
    page = client.get(answer["Location"])
    assert set(errors(page)) == {"need", "themes"}
    assert "Still empty." in page.text
    assert "Visit them." in page.text
    client.post(f"/en/exchanges/{exchange.number}/edit/", words(submit="1"))
    assert stages.fresh(exchange).status == "submitted"


def test_who_submits_from_an_older_page_sends_what_an_editor_wrote_since(who, client, words):
    client.force_login(who.amina)
    client.post(REQUEST, words())
    exchange = Exchange.objects.get()
    edit = f"/en/exchanges/{exchange.number}/edit/"
    hers = as_shown(client.get(edit), "need")
    care = make.theme("care")
    client.force_login(make.member(who.of(who.amina), "editor"))
    funder = {"funder": f"ORG-{who.of(who.dana).pk:04d}"}
    written = {"need": "Visits, and a manual.", "themes": [care.slug], **funder}
    assert client.post(edit, as_shown(client.get(edit), "need", **written)).status_code == 302
    client.force_login(who.amina)
    client.post(edit, {**hers, "tried": "Letters.", "submit": "1"})
    exchange = stages.fresh(exchange)
    assert (exchange.status, exchange.tried) == ("submitted", "Letters.")
    assert (exchange.need, exchange.themes.get()) == ("Visits, and a manual.", care)
    assert exchange.parties.filter(role="funder", organization=who.of(who.dana)).exists()
    again = client.post(edit, {**hers, "tried": "Letters.", "submit": "1"})  # pressed twice
    assert again["Location"] == exchange.get_absolute_url()


def test_a_form_sent_twice_is_one_request(who, client, words):
    client.force_login(who.amina)
    sent = words(submit="1")
    first, second = client.post(REQUEST, sent), client.post(REQUEST, sent)
    assert Exchange.objects.count() == 1
    assert first.status_code == second.status_code == 302
    assert Event.objects.filter(name="submit").count() == 1


def test_a_form_with_somebody_else_s_key_is_her_own_request(who, client, words):
    key = str(uuid.uuid4())
    client.force_login(who.amina)
    client.post(REQUEST, words(form_key=key))
    client.force_login(make.member(who.of(who.amina), "editor"))
    client.post(REQUEST, words(form_key=key))
    assert Exchange.objects.count() == 2


def test_a_request_from_a_sheet_begins_with_what_the_sheet_says(who, client):
    sheet = make.published(who.of(who.boris), title="Home visits", populations=["women"])
    client.force_login(who.amina)
    page = client.get(REQUEST, {"experience": sheet.slug})
    form = page.context["form"]
    assert form.initial["title"] == "Learn from: Home visits"
    assert form.initial["themes"] == ["cash-transfers"]
    assert form.initial["populations"] == ["women"]
    assert f"Ministry of Labour · Jamaica · {who.of(who.boris).number}" in page.text
    sent = {"organization": who.of(who.amina).pk, "language": "en", "funding": "none",
            "title": "From a sheet", "experience": sheet.slug}  # fmt: skip
    client.post(REQUEST, sent)
    assert Exchange.objects.get().experience == sheet


def test_a_request_speaks_of_a_sheet_in_the_words_that_its_reader_knows(who, client):
    sheet = make.published(who.of(who.boris), language="es", title="Escuela de cuidadoras")
    block = make.block(sheet, title="Registro de puertas")
    said = {"title": "School of carers", f"block:{block.pk}:title": "A register of doors"}
    translated(sheet, "en", **said)
    client.force_login(who.amina)
    begun = client.get(REQUEST, {"experience": sheet.slug}).context["form"].initial
    assert begun["title"] == "Learn from: School of carers"
    page = client.get(REQUEST, {"experience": sheet.slug, "block": block.number})
    begun = page.context["form"].initial
    assert begun["title"] == "Learn from: A register of doors"
    assert "“A register of doors” works, a building block of “School of carers”" in begun["need"]
    assert ">A register of doors</a>" in page.text
    french = client.get(REQUEST.replace("/en/", "/fr/"), {"experience": sheet.slug})
    assert "Escuela de cuidadoras" in french.context["form"].initial["title"]


def test_a_request_about_a_block_begins_with_all_that_is_known_of_it(who, client):
    sheet = make.published(
        who.of(who.boris), title="Home visits", slug="home-visits", populations=["women"],
        exchange_languages=["en", "es"],
    )  # fmt: skip
    block = make.block(sheet, title="A register of doors")
    client.force_login(who.amina)
    page = client.get(REQUEST, {"experience": sheet.slug, "block": block.number})
    begun = page.context["form"].initial
    assert begun["title"] == "Learn from: A register of doors"
    assert begun["need"] == (
        "We would like to learn how “A register of doors” works, a building block of “Home visits”"
        f" ({block.number})."
    )
    assert (begun["themes"], begun["populations"], begun["languages"], begun["first_provider"]) == (
        ["cash-transfers"], ["women"], ["en", "es"], who.of(who.boris))  # fmt: skip
    assert f'href="{block.get_absolute_url()}"' in page.text
    sent = {"organization": who.of(who.amina).pk, "language": "en", "funding": "none",
            "title": "From a block", "experience": begun["experience"], "block": begun["block"],
            "first_provider": "Ministry of Labour"}  # fmt: skip
    client.post(REQUEST, sent)
    exchange = Exchange.objects.get()
    assert (exchange.block, exchange.experience) == (block, sheet)
    edit = client.get(f"/en/exchanges/{exchange.number}/edit/")
    assert f'name="block" value="{block.number}"' in edit.text
    client.post(f"/en/exchanges/{exchange.number}/edit/", {**sent, "title": "Another title"})
    exchange.refresh_from_db()
    assert (exchange.title, exchange.block) == ("Another title", block)


@pytest.mark.parametrize("asked", ["of another sheet", "of a draft", "BLK-9999", "\x00", "LES-1"])
def test_a_block_that_is_not_there_is_not_asked_about(asked, who, client):
    sheet = make.published(who.of(who.boris), slug="home-visits")
    numbers = {
        "of another sheet": make.block(make.published(), title="Not here").number,
        "of a draft": make.block(make.sheet(who.of(who.boris)), title="Not here").number,
    }
    number = numbers.get(asked, asked)
    client.force_login(who.amina)
    page = client.get(REQUEST, {"experience": sheet.slug, "block": number})
    assert "block" not in page.context["form"].initial
    assert "Not here" not in page.text
    sent = {"organization": who.of(who.amina).pk, "language": "en", "funding": "none",
            "title": "From a block", "experience": sheet.slug, "block": number}  # fmt: skip
    client.post(REQUEST, sent)
    assert [exchange.block for exchange in Exchange.objects.all()] in ([], [None])


@pytest.mark.parametrize("slug", ["no-such", "\x00", "x" * 5000, "a-draft"])
def test_a_sheet_that_is_not_there_leaves_the_form_blank(slug, who, client):
    make.sheet(who.of(who.boris), slug="a-draft", title="Hidden")
    client.force_login(who.amina)
    page = client.get(REQUEST, {"experience": slug})
    assert page.status_code == 200
    assert "Hidden" not in page.text
    assert "experience" not in page.context["form"].initial


def test_nobody_is_proposed_to_learn_from_herself(who, client):
    sheet = make.published(who.of(who.amina))
    client.force_login(who.amina)
    page = client.get(REQUEST, {"experience": sheet.slug})
    assert page.context["form"].initial["first_provider"] is None


@pytest.mark.parametrize("kind", ["ngo", "academia", "international"])
def test_only_public_bodies_ask(kind, client, db):
    body = make.organization(kind=kind)
    client.force_login(make.member(body, "focal_point"))
    answer = client.get(REQUEST)
    assert answer.status_code == 403
    assert f"{body.name} takes part in them" in answer.text
    assert "/en/offers/new/" in answer.text  # what it can do instead
    assert client.post(REQUEST, {"title": "We want"}).status_code == 403
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("state", ["applied", "suspended", "refused"])
def test_only_approved_ministries_ask(state, client, db):
    client.force_login(make.member(make.organization(status=state), "focal_point"))
    assert client.get(REQUEST).status_code == 403


def test_a_viewer_cannot_ask(who, client, words):
    client.force_login(make.member(who.of(who.amina), "viewer"))
    assert client.post(REQUEST, words()).status_code == 403


def test_an_organization_is_found_by_a_part_of_its_name_and_asked_about_when_several_fit(
    who, client, words
):
    make.organization("Ministry of Health", "PE")
    client.force_login(who.amina)
    page = client.post(REQUEST, words(first_provider="ministry"))
    assert "Several organizations fit" in errors(page)["first_provider"][0]
    page = client.post(REQUEST, words(first_provider="Nobody knows it"))
    assert "No organization" in errors(page)["first_provider"][0]
    assert "Nobody knows it" in page.text
    assert not Exchange.objects.exists()
    page = client.post(REQUEST, words(first_provider="labour"))
    client.post(REQUEST, words(first_provider=page.context["form"]["first_provider"].value()))
    assert stages.party(Exchange.objects.get(), "first-provider").organization == who.of(who.boris)


@pytest.mark.parametrize("typed", ["MDS", " mds ", "Desenvolvimento"])
def test_what_is_not_its_name_is_a_guess_that_she_confirms(who, client, words, typed):
    """Many ministries are an MDS: nobody invites that of another country by three letters."""
    known = make.organization("Ministério do Desenvolvimento", "BR", acronym="MDS")
    client.force_login(who.amina)
    page = client.post(REQUEST, words(first_provider=typed, facilitator=who.of(who.dana).name))
    told = errors(page)["first_provider"]
    assert told == [f"“{typed.strip()}” fits this one. If you mean it, send it as it stands now."]
    assert "facilitator" not in errors(page)  # a whole name is nothing to ask about
    field = page.context["form"]["first_provider"]
    assert field.value() == f"MDS · Ministério do Desenvolvimento · Brazil · {known.number}"
    assert not Exchange.objects.exists()
    client.post(REQUEST, words(first_provider=field.value()))
    assert stages.party(Exchange.objects.get(), "first-provider").organization == known


def test_an_organization_that_is_not_approved_cannot_be_named(who, client, words):
    secret = make.organization("Secret applicant", "PE", status="applied")
    client.force_login(who.amina)
    for name in ("Secret applicant", secret.number):
        page = client.post(REQUEST, words(first_provider=name))
        assert "first_provider" in errors(page)
    assert "Secret applicant" not in client.get(REQUEST).text


def test_an_organization_has_one_role_in_a_request(who, client, words):
    client.force_login(who.amina)
    page = client.post(REQUEST, words(facilitator="Ministry of Labour"))
    assert set(errors(page)) == {"facilitator"}
    page = client.post(REQUEST, words(funder=who.of(who.amina).number))
    assert set(errors(page)) == {"funder"}


ODD = {
    "title": ["", "x" * 201, "a\x00b", "a\x07b"],
    "need": ["x" * 10_001, "a\x00b"],
    "themes": [["no-such"], ["\x00"]],
    "instruments": [["no-such"]],
    "populations": [["\x00"]],
    "language": ["xx", ""],
    "funding": ["gold"],
    "organization": ["0", "9" * 40, "\x00", "abc", ""],
    "wished_from": ["yesterday", "0001-01-01", "9999-12-31", "2027-02-30"],
    "wished_until": ["2027-01-01"],
    "form_key": ["no-key"],
    "first_provider": ["\x00", "x" * 400, "ORG-999999999999"],
    "experience": ["\x00", "no slug!"],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in ODD.items() for value in values]
)
def test_odd_input_is_refused_beside_its_field_and_nothing_is_lost(
    field, value, who, client, words
):
    client.force_login(who.amina)
    page = client.post(REQUEST, words(**{field: value}))
    assert page.status_code == 200
    assert field in errors(page)
    assert "Visit them." in page.text
    assert not Exchange.objects.exists()


def test_text_from_right_to_left_is_kept_as_it_is(who, client, words):
    client.force_login(who.amina)
    client.post(REQUEST, words(title="حماية \u202eاجتماعية"))
    assert Exchange.objects.get().title == "حماية \u202eاجتماعية"


def test_a_draft_cannot_be_changed_after_it_was_submitted(who, client, words):
    client.force_login(who.amina)
    client.post(REQUEST, words(submit="1"))
    path = f"/en/exchanges/{Exchange.objects.get().number}/edit/"
    assert client.get(path).status_code == 302
    assert client.post(path, words(submit="1")).status_code == 302  # pressed twice
    assert client.post(path, words(title="Other")).status_code == 404
    assert Exchange.objects.get().title == "Learn to visit families"


def test_the_edit_form_shows_what_was_drafted(who, client, words):
    client.force_login(who.amina)
    client.post(REQUEST, words(facilitator=who.of(who.dana).number, private_note="Small budget."))
    exchange = Exchange.objects.get()
    page = client.get(f"/en/exchanges/{exchange.number}/edit/")
    assert who.of(who.dana).number in page.text
    assert "Small budget." in page.text
    assert "Trilateral" in page.text
    assert page.context["form"].initial["themes"] == ["cash-transfers"]
    client.post(f"/en/exchanges/{exchange.number}/edit/", words(title="Better", first_provider=""))
    exchange = stages.fresh(exchange)
    assert (exchange.title, exchange.kind) == ("Better", "")
    assert exchange.parties.count() == 1
