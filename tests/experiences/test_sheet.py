"""The page of a sheet: who sees it, what it says, what it says is missing."""

import html
import re

import pytest
from django.test import Client

from experiences.models import Experience, Figure, Source
from tests import make

pytestmark = pytest.mark.django_db
STATES = ("draft", "submitted", "returned", "withdrawn", "archived")


def read(client, sheet, language="en", status=200):
    response = client.get(f"/{language}/experiences/{sheet.slug}/")
    assert response.status_code == status
    return html.unescape(response.content.decode())


def in_state(sheet, state):
    stamp = "2026-01-01T00:00Z" if state in ("published", "archived") else None
    Experience.objects.filter(pk=sheet.pk).update(status=state, published_at=stamp)
    sheet.refresh_from_db()
    return sheet


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_published_is_seen_by_its_people_and_the_secretariat_alone(
    client, amina, boris, chloe, state
):
    sheet = in_state(make.sheet(make.ministry_of(amina), title="Still secret"), state)
    read(client, sheet, status=404)
    client.force_login(boris)
    read(client, sheet, status=404)
    client.force_login(make.person())
    read(client, sheet, status=404)
    for insider in (amina, chloe, make.member(sheet.organization, "viewer")):
        client.force_login(insider)
        text = read(client, sheet)
        assert "Still secret" in text
        assert sheet.get_status_display() in text
        assert "Only your organization and the secretariat see this page." in text


def test_a_visitor_reads_the_whole_sheet(client):
    sheet = make.published(
        overview="An overview.", programme="Puente", conditions_for_transfer="Trained people."
    )
    Source.objects.create(experience=sheet, title="A report", url="https://example.org/r")
    text = read(client, sheet)
    for words in (sheet.title, sheet.summary, "An overview.", sheet.problem, sheet.what_was_done,
                  sheet.results, sheet.what_did_not_work, "Talk to the families first.", "Puente",
                  "Trained people.", 'href="https://example.org/r"', "CC BY 4.0", sheet.number,
                  f"/id/{sheet.number}", f"/exchanges/request/?experience={sheet.slug}",
                  sheet.organization.name, "Chile", "Cash transfers", "2012"):  # fmt: skip
        assert words in text, words
    assert "Only your organization" not in text
    assert '<button class="button"' not in text


def test_a_figure_says_its_year_and_source_or_that_they_are_missing(client):
    sheet = make.published()
    Figure.objects.create(experience=sheet, value=1017127, unit="families", year=2020, source="MDS")
    text = read(client, sheet)
    assert re.search(r"1,017,127.*families.*2020.*MDS", text, re.S)
    assert "Year not stated" not in text
    Figure.objects.all().update(year=None, source="")
    text = read(client, sheet)
    assert "Year not stated" in text
    assert "Source not stated" in text
    assert "see the sources below" not in text
    sheet.sources.create(title="Report", url="https://example.org/report")
    assert "No source of its own; see the sources below" in read(client, sheet)


def test_a_figure_says_what_it_tells_and_a_source_what_it_is(client):
    sheet = make.published()
    sheet.figures.create(kind="spending", value=12, unit="million dollars", year=2020, source="MDS")
    sheet.sources.create(kind="evaluation", title="What came of it", url="https://example.org/a")
    text = read(client, sheet)
    assert re.search(r"Spending.*12.*million dollars", text, re.S)
    assert re.search(r"Evaluation</span> <a href=\"https://example.org/a\"", text)


def test_a_sample_whose_sources_are_silent_says_so_instead_of_inventing(client):
    sheet = make.published(what_did_not_work="")
    Experience.objects.update(is_sample=True)
    text = read(client, sheet)
    assert "do not say what did not work" in text
    assert "not a statement of the organization" in text
    assert f"IASPN. ({sheet.published_at.year})" in text


def test_a_text_in_another_language_carries_its_own_and_says_so(client):
    sheet = make.published(language="pt", title="Visitas")
    assert "you read it in Portuguese, the language it was written in" in read(client, sheet)
    assert '<h1 lang="pt-BR">Visitas' in read(client, sheet)
    assert 'lang="pt-BR">Visitas' in read(client, sheet, "pt")
    assert "?original" not in read(client, sheet, "pt")


