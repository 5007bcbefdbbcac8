"""What people type is understood in every language: concepts, typing errors, rarity."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.concepts import bare, other_forms, recognize
from community.lexicon import LEXICON, alike, meant
from experiences import ranking
from experiences.conditions import NOTHING
from experiences.models import Experience
from experiences.places import named
from experiences.understanding import understand
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def transfers():
    """A broader theme, a narrower one with its names, and a sheet in each language that has it."""
    broad = make.theme("cash-transfers", en="Cash transfers", es="Transferencias monetarias")
    narrow = make.theme(
        "conditional-cash-transfers",
        parent=broad,
        en="Conditional cash transfers",
        es="Transferencias monetarias condicionadas",
        pt="Transferência condicionada de renda",
        fr="Transferts monétaires conditionnels",
    )
    narrow.synonyms.create(language="en", text="CCT")
    narrow.synonyms.create(language="es", text="PTMC")
    narrow.synonyms.create(language="es", text="transferencias condicionadas")
    narrow.synonyms.create(language="pt", text="condicionalidades e cartões")
    for language in ("en", "es", "pt", "fr"):
        make.published(slug=language, title=f"Sheet {language}", language=language, themes=[narrow])
    make.published(slug="other", title="Nothing of the kind", themes=[make.theme("housing")])
    return narrow


def found(words: str, **options: bool) -> set[str]:
    wording, nothing = understand(words, **options), NOTHING
    matching = ranking.match(wording, nothing)
    ids = ranking.hits(wording, matching, nothing, "relevance", 0, 100)
    return {sheet.slug for sheet in Experience.objects.filter(pk__in=ids)}


ALL = {"en", "es", "pt", "fr"}


NAMES = [
    "CCT",
    "ccts",
    "ptmc",
    "transferencias condicionadas",
    "TRANSFERENCIA CONDICIONADA",
    "conditional cash transfer",
    "conditional-cash transfers",
    "transferencia condicionada de renda",
    "transferts monetaires conditionnels",
    "condicionalidades e cartão",
]


def test_one_concept_by_whatever_name_finds_sheets_in_all_languages(transfers, subtests):
    for words in NAMES:
        with subtests.test(words=words), make.undone():
            assert found(words) == ALL


def test_a_broader_theme_finds_the_sheets_of_its_narrower_ones(transfers):
    assert found("transferencias monetarias") == ALL


def test_the_longest_name_wins_and_no_word_belongs_to_two(transfers):
    concepts = recognize(["the", "transferencias", "monetarias", "condicionadas", "of", "Chile"])
    assert [(one.words, [theme.slug for theme in one.themes]) for one in concepts] == [
        ("transferencias monetarias condicionadas", ["conditional-cash-transfers"])
    ]
    assert [theme.slug for theme in concepts[0].near] == ["cash-transfers"]


def test_a_name_does_not_swallow_the_small_words_around_it(transfers):
    assert [one.words for one in recognize(["sin", "CCT", "para"])] == ["CCT"]


@pytest.mark.parametrize(
    "words", ["comida en las escuelas", "comida para la escuela", "escuelas y comida"]
)
def test_a_name_is_known_in_any_order_and_with_other_small_words(words):
    feeding = make.theme("school-feeding", es="Comida en la escuela")
    make.theme("cash", es="Comida")
    (concept,) = recognize(words.split())
    assert (concept.themes, concept.words) == ((feeding,), words)


def test_a_name_that_denies_is_another_one():
    make.theme("contributory", es="Pensiones contributivas", en="Pensions with conditions")
    make.theme("social", es="Pensiones no contributivas", en="Pensions without conditions")
    for words, slug in (
        ("pensión contributiva", "contributory"),
        ("pensión no contributiva", "social"),
        ("pension with a condition", "contributory"),
        ("pension without a condition", "social"),
    ):
        assert [one.slug for found in recognize(words.split()) for one in found.themes] == [slug]


def test_the_portuguese_no_denies_nothing():
    make.theme("labour", pt="Inserção no mercado de trabalho")
    (concept,) = recognize(["inserção", "em", "mercado", "de", "trabalho"])
    assert [theme.slug for theme in concept.themes] == ["labour"]


def test_an_acronym_of_two_themes_means_both(transfers):
    other = make.theme("care-centers", en="Care centers")
    other.synonyms.create(language="en", text="CCT")
    (concept,) = recognize(["cct"])
    assert {theme.slug for theme in concept.themes} == {
        "conditional-cash-transfers",
        "care-centers",
    }


def test_a_sheet_that_says_it_without_the_theme_comes_after_those_that_have_it(transfers):
    make.published(
        slug="says", title="A sheet", problem="No CCT here yet.", themes=[make.theme("pensions")]
    )
    slugs = [sheet.slug for sheet in Experience.objects.search("transferencias condicionadas")]
    assert set(slugs[:4]) == ALL
    assert slugs[4:] == ["says"]


def test_concepts_can_be_switched_off(transfers):
    assert understand("cct", concepts=False).concepts == []
    assert [part.words for part in understand("cct", concepts=False).parts] == ["cct"]


def test_a_mistyped_word_is_put_right_where_nobody_says_it(transfers):
    make.published(slug="meals", title="Alimentación escolar", language="es")
    wording = understand("alimentasion escolar")
    assert wording.corrected == [("alimentasion", "alimentacion")]
    assert found("alimentasion escolar") == found("alimentacion escolar") == {"meals"}
    assert understand("alimentasion escolar", spelling=False).corrected == []


def test_a_mistyped_name_of_a_theme_is_still_that_theme(transfers):
    wording = understand("conditionnal cash tranfers")
    assert wording.corrected
    assert [theme.slug for one in wording.concepts for theme in one.themes] == [
        "conditional-cash-transfers"
    ]


def test_a_word_is_never_put_right_by_a_much_shorter_one():
    make.published(slug="years", title="Diez años de visitas", language="es")
    assert understand("ancianos").corrected == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("uracán", "huracan"),  # the h is silent
        ("uracanes", "huracan"),
        ("hacsceso", "acceso"),
        ("bibienda", "vivienda"),
        ("ceguro", "seguro"),
        ("uyncan", ""),
        # a single letter at the beginning: lost, wrong, one too many, in the place of the next
        ("ltimetría", "altimetria"),
        ("oltimetría", "altimetria"),
        ("aaltimetría", "altimetria"),
        ("latimetría", "altimetria"),
        ("inaltimetría", ""),  # two: it may be another word
    ],
)
def test_a_word_written_by_ear_or_begun_wrong_is_put_right(typed, meant):
    storm = make.theme("disasters", es="Huracán")
    title = "Acceso, vivienda, seguro y altimetría"
    make.published(slug="found", title=title, language="es", themes=[storm])
    assert understand(typed).corrected == ([(typed, meant)] if meant else [])


def test_a_name_of_a_theme_without_its_silent_h_is_still_that_theme():
    make.published(slug="storm", title="Ayuda", themes=[make.theme("disasters", es="Huracán")])
    assert found("uracan") == {"storm"}


def test_a_word_that_somebody_says_is_never_put_right(transfers):
    make.published(title="Alimentasion is how we say it", slug="own")
    make.published(title="Alimentación escolar", language="es", slug="meals")
    assert understand("alimentasion").corrected == []
    assert found("alimentasion") == {"own"}


def test_words_of_drafts_are_never_suggested():
    make.sheet(make.organization(), title="Secret alimentación", language="es")
    assert understand("alimentasion").corrected == []


def test_quoted_words_stand_together_and_a_minus_keeps_out():
    make.published(slug="together", title="Visits to every home", what_was_done="x")
    make.published(slug="apart", title="Home to every visits", what_was_done="x")
    make.published(slug="boats", title="Visits by boat", what_was_done="x")
    assert found('"every home"') == {"together"}
    assert found("visits") == {"together", "apart", "boats"}
    assert found("visits -boat") == {"together", "apart"}


def test_few_with_all_words_are_followed_by_those_with_most():
    make.published(slug="all", title="Goats and sheep in Tarija")
    make.published(slug="two", title="Goats and sheep elsewhere")
    make.published(slug="none", title="Pensions")
    slugs = [sheet.slug for sheet in Experience.objects.search("goats sheep tarija")]
    assert slugs == ["all", "two"]


def test_a_country_and_a_theme_find_the_sheet_of_both_first(transfers):
    make.published(slug="both", countries=[make.country("BR")], themes=[transfers])
    first = Experience.objects.search("condicional cash transfers Brésil").first()
    assert first is not None
    assert first.slug == "both"


ODD = ["", "   ", "-", '"', '""', "'", "a:*", "& | ! ( )", "<->", "%s %(x)s", "\\", "theme:1",
 "de la", "x" * 10_000, "\u202e txet", "😀", "-a -b", '"\x00"', "a OR b", "1 2 3 4"]  # fmt: skip


def test_no_words_break_the_search(transfers, subtests):
    for words in ODD:
        with subtests.test(words=words), make.undone():
            assert isinstance(list(Experience.objects.search(words)), list)


def test_nobody_reaches_a_theme_by_the_sign_of_the_index(transfers):
    assert found(f"theme:{transfers.pk}") == set()


@pytest.mark.parametrize(
    ("word", "others"),
    [("pensões", ["pensao"]), ("pensão", ["pensoes"]), ("jóvenes", ["joven"]),
     ("sociais", ["social"]), ("social", ["sociais", "sociaux"]), ("cash", []), ("ao", []),
     ("evaluación", ["evaluaciones"]), ("children", ["child"]), ("person", ["people"]),
     ("jovens", ["jovem"]), ("handicapée", ["handicape"]), ("randomized", ["randomised"]),
     ("programs", ["programme"])],
)  # fmt: skip
def test_forms_that_stemmers_do_not_know(word, others):
    assert set(other_forms(word)) >= set(others)
    assert bool(other_forms(word)) == bool(others)


@pytest.mark.parametrize(
    ("language", "named", "typed"),
    [
        ("es", "evaluación de impacto", "evaluaciones de impacto"),
        ("es", "violencia contra la mujer", "violencia contra las mujeres"),
        ("es", "autonomía de las mujeres", "autonomía de la mujer"),
        ("es", "registro social de hogares", "registros sociales por hogar"),
        ("es", "merienda escolar", "meriendas escolares"),
        ("en", "benefits for children", "benefits for a child"),
        ("en", "social programmes", "social program"),
        ("en", "immunisation", "immunization"),
        ("pt", "emprego de jovens", "emprego do jovem"),
        ("pt", "apoio às mães", "apoio à mãe"),
        ("fr", "personnes handicapées", "personne handicapé"),
        ("fr", "filets sociaux", "filet social"),
    ],
)
def test_a_name_is_known_in_any_number_and_spelling(language, named, typed):
    make.theme("named").synonyms.create(language=language, text=named)
    assert [one.words for one in recognize(typed.split())] == [typed]
    assert [one.words for one in recognize(named.split())] == [named]


def test_plural_and_singular_find_each_other():
    make.published(slug="many", title="As pensões rurais", language="pt")
    make.published(slug="one", title="A pensão rural", language="pt")
    assert found("pensão") == found("pensoes") == {"many", "one"}
    make.published(slug="several", title="Evaluaciones de los hogares", language="es")
    make.published(slug="a", title="La evaluación del hogar", language="es")
    assert found("evaluación hogar") == found("evaluaciones hogares") == {"several", "a"}
    make.published(slug="man", title="A man in a crisis", language="en")
    make.published(slug="men", title="Men in crises", language="en")
    assert found("man crisis", concepts=False) == {"man", "men"}
    assert found("men crises", concepts=False) == {"man", "men"}


@pytest.mark.parametrize(
    "named", ["Haití", "haiti", "Trinidad", "Trinité et Tobago", "Estados Unidos", "united states"]
)
def test_sheets_of_the_country_that_is_named_come_before_those_that_speak_of_it(named):
    """Also by the name that everybody uses, and in another language than the sheet's."""
    iso2 = {"h": "HT", "t": "TT"}.get(named[0].lower(), "US")
    own = make.organization(iso2=iso2)
    make.published(own, slug="own", title="Meals at school")
    make.published(slug="other", title="Meals at school", summary=f"As in {named}.")
    assert [sheet.slug for sheet in Experience.objects.search(f"meals {named}")] == ["own", "other"]


