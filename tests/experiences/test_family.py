"""Adapted from, adapted by: a tree over sheets and countries, without circles."""

import html
import re
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from community.models import Event, Letter
from experiences.models import Experience
from tests import make
from tests.experiences.test_writing import rows, text_of, typed

pytestmark = pytest.mark.django_db


def read(client: Client, sheet: Experience) -> str:
    return html.unescape(client.get(sheet.get_absolute_url()).content.decode())


def form_of(sheet: Experience, **changes: Any) -> dict[str, Any]:
    """The whole form of ``sheet`` as its page sends it."""
    lessons = [{"id": one.pk, "claim": one.claim} for one in sheet.lessons.all()]
    data = typed(sheet.organization, **{"title": sheet.title, **changes})
    return (
        data | rows("lessons", *lessons, initial=len(lessons)) | rows("figures") | rows("sources")
    )


@pytest.fixture
def signed_in(client, boris):
    client.force_login(boris)
    make.theme("visits")
    return client


@pytest.fixture
def original(amina) -> Experience:
    return make.published(make.ministry_of(amina), title="Visits to families", slug="visits")


def test_a_sheet_is_named_by_number_address_or_words(signed_in, boris, original, subtests):
    make.published(title="Kitchens of the neighborhood")
    sheet = make.sheet(make.ministry_of(boris))
    edit = f"/en/experiences/{sheet.slug}/edit/"
    number = original.number
    ways = [number, number.lower(), f"{number} Visits to families", "visits to families",
            "/en/experiences/visits/", "https://portal.example/es/experiences/visits/?x=1",
            f"https://portal.example/id/{number}", "Visits families"]  # fmt: skip
    for way in ways:
        with subtests.test(way), make.undone():
            signed_in.post(edit, form_of(sheet, adapted_from=way, adapted_how="By bus."))
            sheet.refresh_from_db()
            assert sheet.adapted_from == original
            assert sheet.adapted_how == "By bus."
            assert f'value="{number} Visits to families"' in text_of(signed_in.get(edit))


def test_words_that_fit_several_give_their_numbers(signed_in, boris, original):
    second = make.published(title="Visits to schools")
    sheet = make.sheet(make.ministry_of(boris))
    edit = f"/en/experiences/{sheet.slug}/edit/"
    text = text_of(signed_in.post(edit, form_of(sheet, adapted_from="visits")))
    assert "Several fit" in text
    assert f"{original.number} Visits to families" in text
    assert second.number in text


@pytest.mark.parametrize("typed_in", ["EXP-999999", "/en/experiences/nowhere/", "zzzz qqqq",
                                      "\x00", "x" * 600, "EXP-" + "9" * 30, "%", "'"])  # fmt: skip
def test_what_names_nothing_comes_back_as_typed(signed_in, boris, typed_in):
    sheet = make.sheet(make.ministry_of(boris))
    edit = f"/en/experiences/{sheet.slug}/edit/"
    assert signed_in.post(edit, form_of(sheet, adapted_from=typed_in)).status_code == 422
    sheet.refresh_from_db()
    assert sheet.adapted_from is None


def test_a_draft_of_others_is_not_found_by_its_number(signed_in, boris, amina):
    secret = make.sheet(make.ministry_of(amina), title="Still secret")
    sheet = make.sheet(make.ministry_of(boris))
    for way in (secret.number, secret.get_absolute_url(), "Still secret"):
        edit = f"/en/experiences/{sheet.slug}/edit/"
        text = text_of(signed_in.post(edit, form_of(sheet, adapted_from=way)))
        assert "No published sheet is called that." in text
        assert "Still secret" not in text.replace(f'value="{way}"', "")


def test_an_original_that_is_no_longer_public_stays_and_is_not_shown(signed_in, boris, original):
    sheet = make.published(make.ministry_of(boris), adapted_from=original)
    Experience.objects.filter(pk=original.pk).update(status="archived")
    edit = f"/en/experiences/{sheet.slug}/edit/"
    text = text_of(signed_in.get(edit))
    assert f'value="{original.number}"' in text
    assert "Visits to families" not in text
    assert signed_in.post(edit, form_of(sheet, adapted_from=original.number)).status_code == 302
    sheet.refresh_from_db()
    assert sheet.adapted_from == original
    assert "Visits to families" not in read(signed_in, sheet)


# --- The tree ------------------------------------------------------------------------------------


def test_the_tree_stands_on_every_sheet_of_the_family(client, amina, boris, original):
    child = make.published(make.ministry_of(boris), title="In Kingston", adapted_from=original,
                           adapted_how="On foot.")  # fmt: skip
    brazil = make.organization("Ministério", iso2="BR")
    grandchild = make.published(brazil, title="Em Recife", adapted_from=child)
    make.sheet(brazil, title="Hidden draft", adapted_from=original)
    for sheet in (original, child, grandchild):
        text = read(client, sheet)
        tree = text[
            text.index('class="tree"') : text.index("</section>", text.index('class="tree"'))
        ]
        assert (
            tree.index("Visits to families") < tree.index("In Kingston") < tree.index("Em Recife")
        )
        assert all(country in tree for country in ("Chile", "Jamaica", "Brazil"))
        assert tree.count('aria-current="true"') == 1
        assert "Hidden draft" not in text
    assert "On foot." in read(client, child)
    assert 'class="tree"' not in read(client, make.published())


