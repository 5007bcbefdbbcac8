"""Cards: their themes and countries are named by what the process knows."""

from unittest.mock import ANY

import pytest
from django.db import connection

from community.languages import speaking
from experiences.carded import carded_sheets, newest_sheets
from experiences.models import Experience
from members.models import Country
from tests import make


@pytest.mark.django_db
def test_a_card_names_themes_as_chosen_and_countries_by_name_in_the_language_of_who_reads():
    broader = make.theme("z-first", es="La primera")
    sheet = make.published(themes=[broader, make.theme("a-later", parent=broader)])
    sheet.countries.set(["US", "BR", "HT"])
    (card,) = carded_sheets([sheet.pk])
    assert card.shown_themes == sheet.shown_themes
    assert [theme.label for theme in card.shown_themes] == ["Z first", "A later"]
    assert card.country_names == ["Brazil", "Haiti", "United States of America"]
    with speaking("es"):
        (card,) = carded_sheets([sheet.pk])
        assert card.shown_themes[0][1:3] == ("z-first", "La primera")
        assert card.names_by_country == {"BR": "Brasil", "HT": "Haití", "US": ANY}


@pytest.mark.django_db(transaction=True)
def test_what_is_called_anew_or_gone_is_so_on_the_next_card():
    theme, other = make.theme("gardens"), make.theme("goats")
    sheet = make.published(themes=[theme, other])
    sheet.countries.set(["CL"])

    def told() -> tuple[list[str], list[str]]:
        (card,) = newest_sheets(0, 20)
        return [one.label for one in card.shown_themes], card.country_names

    assert told() == (["Gardens", "Goats"], ["Chile"])
    type(theme).objects.filter(pk=theme.pk).update(label_en="Huertas")
    sheet.themes.remove(other)
    other.delete()
    assert told() == (["Huertas"], ["Chile"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_country SET name_en = 'Chili' WHERE iso2 = 'CL'")
    assert told() == (["Huertas"], ["Chili"])
    Country.objects.filter(pk="CL").update(name_en="Chile")


@pytest.mark.django_db
def test_the_newest_are_a_page_from_any_place_on_and_public():
    made = [make.published(title=f"Sheet {number}") for number in range(22)]
    Experience.objects.filter(pk=made[-1].pk).update(status="withdrawn")
    newest = [sheet.pk for sheet in reversed(made[:-1])]
    for start in (0, 1, 20, 21, 500):
        for number in (3, 20):
            cards = newest_sheets(start, number)
            assert [card.pk for card in cards] == newest[start : start + number]