def test_the_name_of_a_country_means_nothing_else():
    """SAN is food security in Spanish, San Vicente is not."""
    make.theme("food-security").synonyms.create(language="es", text="SAN")
    make.organization(iso2="VC")
    assert [one.words for one in understand("SAN rural").concepts] == ["SAN"]
    assert understand("volcán de San Vicente").concepts == []
    assert [one.words for one in understand("SAN en San Vicente").concepts] == ["SAN"]


@pytest.mark.parametrize(
    "typed",
    ["meals Brasil", "brazilian meals", "meals brasileño", "meals bresilienne", '"Brasil" meals'],
)
def test_a_country_is_named_by_its_people_too(typed):
    brazil, chile = make.organization(iso2="BR"), make.organization(iso2="CL")
    make.published(chile, slug="other", title="Meals at school")
    make.published(brazil, slug="own", title="Meals at school")
    assert next(sheet.slug for sheet in Experience.objects.search(typed)) == "own"


@pytest.mark.parametrize(
    ("typed", "iso2"),
    [("EE.UU.", "US"), ("USA", "US"), ("St. Lucia", "LC"), ("st kitts", "KN"), ("chilena", "CL"),
     ("República Dominicana", "DO"), ("Dominica", "DM"), ("Estados Unidos de América", "US"),
     ("costarricenses", "CR"), ("haïtien", "HT"), ("Trinidad", "TT"), ("us", "")],
)  # fmt: skip
def test_countries_by_their_names(typed, iso2):
    assert [one.iso2 for one in named(re.findall(r"\w+", typed))] == ([iso2] if iso2 else [])


