"""Two themes that mean the same become one at the desk, and nothing that anybody had is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from community.concepts import recognize
from community.models import Event, Follow, Theme
from community.refusal import MoveRefused
from community.theme_field import ThemesField
from exchanges.models import Exchange
from experiences.lessons import Lessons
from experiences.models import Experience
from experiences.models.versions import Past
from experiences.search import Library
from members.models import Commitment
from portal.sample import loading
from portal.sample.reading import records
from tests import make
from tests.exchanges.test_offers import offer

THEMES = "/admin/community/theme/"


@pytest.fixture
def goats(db):
    return make.theme("goats", make.theme("herds"), en="Goats", es="Cabras")


@pytest.fixture
def kids(goats):
    theme = make.theme("kids", goats.parent, en="Kids", es="Cabritos")
    theme.synonyms.create(language="es", text="Chivos")
    return theme


@pytest.fixture
def desk(client, chloe):
    client.force_login(chloe)
    return client


def labels(thing) -> set[str]:
    return {theme.label_en for theme in thing.themes.all()}


def test_all_that_had_the_one_has_the_other_once(goats, kids, amina, chloe):
    ministry = make.ministry_of(amina)
    one = make.published(ministry, themes=[kids])
    both = make.published(ministry, themes=[kids, goats])
    draft = make.sheet(ministry, themes=[kids])
    request, offered = make.request(amina), offer(amina)
    request.themes.set([kids])
    offered.themes.set([kids, goats])
    ministry.knows.set([kids])
    ministry.seeks.set([kids, goats])
    commitment = Commitment.objects.create(
        slug="plan", title_en="Plan", title_es="Plan", year=2019, source_url="https://example.org"
    )
    commitment.themes.set([kids])
    kids.merge_into(goats, by=chloe)
    for thing in (one, both, draft, request, offered, commitment):
        assert labels(thing) == {"Goats"}
    assert {theme.label_en for theme in ministry.knows.all()} == {"Goats"}
    assert [theme.label_en for theme in ministry.seeks.all()] == ["Goats"]
    assert Library(QueryDict("theme=goats")).found == 2
    assert Theme.users([kids.pk]) == []


def test_its_names_are_names_of_the_one_that_stays(goats, kids, chloe):
    sheet = make.published(themes=[kids])
    kids.merge_into(goats, by=chloe)
    for word in ("kids", "cabritos", "chivos", "cabras"):
        assert [t.slug for c in recognize([word]) for t in c.themes] == ["goats"]
        assert list(Library(QueryDict(f"q={word}")).page) == [sheet]
    assert goats.synonyms.filter(is_label=True).count() == 4
    assert not Theme.objects.filter(slug="kids").exists()


def test_its_address_leads_to_the_one_that_stays(goats, kids, client, chloe):
    sheet = make.published(themes=[kids], lessons=["Go slowly."])
    kids.merge_into(goats, by=chloe)
    answer = client.get("/es/themes/kids/")
    assert (answer.status_code, answer.url) == (301, "/es/themes/goats/")
    assert client.get("/api/v1/themes/kids/").json()["item"]["slug"] == "goats"
    library = Library(QueryDict("theme=kids&theme=goats"))
    assert (library.choice.chosen, library.ignored) == ({"theme": ["goats"]}, [])
    assert list(library.page) == [sheet]
    lessons = Lessons(QueryDict("theme=kids"))
    assert (lessons.chosen["theme"], lessons.ignored, len(lessons.found)) == (["goats"], [], 1)
    assert "Goats" in client.get("/en/organizations/?theme=kids&seeks=kids").text
    assert client.get("/en/themes/kids-of-old/").status_code == 404


def test_several_in_a_row_all_lead_to_the_last(goats, kids, client, chloe):
    third = make.theme("bucks", goats.parent)
    third.merge_into(kids, by=chloe)
    kids.merge_into(goats, by=chloe)
    assert client.get("/en/themes/bucks/").url == "/en/themes/goats/"
    assert Library(QueryDict("theme=bucks")).choice.chosen == {"theme": ["goats"]}


def test_who_followed_it_follows_the_one_that_stays_once(goats, kids, amina, boris, chloe):
    Follow.begin(kids, by=amina)
    Follow.begin(kids, by=boris)
    Follow.begin(goats, by=boris)
    kids.merge_into(goats, by=chloe)
    assert {follow.person for follow in Follow.objects.of(goats)} == {amina, boris}
    assert Follow.objects.count() == 2


def test_narrower_themes_go_along_and_levels_do_not_mix(goats, kids, chloe):
    above, other = goats.parent, make.theme("flocks")
    with pytest.raises(MoveRefused):
        kids.merge_into(other, by=chloe)
    with pytest.raises(MoveRefused):
        other.merge_into(kids, by=chloe)
    above.merge_into(other, by=chloe)
    assert set(other.narrower.all()) == {goats, kids}
    assert Theme.every.get(slug="herds").today == other


def test_what_is_part_of_another_by_now_is_not_merged_again(goats, kids, chloe):
    kids.merge_into(goats, by=chloe)
    with pytest.raises(MoveRefused):
        kids.merge_into(goats, by=chloe)
    with pytest.raises(MoveRefused):
        goats.merge_into(kids, by=chloe)
    assert Event.objects.filter(name="merge").count() == 1


@pytest.mark.django_db(transaction=True)
def test_old_versions_keep_its_name_and_bring_back_what_it_is_today(goats, kids, chloe):
    sheet = make.published(themes=[kids])
    sheet.title = "Second"
    sheet.save()
    kids.merge_into(goats, by=chloe)
    past = Past(sheet)
    assert [theme.label_en for theme in past.tags(past.moment(1), "themes")] == ["Kids"]
    sheet.restore(1, by=chloe, reason="Better before.", seen=len(past))
    assert labels(Experience.objects.get()) == {"Goats"}


def test_a_form_that_was_open_meanwhile_is_taken(goats, kids, chloe):
    kids.merge_into(goats, by=chloe)
    field = ThemesField()
    assert list(field.clean(["kids", "goats"])) == [goats]
    with pytest.raises(ValidationError):
        field.clean(["kids", "lambs"])


def test_at_the_desk_it_says_what_has_each_and_what_will_become_of_it(desk, goats, kids, chloe):
    make.published(themes=[kids])
    chosen = {"action": "merge", "_selected_action": [goats.pk, kids.pk]}
    page = desk.post(THEMES, chosen).text
    assert "Kids (themes of experiences: 1)" in page
    assert "This cannot be undone." in page
    assert Theme.objects.filter(slug="kids").exists()
    desk.post(THEMES, chosen | {"decided": "1", "kept": goats.pk})
    assert not Theme.objects.filter(slug="kids").exists()
    event = Event.objects.get(name="merge")
    assert (event.subject_label, event.reason, event.by) == ("Goats", "Kids", chloe)
    history = desk.get(f"{THEMES}{goats.pk}/change/").context["events"]
    assert [row["what"] for row in history] == ["Took the place of another theme"]


@pytest.mark.parametrize("kept", ["", "999999", "x"])
def test_whoever_says_nothing_of_use_is_asked_again(desk, goats, kids, kept):
    chosen = {"action": "merge", "_selected_action": [goats.pk, kids.pk], "decided": "1"}
    assert desk.post(THEMES, chosen | {"kept": kept}).context["form"].errors["kept"]
    assert Theme.objects.filter(slug="kids").exists()


def test_one_alone_and_two_of_different_levels_are_told_why_not(desk, goats, kids):
    alone = {"action": "merge", "_selected_action": [kids.pk], "decided": "1", "kept": kids.pk}
    assert "Choose two or more" in desk.post(THEMES, alone).text
    mixed = {"action": "merge", "_selected_action": [kids.pk, goats.parent.pk], "decided": "1"}
    answer = desk.post(THEMES, mixed | {"kept": kids.pk})
    assert "cannot become one" in answer.text
    assert Theme.objects.count() == 3


def test_an_address_or_label_of_old_is_not_given_again(desk, goats, kids, chloe):
    kids.merge_into(goats, by=chloe)
    texts = dict.fromkeys(("label_en", "label_es", "label_pt", "label_fr"), "Kids")
    rows = {"synonyms-TOTAL_FORMS": "0", "synonyms-INITIAL_FORMS": "0", "reference": "ILO"}
    answer = desk.post(f"{THEMES}add/", texts | rows | {"slug": "kids"})
    assert set(answer.context["adminform"].form.errors) == {"label_en", "slug"}


def test_sample_content_loaded_again_does_not_bring_it_back(db, chloe, monkeypatch):
    some = {"experiences": 3, "exchanges": 3}  # all of them take seconds
    monkeypatch.setattr(loading, "records", lambda name: records(name)[: some.get(name)])
    loading.load()
    gone = Theme.objects.narrower().filter(themed_experiences__isnull=False)[0]
    kept = Theme.objects.narrower().exclude(pk=gone.pk)[0]
    sheets, exchanges = Experience.objects.count(), Exchange.objects.count()
    assert (sheets, exchanges) == (3, 3)
    gone.merge_into(kept, by=chloe)
    loading.load()
    assert not Theme.objects.filter(slug=gone.slug).exists()
    assert not gone.synonyms.exists()
    assert (Experience.objects.count(), Exchange.objects.count()) == (sheets, exchanges)
