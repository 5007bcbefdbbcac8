"""Themes at the secretariat's desk: what an editor names is found by that name."""

from typing import Any

import pytest

from community.concepts import recognize
from community.models import Theme
from tests import make

ADD = "/admin/community/theme/add/"


@pytest.fixture
def at_desk(client, chloe):
    client.force_login(chloe)
    return client


def form(slug: str, en: str, es: str, *synonyms: tuple[str, str], **more: Any) -> dict[str, Any]:
    rows = {
        f"synonyms-{row}-{name}": value
        for row, (language, text) in enumerate(synonyms)
        for name, value in (("language", language), ("text", text), ("is_shown", "on"))
    }
    return {
        "label_en": en,
        "label_es": es,
        "label_pt": es,
        "label_fr": en,
        "slug": slug,
        "reference": "ILO",
        "synonyms-TOTAL_FORMS": str(len(synonyms)),
        "synonyms-INITIAL_FORMS": "0",
        **rows,
        **more,
    }


def named(*words: str) -> list[str]:
    """The themes that somebody means who searches so."""
    return [theme.slug for concept in recognize(words) for theme in concept.themes]


def change(theme: Theme) -> str:
    return f"/admin/community/theme/{theme.pk}/change/"


def test_a_theme_that_is_added_is_found_by_its_labels_without_typing_them_twice(at_desk):
    answer = at_desk.post(ADD, form("goats", "Goats", "Cabras", ("es", "Chivos")))
    assert answer.status_code == 302
    assert [named(word) for word in ("goats", "cabras", "chivos")] == [["goats"]] * 3
    assert not Theme.objects.get(slug="goats").synonyms.shown().filter(text="Cabras").exists()


def test_a_theme_that_is_renamed_is_found_by_its_new_name_and_by_the_old_one(at_desk):
    theme = make.theme("goats", en="Goats", es="Cabras")
    assert named("caprinos") == []
    assert at_desk.post(change(theme), form("goats", "Goats", "Caprinos")).status_code == 302
    assert (named("caprinos"), named("cabras")) == (["goats"], ["goats"])
    said = theme.synonyms.filter(language="es").values_list("text", "is_label", "is_shown")
    assert set(said) == {("Caprinos", True, True), ("Cabras", False, False)}


def test_a_name_that_was_a_synonym_becomes_the_label_once(at_desk):
    theme = make.theme("goats", en="Goats", es="Cabras")
    theme.synonyms.create(language="es", text="Caprinos")
    theme.label_es = "Caprinos"
    theme.name_itself()
    assert theme.synonyms.filter(language="es", text="Caprinos").get().is_label


def test_synonyms_stand_together_by_language(at_desk):
    theme = make.theme("goats", en="Goats", es="Cabras")
    for language, text in (("es", "Óvidos"), ("en", "Kids"), ("es", "Chivos"), ("es", "Zamarros")):
        theme.synonyms.create(language=language, text=text)
    rows = at_desk.get(change(theme)).context["inline_admin_formsets"][0].formset.initial_forms
    assert [row.instance.text for row in rows] == ["Kids", "Chivos", "Óvidos", "Zamarros"]


def test_labels_are_not_listed_again_among_the_synonyms(at_desk):
    theme = make.theme("goats", en="Goats", es="Cabras")
    theme.synonyms.create(language="es", text="Chivos")
    rows = at_desk.get(change(theme)).context["inline_admin_formsets"][0].formset.initial_forms
    assert [row.instance.text for row in rows] == ["Chivos"]


def test_a_label_typed_as_a_synonym_is_told_and_nothing_is_lost(at_desk):
    theme = make.theme("goats", en="Goats", es="Cabras")
    answer = at_desk.post(change(theme), form("goats", "Goats", "Cabras", ("es", "Cabras")))
    assert answer.status_code == 200
    assert "Cabras" in answer.text


def test_the_english_label_of_another_theme_is_told_beside_the_field(at_desk):
    make.theme("goats", en="Goats")
    answer = at_desk.post(ADD, form("sheep", "Goats", "Ovejas"))
    told = answer.context["adminform"].form.errors["label_en"]
    assert told == ["Another theme has this label, or had it once."]


def test_a_broader_theme_is_one_on_top_in_the_officers_order_and_never_itself(at_desk):
    top = make.theme("food", en="Food", es="Alimentos")
    make.theme("water", en="Access to water", es="Zona de agua")
    make.theme("school-meals", parent=top)
    page = at_desk.get(change(top), headers={"accept-language": "es"})
    offered = page.context["adminform"].form.fields["parent"].queryset
    assert [theme.slug for theme in offered] == ["water"]
    page = at_desk.get(ADD, headers={"accept-language": "es"})
    offered = page.context["adminform"].form.fields["parent"].queryset
    assert [theme.slug for theme in offered] == ["food", "water"]


def test_a_theme_with_narrower_ones_stays_on_top(at_desk):
    top, other = make.theme("food", en="Food", es="Alimentos"), make.theme("water")
    make.theme("school-meals", parent=top)
    answer = at_desk.post(change(top), form("food", "Food", "Alimentos", parent=str(other.pk)))
    assert list(answer.context["adminform"].form.errors) == ["parent"]


def test_a_theme_keeps_its_address_whatever_it_is_called(at_desk):
    theme = make.theme("goats", en="Goats", es="Cabras")
    assert 'name="slug"' not in at_desk.get(change(theme)).text
    assert 'name="slug"' in at_desk.get(ADD).text
    at_desk.post(change(theme), form("caprines", "Caprines", "Caprinos"))
    theme.refresh_from_db()
    assert (theme.label_en, theme.slug) == ("Caprines", "goats")