def test_a_country_is_not_taken_from_a_part_of_a_word():
    own = make.organization(iso2="DM")
    make.published(own, title="Meals")
    assert understand("meals dominica").countries
    assert understand("meals dominicana", spelling=False).countries == []


def test_words_next_to_each_other_are_a_name_before_they_are_words():
    """Typed without accents, and though one of them is a name of a theme by itself."""
    both = {"title": "Sheet", "themes": [make.theme("labour-exchanges", es="bolsa")]}
    make.published(slug="name", summary="Como en Bolsa Família, se paga.", **both)
    make.published(slug="apart", summary="La familia, y después una bolsa.", **both)
    assert next(sheet.slug for sheet in Experience.objects.search("bolsa familia")) == "name"


def test_nothing_is_put_right_by_a_word_that_no_sheet_says(transfers):
    """Of a name of a theme, say: nobody is told of results and then shown none."""
    make.theme("women", fr="Accueil des femmes").synonyms.create(language="fr", text="violences")
    wording = understand("violenze renta")
    assert (wording.corrected, wording.unknown) == ([], ["violenze", "renta"])


@pytest.mark.parametrize(("typed", "small"), [("theen", "then"), ("trap", "tras")])
def test_nothing_is_put_right_by_a_small_word_or_by_another_short_one(typed, small):
    make.published(title="Trees", summary=f"And {small} they came.")
    assert understand(typed).corrected == []