def test_html_in_a_sheet_stays_text(client):
    evil = "<script>alert(1)</script>\n\n<b>bold</b>"
    sheet = make.published(title=evil[:40], problem=evil, results=evil, lessons=[evil])
    response = client.get(f"/en/experiences/{sheet.slug}/")
    assert b"<script>alert" not in response.content
    assert b"<b>bold" not in response.content


def test_related_sheets_stand_there_with_their_reasons(client):
    ministry = make.organization("Ministry")
    broad = make.theme("animals", en="Animals")
    goats = make.theme("goats", parent=broad, en="Goats")
    sheet = make.published(ministry, themes=[goats])
    make.published(title="Same theme", themes=[goats], countries=[make.country("BR")])
    make.published(ministry, title="Same house", themes=[broad], countries=[make.country("JM")])
    make.published(title="Same country", themes=[broad], countries=[make.country("CL")])
    make.published(title="Unlike", themes=[broad], countries=[make.country("JM")])
    make.sheet(ministry, title="Not out", themes=[goats])
    text = read(client, sheet)
    related = text[text.index("Related experiences") :]
    assert re.search(r"Same theme.*On the same theme: Goats", related, re.S)
    assert re.search(r"Same house.*By the same organization", related, re.S)
    assert re.search(r"Same country.*From the same country: Chile", related, re.S)
    assert "Unlike" not in related
    assert "Not out" not in related


@pytest.mark.parametrize(
    ("state", "who", "buttons"),
    [
        ("draft", "focal_point", {"submit", "withdraw"}),
        ("draft", "editor", set()),
        ("submitted", "focal_point", {"withdraw"}),
        ("submitted", "secretariat", {"publish", "return"}),
        ("published", "focal_point", {"archive"}),
        ("published", "stranger", set()),
        ("archived", "secretariat", {"publish"}),
    ],
)
def test_each_sees_the_buttons_that_are_hers(client, state, who, buttons):
    sheet = in_state(make.sheet(make.organization()), state)
    people = {"secretariat": make.chloe, "stranger": make.person}
    maker = people.get(who, lambda: make.member(sheet.organization, who))
    client.force_login(maker())
    shown = set(re.findall(rf'action="/en/experiences/{sheet.slug}/(\w+)/"', read(client, sheet)))
    assert shown == buttons


def test_what_cannot_be_undone_is_not_done_by_one_click(client, amina):
    sheet = make.sheet(make.ministry_of(amina))
    client.force_login(amina)
    folded = re.search(
        r"<details>\s*<summary>Withdraw</summary>.*?</details>", read(client, sheet), re.S
    )
    assert folded
    assert "can no longer be changed or submitted" in folded[0]
    assert f'action="/en/experiences/{sheet.slug}/withdraw/"' in folded[0]


def test_a_keyword_leads_to_the_search_for_it_as_it_was_written(client):
    sheet = make.published(language="es")
    sheet.keywords.set(["R&D", "I+D social", "cuidado #1"])
    text = read(client, sheet)
    for query in ("R%26D", "I%2BD+social", "cuidado+%231"):
        assert f'<dd lang="es"><a href="/en/experiences/?q={query}"' in text


@pytest.mark.parametrize(
    ("state", "told"),
    [("draft", "The sheet is complete: submit it."), ("submitted", "The secretariat reads it"),
     ("returned", "Answer the notes")],
)  # fmt: skip
def test_the_page_says_whose_turn_it_is(client, amina, state, told):
    sheet = in_state(make.sheet(make.ministry_of(amina)), state)
    client.force_login(amina)
    text = read(client, sheet)
    assert told in text
    assert ("It is your turn" in text) == (state != "submitted")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_num_queries):
    theme = make.theme("visits")
    sheet = make.published(themes=[theme], lessons=["One"] * rows)
    for number in range(rows):
        make.published(themes=[theme], title=f"Other {number}")
        Figure.objects.create(experience=sheet, value=number, unit="x")
        make.attachment(sheet)
        make.block(sheet)
    with django_assert_num_queries(8):
        read(client, sheet)


def test_the_permanent_number_leads_to_the_sheet_and_hides_drafts(client, amina):
    sheet = make.published()
    assert client.get(f"/id/{sheet.number}").url == sheet.get_absolute_url()
    assert client.get(f"/id/{make.sheet(make.ministry_of(amina)).number}").status_code == 404