def test_what_is_not_public_ends_the_line(client, amina, boris, original):
    child = make.published(make.ministry_of(boris), title="In Kingston", adapted_from=original)
    grandchild = make.published(title="Em Recife", adapted_from=child)
    Experience.objects.filter(pk=child.pk).update(status="archived")
    for sheet in (original, grandchild):
        text = read(client, sheet)
        assert "In Kingston" not in text
        assert 'class="tree"' not in text


@pytest.mark.parametrize("children", [1, 3])
def test_the_number_of_queries_does_not_grow(client, original, children, django_assert_num_queries):
    for _ in range(children):
        make.published(adapted_from=original)
    with django_assert_num_queries(QUERIES):
        client.get(original.get_absolute_url())


QUERIES = 11


# --- No circle -----------------------------------------------------------------------------------


@pytest.mark.parametrize("generations", [0, 1, 2, 5])
def test_the_database_lets_no_sheet_descend_from_itself(original, generations):
    youngest = original
    for _ in range(generations):
        youngest = make.published(adapted_from=youngest)
    with pytest.raises(IntegrityError, match="no_sheet_descends_from_itself"), transaction.atomic():
        Experience.objects.filter(pk=original.pk).update(adapted_from=youngest)
    original.refresh_from_db()
    assert original.adapted_from is None


@pytest.mark.parametrize("generations", [0, 1, 3])
def test_the_form_says_it_beside_the_field(client, amina, original, generations):
    youngest = original
    for _ in range(generations):
        youngest = make.published(adapted_from=youngest)
    make.theme("visits")
    client.force_login(amina)
    edit = f"/en/experiences/{original.slug}/edit/"
    answer = client.post(edit, form_of(original, adapted_from=youngest.number, title="After"))
    assert answer.status_code == 422
    assert "descends from yours already" in text_of(answer)
    original.refresh_from_db()
    assert (original.adapted_from, original.title) == (None, "Visits to families")


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_circle_at_once_do_not():
    amina, boris = make.amina(), make.boris()
    make.theme("visits")
    first, second = (make.published(make.ministry_of(one)) for one in (amina, boris))
    together = threading.Barrier(2)
    answers: list[int] = []

    def save(person: Any, sheet: Experience, other: Experience) -> None:
        browser = Client()
        browser.force_login(person)
        data = form_of(sheet, adapted_from=other.number)
        together.wait()
        address = f"/en/experiences/{sheet.slug}/edit/"
        answers.append(browser.post(address, data).status_code)
        connection.close()

    clicks = [
        threading.Thread(target=save, args=args)
        for args in ((amina, first, second), (boris, second, first))
    ]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(answers) == [302, 422]
    assert Experience.objects.exclude(adapted_from=None).count() == 1


def test_the_tree_says_titles_in_the_reader_s_language(client, original):
    make.published(adapted_from=original, title="Visits by boat")
    made = original.translations.create(language="es", published_at="2026-01-01T00:00Z")
    made.pieces.create(part="title", text="Visitas a familias", original=original.title)
    sheet = original.adaptations.get()
    text = client.get(f"/es/experiences/{sheet.slug}/").content.decode()
    tree = text[text.index('class="tree__branch"') :]
    assert re.search(r'lang="es">Visitas a familias</a>', tree)
    assert 'lang="en">Visits by boat</b>' in tree


# --- The author hears of it ----------------------------------------------------------------------


def test_the_author_of_the_original_is_told_once_it_is_public(amina, boris, chloe, original):
    sheet = make.sheet(make.ministry_of(boris), adapted_from=original, adapted_how="On foot.")
    sheet.submit(by=boris)
    adapted = Letter.objects.filter(name="sheet_adapted")
    assert not adapted.exists()
    sheet.publish(by=chloe)
    letter = adapted.get()
    assert letter.address == amina.email
    assert sheet.get_absolute_url() in letter.body
    assert "On foot." in letter.body
    event = Event.objects.of(original).get()
    assert (event.name, event.target, event.by) == ("adapted", sheet.number, None)
    sheet.archive(by=chloe, reason="Old.")
    sheet.republish(by=chloe)
    assert adapted.count() == 1


def test_also_where_a_public_sheet_names_its_original_later(signed_in, boris, amina, original):
    sheet = make.published(make.ministry_of(boris))
    edit = f"/en/experiences/{sheet.slug}/edit/"
    for _ in range(2):
        answer = signed_in.post(edit, form_of(sheet, adapted_from=original.number))
        assert answer.status_code == 302
    assert Letter.objects.filter(name="sheet_adapted").get().address == amina.email


def test_nobody_is_told_of_her_own_adaptation(amina, chloe, original):
    sheet = make.sheet(make.ministry_of(amina), adapted_from=original)
    sheet.submit(by=amina)
    sheet.publish(by=chloe)
    assert not Letter.objects.filter(name="sheet_adapted").exists()