@pytest.mark.parametrize(
    "typed",
    [
        "madres solteras",
        "mamás solteras",
        "single mothers",
        "single moms",
        "mães chefes de família",
        "femme chef de ménage",
        "maman solo",
    ],
)
def test_what_is_no_theme_is_found_in_four_languages_too(typed):
    make.published(slug="es", title="Jefas de hogar", language="es")
    make.published(slug="en", title="Lone mothers", language="en")
    make.published(slug="pt", title="As mães solteiras", language="pt")
    make.published(slug="fr", title="La mère seule", language="fr")
    make.published(slug="other", title="Jefes y hogares madres", language="es")
    assert found(typed) >= ALL
    assert found("madre") == {"en", "pt", "fr", "other"}
    assert found("madre", concepts=False) == {"other"}


def test_a_word_that_says_much_else_is_known_and_not_looked_for():
    make.published(slug="young", title="Les jeunes enfants", language="fr")
    make.published(slug="youth", title="A strategy for youth", language="en")
    assert found("juventud") == {"youth"}
    assert found("jeunes") == {"young", "youth"}


def test_every_meaning_is_said_in_four_languages_and_each_word_means_one_thing():
    seen: dict[str, str] = {}
    for line in LEXICON.strip().splitlines():
        columns = [[text.strip(" ()") for text in texts.split(",")] for texts in line.split("|")]
        assert len(columns) == 4, line
        assert all(all(texts) for texts in columns), line
        for text in {bare(text) for texts in columns for text in texts}:
            assert seen.setdefault(text, line) == line, text