def reasons(client: Client, sheet: Experience) -> dict[str, str]:
    """Of the related sheets, by their titles."""
    related = client.get(sheet.get_absolute_url()).context["related"]
    return {one.experience.title: one.reason for one in related}


def test_kin_stand_first_and_several_reasons_are_said_together(client):
    ministry = make.organization("Ministry")
    origin = make.published(title="The origin", countries=[make.country("BR")])
    goats = [make.theme("goats")]
    sheet = make.published(ministry, adapted_from=origin, themes=goats)
    make.published(ministry, title="Child", adapted_from=sheet, countries=[make.country("CL")])
    make.sheet(ministry, title="Hidden child", adapted_from=sheet)
    found = reasons(client, sheet)
    assert next(iter(found)) == "Child"
    assert found["Child"] == "Adapted from this one · By the same organization"
    assert found["The origin"].startswith("This experience was adapted from it")
    assert "Hidden child" not in found


@pytest.mark.parametrize(
    ("status", "is_related"), [("running", True), ("completed", True), ("open", False)]
)
def test_sheets_of_one_exchange_are_related_once_it_has_begun(
    client, amina, boris, chloe, status, is_related
):
    themes = [make.theme(name) for name in ("goats", "cows")]
    sheet = make.published(title="Mine", countries=[make.country("CL")], themes=themes[:1])
    other = make.published(title="Other", countries=[make.country("HT")], themes=themes[1:])
    exchange = make.request(amina, experience=sheet)
    exchange.related_experiences.add(other)
    exchange.submit(by=amina)
    exchange.open(by=chloe)
    exchange.refresh_from_db()
    type(exchange).objects.filter(pk=exchange.pk).update(status=status)
    told = {"Other": f"Part of the same exchange: {exchange.number}"} if is_related else {}
    assert reasons(client, sheet) == told
    assert reasons(client, other) == ({"Mine": told["Other"]} if is_related else {})


def test_blocks_of_the_same_kind_are_a_reason(client):
    themes = [make.theme(name) for name in ("goats", "cows")]
    sheet = make.published(countries=[make.country("CL")], themes=themes[:1])
    far = {"countries": [make.country("HT")], "themes": themes[1:]}
    same, both, other = (make.published(title=title, **far) for title in ("Same", "Both", "Other"))
    make.block(make.sheet(make.organization(), title="Not out", **far), kind="targeting")
    kinds = {sheet: ("targeting", "payment", ""), same: ("targeting",), other: ("law", ""),
             both: ("payment", "targeting")}  # fmt: skip
    for one, kind in ((one, kind) for one, some in kinds.items() for kind in some):
        make.block(one, kind=kind)
    said = "Both describe a building block: "
    found = reasons(client, sheet)
    assert found == {"Both": f"{said}payment · {said}targeting", "Same": f"{said}targeting"}
    assert next(iter(found)) == "Both"


def test_reasons_of_different_kinds_are_said_before_a_second_one_of_the_same(client):
    themes = [make.theme(name) for name in ("goats", "cows")]
    far = make.country("HT")
    sheet = make.published(countries=[make.country("CL")], themes=themes)
    other = make.published(title="Other", countries=[far], themes=themes)
    make.block(sheet, kind="law")
    for one in (other, *(make.published(countries=[far]) for _many in range(9))):
        make.block(one, kind="law")
    told = reasons(client, sheet)["Other"]
    assert re.fullmatch(
        r"On the same theme: \w+ · Both describe a building block: law and rules", told
    )


def test_a_context_that_is_alike_is_a_reason(client):
    themes = [make.theme(name) for name in ("goats", "cows")]
    sheet = make.published(countries=[make.country("BB")], themes=themes[:1])
    make.published(title="Jamaica", countries=[make.country("JM")], themes=themes[1:])
    make.published(title="Haiti", countries=[make.country("HT")], themes=themes[1:])
    assert reasons(client, sheet) == {
        "Jamaica": "From a country that is alike: Jamaica (the same subregion: Caribbean; "
        "official language of both: English)"
    }


def test_no_more_than_six_are_related(client):
    ministry = make.organization("Ministry")
    for _one in range(8):
        sheet = make.published(ministry)
    assert len(reasons(client, sheet)) == 6
