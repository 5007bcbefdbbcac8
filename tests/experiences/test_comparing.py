"""Sheets side by side: what differs, for whoever may read them."""

import html

import pytest

from tests import make

pytestmark = pytest.mark.django_db


def read(client, *slugs, more=""):
    query = "&".join(f"sheet={slug}" for slug in slugs)
    answer = client.get(f"/en/experiences/compare/?{query}{more}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_visitor_sees_two_sheets_and_what_only_one_of_them_has(client):
    care = make.theme("care")
    cash = make.theme()
    one = make.published(title="Visits", themes=[cash, care], populations=["children"])
    other = make.published(title="Calls", themes=[cash], populations=["women"], start_year=2019)
    one.figures.create(value="1234", unit="families", year=2020)
    text = read(client, one.slug, other.slug)
    for told in ("Visits", "Calls", '<mark class="compare__differs">Care</mark>',
                 '<mark class="compare__differs">Women</mark>', "<td>Cash transfers</td>", "1,234",
                 one.results, one.what_did_not_work, "Talk to the families first.",
                 '<mark class="compare__differs">2019–</mark>', "The same in all"):  # fmt: skip
        assert told in text, told
    assert '<mark class="compare__differs">Cash transfers' not in text


def test_how_it_is_known_is_compared_too(client):
    slugs = [make.published(evidence=kind).slug for kind in ("evaluation", "impact")]
    text = read(client, *slugs)
    assert "Kind of evidence" in text
    assert '<mark class="compare__differs">Impact evaluation' in text


def test_the_address_of_each_without_one_and_with_another(client):
    slugs = [make.published(title=f"Visits {n}").slug for n in range(3)]
    text = read(client, *slugs[:2], more="&q=visits")
    assert f'href="?sheet={slugs[1]}"' in text
    assert f'href="?sheet={slugs[0]}&sheet={slugs[1]}&sheet={slugs[2]}"' in text
    assert f'name="sheet" value="{slugs[0]}"' in text


def test_what_is_found_is_named_in_the_reader_s_language(client):
    kept, found = (make.published(title=f"Visits {n}") for n in range(2))
    made = found.translations.create(language="es", published_at="2026-01-01T00:00Z")
    made.pieces.create(part="title", text="Visitas", original=found.title)
    text = client.get(f"/es/experiences/compare/?sheet={kept.slug}&q=visits").content.decode()
    assert '<span lang="es">Visitas</span>' in text
    assert found.title not in text


def test_what_she_may_not_read_is_left_out_like_what_never_was(client, amina):
    shown = make.published(title="Shown")
    hidden = make.sheet(make.ministry_of(amina), title="Hidden words", slug="hidden")
    text = read(client, shown.slug, "hidden", "never-was")
    assert "Hidden words" not in text
    assert "left out: hidden, never-was" in text
    client.force_login(amina)
    text = read(client, shown.slug, "hidden", "never-was")
    assert hidden.title in text
    assert "left out: never-was" in text


def test_four_at_most_and_each_once(client):
    sheets = [make.published(title=f"Sheet number {n}!") for n in range(5)]
    text = read(client, *[sheet.slug for sheet in sheets], sheets[0].slug)
    assert 'data-columns="4"' in text
    assert "Sheet number 4!" not in text
    assert "Four sheets at most" in text


def test_nothing_and_nonsense_get_a_clear_answer(client):
    assert "Choose the first one" in read(client)
    assert "left out: <script>x</script>" in read(client, "<script>x</script>", "%00", "")
    assert b"<script>x" not in client.get("/en/experiences/compare/?sheet=<script>x").content
    one = make.published()
    assert "Choose at least one more" in read(client, one.slug)
    assert "No other public experience says this." in read(client, one.slug, more="&q=zzzz")


def test_a_card_of_the_library_can_be_ticked(client):
    sheet = make.published()
    text = client.get("/en/experiences/").content.decode()
    assert f'name="sheet" value="{sheet.slug}" form="compare"' in text
    assert '<form id="compare"' in text


@pytest.mark.parametrize("number", [2, 4])
def test_the_number_of_queries_does_not_grow(client, number, django_assert_num_queries):
    slugs = [make.block(make.published()).experience.slug for _ in range(number)]
    with django_assert_num_queries(6):
        read(client, *slugs)