def test_where_no_sheet_is_about_a_theme_the_broader_one_stands_for_it():
    broad = make.theme("food-security", en="Food security")
    make.theme("food-self-production", parent=broad, es="Huertas familiares")
    make.published(slug="food", title="Lunch", themes=[broad])
    wording = understand("huertas familiares")
    assert [theme.slug for one in wording.concepts for theme in one.themes] == ["food-security"]
    assert wording.unknown == []
    assert found("huertas familiares") == {"food"}


def test_a_name_of_a_theme_is_never_put_right():
    broad = make.theme("work", en="Work")
    make.theme("youth", parent=broad).synonyms.create(language="es", text="ninis")
    make.published(title="Nis", themes=[broad])
    assert understand("ninis").corrected == []


def test_words_that_mean_something_together_are_words_again_where_nobody_means_it():
    make.published(slug="people", title="Personas", language="es")
    wording = understand("trata de personas")
    assert (wording.unknown, found("trata de personas")) == (["trata"], {"people"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("qaliwarma", "qali warma"),
        ("comite qaliwarma", "qali warma"),
        ("chilecrececontigo", "chile crece contigo"),
        ("pension65", "pension 65"),
        ("micro crédito", "microcrédito"),
        ("micro-crédito rural", "microcrédito"),
        ("crédito micro", ""),
        ("xyzwqali", ""),
    ],
)
def test_words_written_as_one_or_as_two_are_known(typed, meant):
    make.published(
        slug="own",
        title="Qali Warma, comité rural",
        summary="Chile Crece Contigo, Pensión 65, microcrédito",
    )
    wording = understand(typed)
    assert [taken for _typed, taken in wording.corrected] == ([meant] if meant else [])
    assert found(typed) == ({"own"} if meant else set())


@pytest.mark.parametrize(
    ("typed", "known"),
    [("inflación", "información"), ("privacidad", "prioridad"), ("estão", "estación"),
     ("inteligencia", "indigencia")],
)  # fmt: skip
def test_nothing_is_put_right_by_another_word(typed, known):
    make.published(title=known, language="es")
    assert understand(typed, concepts=False).corrected == []


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("programas de huertos", ["huertos"]),
        ("comment cultiver des potagers", ["cultiver", "potagers"]),
        ("buenas prácticas de riego", ["riego"]),
        ("examples of dams in Latin America", ["dams"]),
        ("what works", ["works"]),
        ("por qué fallaron los huertos", ["huertos"]),
        ("what did not work with dams", ["dams"]),
        ("o que deu errado no riego", ["riego"]),
        ("ayuda para el riego", ["riego"]),
        ("programas", ["programas"]),
        ("qué países usaron huertos", ["huertos"]),
        ("quero saber de riego", ["riego"]),
    ],
)
def test_what_people_add_to_a_search_is_not_asked_for(typed, asked):
    make.published(
        title="Huertos, cultiver potagers, riego, dams",
        summary="Programas: buenas prácticas, examples, comment it works, Latin America; países "
        "usaron, saber",
    )
    assert [part.words for part in understand(typed).parts] == asked


def test_what_began_in_the_year_that_is_named_comes_first():
    make.published(slug="later", title="Grants", summary="Unlike those of 2020.", start_year=2021)
    make.published(slug="then", title="Grants", start_year=2020)
    assert [sheet.slug for sheet in Experience.objects.search("grants 2020")] == ["then", "later"]


def test_a_stem_that_other_words_share_names_a_theme_by_the_very_word():
    make.theme("climate").synonyms.create(language="en", text="adaptation")
    assert [one.words for one in recognize(["adaptation"])] == ["adaptation"]
    assert recognize(["adapting"]) == recognize(["adapted"]) == []


