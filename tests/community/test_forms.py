"""What every form and list of the portal shares: plain text, themes as checkboxes, pages."""

import pytest
from django import forms
from django.test import RequestFactory

from community.models import Theme
from community.paging import CountedUpTo, page_of
from community.plain_text import PlainTextForm, cleaned
from community.theme_field import ThemesField
from tests import make


class Note(PlainTextForm, forms.Form):
    title = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)


@pytest.mark.parametrize("bad", ["a\x00b", "a\x07b", "a\x7fb", "a\x85b", "a\ufffeb"])
def test_signs_that_cannot_be_shown_are_refused(bad: str):
    assert set(Note({"title": bad, "text": bad}).errors) == {"title", "text"}


@pytest.mark.parametrize("good", ["שלום", "a\u202eb", "año\u0301", "🙂", "<b>", "a\tb"])
def test_everything_that_is_text_is_taken(good: str):
    assert Note({"title": good, "text": f"{good}\r\n{good}"}).errors == {}


@pytest.mark.parametrize("lines", ["a\nb", "a\r\nb", "a\u2028b"])
def test_a_title_is_one_line(lines: str):
    assert set(Note({"title": lines, "text": lines}).errors) == {"title"}


class Short(PlainTextForm, forms.Form):
    title = forms.CharField(max_length=5)
    text = forms.CharField(max_length=5, widget=forms.Textarea)
    year = forms.IntegerField(min_value=1900, max_value=2030)


def test_what_is_too_long_is_not_cut_off_but_comes_back_as_it_was_typed():
    """A browser that is told the length cuts off what is pasted, and nobody notices."""
    assert "maxlength" not in str(Short())
    form = Short({"title": "abcdef", "text": "abcdefg", "year": "3000"})
    assert form.errors["title"] == ["This has 6 characters; at most 5 have room here."]
    assert form.errors["text"] == ["This has 7 characters; at most 5 have room here."]
    assert form.errors["year"] == ["Write 2030 or less."]
    assert "abcdefg" in str(form["text"])


def test_search_words_are_made_usable():
    assert cleaned("  a\x00b\n c  ") == "a b c"
    assert len(cleaned("x" * 5000)) == 200


@pytest.fixture
def tree(db: None) -> Theme:
    broader = make.theme("cash-transfers", es="Transferencias")
    make.theme("conditional-cash-transfers", broader)
    return broader


class Choice(forms.Form):
    themes = ThemesField(most=1)


def test_narrower_themes_stand_under_their_broader_one(tree: Theme):
    html = str(Choice()["themes"])
    assert "<summary>Cash transfers</summary>" in html
    assert html.index("Cash transfers in general") < html.index("Conditional cash transfers")


def test_themes_are_chosen_by_their_address(tree: Theme):
    form = Choice({"themes": ["cash-transfers"]})
    assert form.is_valid()
    assert list(form.cleaned_data["themes"]) == [tree]


@pytest.mark.parametrize(
    "chosen",
    [["nothing"], ["\x00"], ["cash-transfers", "conditional-cash-transfers"], ["x" * 10_000]],
)
def test_other_choices_are_refused(tree: Theme, chosen: list[str]):
    assert not Choice({"themes": chosen}).is_valid()


@pytest.mark.django_db
def test_a_list_counts_up_to_its_limit(monkeypatch: pytest.MonkeyPatch):
    for number in range(3):
        make.theme(f"theme-{number}")
    assert (CountedUpTo(Theme.objects.in_order(), 2).count) == 3
    monkeypatch.setattr("community.paging.COUNTED", 2)
    many = CountedUpTo(Theme.objects.in_order(), 2)
    assert (many.count, many.has_more, many.num_pages) == (2, True, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["0", "x", "", "99999999999999999999", "\x00"])
def test_a_page_that_does_not_exist_is_the_nearest_one(page: str):
    make.theme()
    request = RequestFactory().get("/", {"page": page})
    assert len(page_of(request, Theme.objects.in_order())) == 1
