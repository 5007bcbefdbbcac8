"""Permanent addresses: a number leads to the thing for ever."""

import pytest

from tests import make


def test_every_number_leads_to_its_page(client, amina, chloe):
    ministry = make.ministry_of(amina)
    sheet = make.published(ministry)
    exchange = make.request(amina)
    exchange.submit(by=amina)
    exchange.open(by=chloe)
    for thing in (ministry, sheet, sheet.lessons.get(), make.block(sheet), exchange):
        answer = client.get(f"/id/{thing.number}")
        assert (answer.status_code, answer["Location"]) == (302, thing.get_absolute_url())


def test_a_stranger_cannot_guess_a_draft_by_its_number(client, amina):
    draft = make.sheet(make.ministry_of(amina))
    asked = make.request(amina)
    for hidden in (draft, draft.lessons.get(), make.block(draft), asked):
        assert client.get(f"/id/{hidden.number}").status_code == 404
    client.force_login(amina)
    assert client.get(f"/id/{draft.number}").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "number",
    ["", "EXP", "EXP-", "EXP-x", "EXP-²", "EXP-" + "9" * 40, "XYZ-0001", "EXC-2026-999",
     "EXC-%00", "EXC-2026-%00", "EXC-", "EXC-2026-1-1"],
)  # fmt: skip
def test_a_number_that_was_never_given_is_not_found(client, number):
    assert client.get(f"/id/{number}").status_code == 404


def test_a_number_typed_into_the_search_leads_there_as_well(client, amina, chloe):
    ministry = make.ministry_of(amina)
    sheet, draft = make.published(ministry), make.sheet(ministry)
    for thing in (ministry, sheet, sheet.lessons.get(), make.block(sheet)):
        answer = client.get("/en/search/", {"q": f" {thing.number.lower()} "})
        assert (answer.status_code, answer["Location"]) == (302, thing.get_absolute_url())
    for nobodys in (draft.number, "EXP-999999", "EXP-", "EXC-2026-999"):
        assert client.get("/en/search/", {"q": nobodys}).status_code == 200
    client.force_login(amina)
    assert client.get("/en/search/", {"q": draft.number}).status_code == 302