@pytest.mark.parametrize("typed", ["ISEE", "I.S.E.E.", "I.S.E.E. bridge", "ISEE-Bridge"])
def test_an_acronym_is_known_with_its_dots_and_without(typed):
    make.published(slug="dots", title="I.S.E.E. Bridge")
    make.published(slug="none", title="ISEE Bridge")
    assert found(typed) == {"dots", "none"}


def test_a_word_of_a_hundred_letters_is_not_taken_apart():
    """It would be looked up in all its runs of letters."""
    with CaptureQueriesContext(connection) as asked:
        assert understand("abcdefghij" * 10).corrected == []
    assert max(len(one["sql"]) for one in asked.captured_queries) < 5_000


def test_what_two_languages_say_alike_is_told_once():
    make.published(language="es", summary="Quedan en la lista de espera.")
    told = [text for _language, text in understand("waiting list").others]
    assert told == ["lista de espera", "liste d'attente"]


def test_small_words_beside_a_theme_are_not_asked_for(transfers):
    make.published(title="Other", language="en", summary="As of como.")
    assert [part.words for part in understand("como CCT").parts] == ["CCT"]
    assert [part.words for part in understand("como").parts] == ["como"]


@pytest.mark.parametrize("typed", ["sin techo", "morador de rua", "homeless"])
def test_what_denies_is_not_looked_for_without_its_no(typed):
    """*Sin techo* is no roof, and *no funcionó* is not what works."""
    make.published(slug="roof", title="Un mismo techo", language="es")
    make.published(slug="street", title="População em situação de rua", language="pt")
    assert found(typed) == {"street"}
    assert ("en", "did not work") not in meant(["fracaso"])[0, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [("poor family", "poor families"), ("remittance", "remittances"), ("ciudad", "ciudades"),
     ("pregnancy", "pregnancies"), ("raíz", "raíces")],
)  # fmt: skip
def test_words_are_alike_in_any_number(one, other):
    assert alike(one, other)


@pytest.mark.parametrize("typed", ["San Cristóbal y Nieves", "Saint Kitts and Nevis", "St. Kitts"])
def test_a_country_is_one_part_in_four_languages(typed):
    make.published(slug="visit", title="Visit", summary="Came to Saint Kitts and Nevis.")
    make.published(slug="visita", title="Visita", language="es", summary="A San Cristóbal y Nieves")
    make.published(slug="saints", title="San y Saint", language="es", summary="Nieves, Kitts")
    assert [part.words for part in understand(typed).parts] == [typed.replace(".", "")]
    assert found(typed) >= {"visit", "visita"}


def test_a_country_is_spoken_of_by_its_people_too():
    make.published(slug="model", title="A model", summary="After the Mexican one.")
    make.published(slug="modelo", title="Um modelo", language="pt", summary="De mexicanas.")
    make.published(slug="other", title="A model", summary="Of Peru.")
    assert found("México", spelling=False) == {"model", "modelo"}


def test_a_country_in_the_title_tells_no_more_than_among_the_countries():
    brazil = [make.country("BR")]
    for number in range(6):
        make.published(title=f"Fishing {number}", summary="A pesca.")
    make.published(slug="named", title="Brasil", summary="A pesca.", countries=brazil)
    make.published(slug="about", title="A pesca", countries=brazil)
    sheets = Experience.objects.search("pesca brasil")
    assert [sheet.slug for sheet in sheets][:2] == ["about", "named"]


def test_a_programme_named_by_its_acronym_is_meant_wherever_that_stands():
    registries = make.theme("social-registries", en="Social registries")
    registries.synonyms.create(language="es", text="SISBEN")
    for number in range(6):
        make.published(title=f"List {number}", themes=[registries])
    make.published(slug="said", title="Red", language="es", results="Con el Sisbén.")
    assert Experience.objects.search("sisben")[0].slug == "said"


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("desplazadas", "desplazado"),
        ("trabajadora informal", "trabajador informal"),
        ("beneficiárias", "beneficiário"),
        ("aleatorizada", "aleatorizado"),
    ],
)
def test_a_woman_is_meant_where_the_list_names_a_man(typed, listed):
    (meaning,), (of_a_man,) = meant(typed.split()).values(), meant(listed.split()).values()
    assert meaning == of_a_man


def test_an_acronym_of_a_theme_is_first_of_all_what_it_says_in_any_language():
    evaluation = make.theme("monitoring-evaluation", en="Monitoring and evaluation")
    evaluation.synonyms.create(language="en", text="RCT")
    for number in range(6):
        make.published(title=f"Other {number}", themes=[evaluation])
    text = "Un ensayo aleatorizado."
    make.published(slug="trial", title="A", language="es", results=text, themes=[evaluation])
    assert Experience.objects.search("RCT")[0].slug == "trial"


def test_what_is_meant_within_a_theme_comes_first_in_four_languages():
    disasters = make.theme("disaster-response", en="Disasters")
    for text in ("hurricane", "volcano"):
        disasters.synonyms.create(language="en", text=text)
    for number in range(6):
        make.published(title=f"Other {number}", themes=[disasters])
    make.published(slug="storm", title="A", language="es", results="Huracán.", themes=[disasters])
    assert Experience.objects.search("hurricane")[0].slug == "storm"


def test_a_few_words_of_which_one_names_a_theme_mean_something_together():
    maternity = make.theme("maternal-health", en="Maternal health")
    maternity.synonyms.create(language="es", text="embarazo")
    for number in range(6):
        make.published(title=f"Mother {number}", language="en", themes=[maternity])
    make.published(slug="other", title="Adolescents", themes=[maternity])
    make.published(slug="young", title="B", summary="Of pregnant teenagers.", themes=[maternity])
    wording = understand("embarazo adolescente")
    assert [one.words for one in wording.concepts] == ["embarazo"]
    assert Experience.objects.search("embarazo adolescente")[0].slug == "young"


def test_where_few_are_about_a_theme_those_of_its_broader_one_follow():
    broad = make.theme("education", en="Access to education")
    narrow = make.theme("secondary", parent=broad, en="Secondary school")
    make.published(slug="next", title="Primary", themes=[make.theme("first", parent=broad)])
    make.published(slug="other", title="Else", themes=[make.theme("housing")])
    make.published(slug="own", title="Liceo", themes=[narrow])
    sheets = Experience.objects.search("secondary school")
    assert [sheet.slug for sheet in sheets] == ["own", "next"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pobresa", "pobreza"),  # is found by the stem of "pobres"
        ("childern", "children"),
        ("chidlren", "children"),
        ("bolça", "bolsa"),
        ("jamacia", "jamaica"),
        ("hati", "haiti"),
        ("perk", ""),
        ("trinadad", "trinidad"),
        ("hatian", "haitian"),
        ("morador", ""),
        ("elección", ""),  # the lexicon knows it
        ("milk", ""),
        ("while", ""),
        ("Cuba", ""),
        ("pobrezas", ""),
    ],
)
def test_what_is_a_typing_error_and_what_is_a_word(typed, meant):
    make.published(title="Moradia, selección, mil, cuna", summary="Children, bolsa.")
    make.published(title="Juntos", programme="A los más pobres")
    for country in ("JM", "TT", "HT", "CL"):
        make.published(title="Pobreza", language="es", countries=[make.country(country)])
    assert [taken for _typed, taken in understand(typed).corrected] == ([meant] if meant else [])


def test_a_name_of_a_country_stays_whole_where_a_word_of_it_says_nothing():
    """*Estado* is a form of *estar* in Spanish, and left away."""
    make.published(slug="network", title="Red Unidos, del Estado", language="es")
    make.published(slug="own", title="Taxes", countries=[make.country("US")])
    make.published(slug="salvador", title="En El Salvador", language="es")
    assert found("Estados Unidos") == found("United States") == {"own"}
    assert found("El Salvador") == {"salvador"}


def test_what_is_only_beside_the_point_is_not_called_left_out():
    make.published(title="Dams", summary="It failed.")
    assert understand("pourquoi a échoué").unknown == []


def test_a_way_to_say_it_that_holds_a_shorter_one_is_not_looked_for():
    """*Poor people* are *poor*, and *people* is dear to look for."""
    make.published(slug="own", title="The poor", summary="Of people.")
    (part,) = understand("los pobres").parts
    assert "'poor'" in part.query
    assert "peopl" not in part.query
    assert found("los pobres") == {"own"}
