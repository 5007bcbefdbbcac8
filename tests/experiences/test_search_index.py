"""The index is true whatever way a sheet is written, and knows nothing that is not published."""

import pytest
from django.db import connection, models, transaction

from community.models import Synonym, Theme
from experiences.models import (
    Attachment,
    Block,
    Experience,
    Facet,
    Figure,
    IndexEntry,
    Lesson,
    LessonEntry,
    SpokenTheme,
    TranslatedPiece,
    Translation,
    Word,
)
from experiences.suggesting import suggest
from experiences.understanding import understand
from members.models import Country, Organization
from portal.sample import loading
from portal.sample.reading import records
from tests import make
from tests.experiences.test_desk import mend

pytestmark = pytest.mark.django_db


def finds(words: str) -> list[str]:
    """Slugs of the sheets whose own words hold ``words``, straight from the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.slug FROM experiences_indexentry i"
            " JOIN experiences_experience e ON e.id = i.experience_id"
            " WHERE vector @@ portal_query(%s) ORDER BY e.slug",
            [words],
        )
        return [slug for (slug,) in cursor.fetchall()]


def counted(kind: str, value: str) -> int:
    return sum(Facet.objects.filter(kind=kind, value=value).values_list("count", flat=True))


def sheets_with(word: str) -> int:
    return sum(Word.objects.filter(word=word).values_list("sheets", flat=True))


def assert_index_is_true():
    """What is kept is what would be computed afresh from the published sheets."""
    published = set(Experience.objects.published().values_list("pk", flat=True))
    assert set(IndexEntry.objects.values_list("pk", flat=True)) == published
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM experiences_indexentry kept"
            " JOIN experiences_entries(%s) fresh USING (experience_id)"
            " JOIN experiences_titles(%s) titles USING (experience_id)"
            " WHERE kept.vector = fresh.vector AND kept.head = fresh.head"
            " AND kept.facets = fresh.facets AND kept.words::text[] = fresh.words"
            " AND kept.title = fresh.title AND kept.title_key = fresh.title_key"
            " AND (kept.title_en, kept.title_es, kept.title_pt, kept.title_fr) IS NOT DISTINCT FROM"
            " (titles.title_en, titles.title_es, titles.title_pt, titles.title_fr)"
            " AND kept.lessons = fresh.lessons"
            " AND kept.quality = fresh.quality AND kept.published_at = fresh.published_at",
            [list(published)] * 2,
        )
        assert cursor.fetchone() == (len(published),)
    assert_lessons_are_true()
    entries = list(IndexEntry.objects.values_list("facets", "words"))
    lessons = Lesson.objects.filter(experience__in=published).count()
    assert counted("lessons", "all") == lessons
    for facet in Facet.objects.exclude(kind="lessons"):
        assert facet.count == sum(facet.pk in facets for facets, _words in entries), facet
    for word in Word.objects.all():
        assert word.sheets == sum(word.word in words for _facets, words in entries), word


def assert_lessons_are_true():
    """Those of published sheets and of exchanges, each with what it says, and no others."""
    public = Lesson.objects.filter(
        models.Q(experience__status="published")
        | models.Q(experience=None, published_at__isnull=False)
    )
    assert set(Lesson.objects.published()) == set(public)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM experiences_lessonentry kept"
            " JOIN experiences_lesson_entries(ARRAY(SELECT id FROM experiences_lesson)) fresh"
            " USING (lesson_id, organization_id, phase, polarity, evidence, themes, countries,"
            " words)"
            " WHERE kept.experience_id IS NOT DISTINCT FROM fresh.experience_id"
        )
        assert cursor.fetchone() == (public.count(),)


def test_a_published_sheet_is_found_and_counted_at_once():
    sheet = make.published(title="Visits to fishermen", themes=[make.theme("outreach")])
    assert finds("fishermen") == [sheet.slug]
    assert counted("language", "en") == 1
    assert counted("country", "CL") == 1
    assert counted("population", "children") == 1
    assert counted("organization", str(sheet.organization_id)) == 1
    assert counted("kind", "ministry") == 1
    assert counted("year", "2012") == 1
    assert sheets_with("fishermen") == 1
    assert_index_is_true()


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn", "archived"])
def test_nothing_unpublished_is_found_counted_or_suggested(status):
    sheet = make.sheet(make.organization(), title="Visits to fishermen")
    stamp = "2026-01-01T00:00Z" if status == "archived" else None
    Experience.objects.filter(pk=sheet.pk).update(status=status, published_at=stamp)
    assert finds("fishermen") == []
    assert IndexEntry.objects.count() == Facet.objects.filter(count__gt=0).count() == 0
    assert Word.objects.count() == 0


def test_a_bulk_update_publishes_and_takes_away():
    organization = make.organization()
    for number in range(3):
        make.sheet(organization, title=f"Fishermen {number}")
    Experience.objects.update(status="published", published_at="2026-01-01T00:00Z")
    assert len(finds("fishermen")) == 3
    assert counted("language", "en") == 3
    assert_index_is_true()
    Experience.objects.filter(title__endswith="1").update(status="archived")
    assert len(finds("fishermen")) == counted("language", "en") == sheets_with("fishermen") == 2
    assert_index_is_true()


def test_a_changed_text_replaces_the_old_words():
    sheet = make.published(title="Visits to fishermen")
    sheet.title = "Visits to shepherds"
    sheet.save()
    assert finds("fishermen") == []
    assert finds("shepherds") == [sheet.slug]
    assert sheets_with("fishermen") == 0
    assert sheets_with("shepherds") == 1
    assert_index_is_true()


def test_raw_sql_is_no_way_around():
    sheet = make.published(title="Visits to fishermen")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_experience SET title = 'Shepherds', start_year = 1999")
    assert finds("shepherds") == [sheet.slug]
    assert (counted("year", "1999"), counted("year", "2012")) == (1, 0)
    assert_index_is_true()


def test_a_bulk_insert_of_published_sheets_is_found():
    organization = make.organization()
    rows = [
        Experience(
            organization=organization,
            slug=f"s-{number}",
            title="Shepherds",
            status="published",
            published_at="2026-01-01T00:00Z",
        )
        for number in range(2)
    ]
    Experience.objects.bulk_create(rows)
    assert finds("shepherds") == ["s-0", "s-1"]
    assert_index_is_true()


def test_a_deleted_sheet_is_gone():
    sheet = make.published(title="Visits to fishermen")
    sheet.delete()
    assert IndexEntry.objects.count() == 0
    assert counted("language", "en") == sheets_with("fishermen") == 0


def test_themes_that_come_and_go_are_followed():
    broad = make.theme("broad", en="Livestock")
    narrow = make.theme("narrow", parent=broad, en="Goats", es="Cabras")
    sheet = make.published(themes=[make.theme("other")])
    sheet.themes.add(narrow)
    assert finds("cabras") == finds("livestock") == [sheet.slug]
    assert counted("theme", str(narrow.pk)) == counted("theme", str(broad.pk)) == 1
    sheet.themes.remove(narrow)
    assert finds("cabras") == finds("livestock") == []
    assert counted("theme", str(narrow.pk)) == counted("theme", str(broad.pk)) == 0
    assert_index_is_true()


def test_countries_that_come_and_go_are_followed():
    sheet = make.published()
    sheet.countries.set([make.country("BR")])
    assert finds("Brésil") == finds("brasil") == [sheet.slug]
    assert finds("Chili") == []
    assert (counted("country", "BR"), counted("country", "CL")) == (1, 0)
    assert_index_is_true()


def test_a_sheet_is_found_by_its_part_of_the_world():
    island = make.published(countries=[make.country("JM")])
    make.published(countries=[make.country("CL")])
    assert finds("caribe") == finds("CARICOM") == finds("small island") == [island.slug]


def test_keywords_that_come_go_and_are_renamed_are_followed():
    sheet = make.published()
    sheet.keywords.set(["lighthouse"])
    assert finds("lighthouse") == [sheet.slug]
    sheet.keywords.all().update(name="harbor")
    assert (finds("lighthouse"), finds("harbor")) == ([], [sheet.slug])
    sheet.keywords.clear()
    assert finds("harbor") == []
    assert_index_is_true()


def test_lessons_and_figures_are_followed():
    sheet = make.published(lessons=["Ask the shepherds."])
    assert finds("shepherds") == [sheet.slug]
    Lesson.objects.update(claim="Ask the fishermen.")
    assert (finds("shepherds"), finds("fishermen")) == ([], [sheet.slug])
    plain = IndexEntry.objects.get().quality
    figure = Figure.objects.create(experience=sheet, value=5, unit="boats", source="Census")
    assert IndexEntry.objects.get().quality > plain
    figure.delete()
    assert IndexEntry.objects.get().quality == pytest.approx(plain)
    Lesson.objects.all().delete()
    assert finds("fishermen") == []
    assert_index_is_true()


def test_blocks_and_the_long_form_are_followed_whatever_way_they_are_written():
    sheet, other = make.published(), make.published()
    block = make.block(sheet, title="Buoys", how="Ask the shepherds.")
    make.block(make.sheet(make.organization()), title="Secret buoys")
    assert finds("buoys") == finds("shepherds") == [sheet.slug]
    Block.objects.filter(pk=block.pk).update(how="Ask the fishermen.", experience=other)
    assert (finds("shepherds"), finds("fishermen")) == ([], [other.slug])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_experience SET legal_frame = 'The lighthouse act'")
    assert set(finds("lighthouse")) == {sheet.slug, other.slug}
    for name in ("institutional_frame", "stakeholders", "sustainability", "exchange_how"):
        Experience.objects.filter(pk=sheet.pk).update(legal_frame="", **{name: f"A {name[:5]}moth"})
        assert finds(f"{name[:5]}moth") == [sheet.slug]
    assert_index_is_true()
    Block.objects.all().delete()
    assert finds("fishermen") == finds("buoys") == []
    assert_index_is_true()


def test_the_kinds_of_blocks_are_counted_whatever_way_they_are_written(client, amina, chloe):
    sheet, other = make.published(make.ministry_of(amina)), make.published()
    make.block(make.sheet(make.organization()), kind="payment")
    assert counted("block", "payment") == 0
    block = Block(experience=sheet, title="Lists", kind="registry").add(by=amina)
    make.block(sheet, kind="registry")
    make.block(sheet, kind="")
    assert (counted("block", "registry"), counted("block", "")) == (1, 0)
    block.kind = "targeting"
    block.rewrite(["kind"], by=amina)
    assert (counted("block", "registry"), counted("block", "targeting")) == (1, 1)
    Block.objects.filter(kind="registry").update(kind="payment", experience=other)
    assert (counted("block", "registry"), counted("block", "payment")) == (0, 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_block SET kind = 'law' WHERE kind = 'payment'")
    assert (counted("block", "payment"), counted("block", "law")) == (0, 1)
    assert_index_is_true()
    client.force_login(chloe)
    blocks = {"blocks-TOTAL_FORMS": 2, "blocks-INITIAL_FORMS": 2}
    for place, one in enumerate(sheet.blocks.all()):
        own = {"id": one.pk, "title": one.title, "kind": "exit"}
        blocks |= {f"blocks-{place}-{name}": value for name, value in own.items()}
    mend(client, sheet, **blocks)
    assert (counted("block", "targeting"), counted("block", "exit")) == (0, 1)
    sheet.archive(by=chloe, reason="Out of date.")
    assert counted("block", "exit") == 0
    sheet.republish(by=chloe)
    assert counted("block", "exit") == 1
    Block.objects.bulk_create([Block(experience=other, title="Pay", kind="exit")])
    assert counted("block", "exit") == 2
    sheet.blocks.first().remove(by=amina)
    Block.objects.filter(experience=other).delete()
    assert counted("block", "exit") == 1
    assert_index_is_true()


def test_a_block_ranks_as_its_sheet_s_themes_do_and_its_text_below():
    """What a block is called weighs more than what it says; each language has its endings."""
    said = make.published(language="es", what_was_done="")
    called = make.published(language="es")
    make.block(said, title="Registro", how="Hablar con los pescadores.")
    make.block(called, title="Los pescadores")
    assert list(Experience.objects.search("pescador")) == [called, said]


def test_a_lesson_that_moves_to_another_sheet_takes_its_words_along():
    first, second = make.published(lessons=["Ask the shepherds."]), make.published()
    Lesson.objects.filter(claim__contains="shepherds").update(experience=second)
    assert finds("shepherds") == [second.slug]
    assert first.slug != second.slug
    assert_index_is_true()


def listed() -> list[str]:
    """The claims of public lessons."""
    assert_lessons_are_true()
    return sorted(lesson.claim for lesson in Lesson.objects.published())


def test_lessons_are_listed_with_their_sheet_whatever_way_it_comes_and_goes(amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), lessons=["Ask.", "Wait."])
    sheet.submit(by=amina)
    assert listed() == []
    sheet.publish(by=chloe)
    assert listed() == ["Ask.", "Wait."]
    sheet.archive(by=chloe, reason="Out of date.")
    assert listed() == []
    sheet.republish(by=chloe)
    assert listed() == ["Ask.", "Wait."]
    Experience.objects.update(status="withdrawn")
    assert listed() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_experience SET status = 'published'")
    assert listed() == ["Ask.", "Wait."]
    sheet.delete()
    assert listed() == []
    assert LessonEntry.objects.count() == 0


def learned_in():
    return list(LessonEntry.objects.order_by("pk").values_list("countries", flat=True))


def test_lessons_are_listed_as_they_are_written_whatever_way():
    sheet, draft = (
        make.published(lessons=["Ask."]),
        make.sheet(make.organization(), lessons=["No."]),
    )
    theme = make.theme("goats", parent=make.theme("animals"))
    new = {"organization": sheet.organization, "language": "en"}
    Lesson.objects.bulk_create([Lesson(experience=sheet, claim="Wait.", **new)])
    Lesson.objects.bulk_create([Lesson(experience=draft, claim="Never.", **new)])
    assert listed() == ["Ask.", "Wait."]
    Lesson.objects.filter(claim="Wait.").update(claim="Run.", polarity="works", phase="exit")
    assert listed() == ["Ask.", "Run."]
    Lesson.objects.filter(claim="Run.").update(experience=draft)
    assert listed() == ["Ask."]
    Lesson.objects.filter(claim="No.").update(experience=sheet)
    assert listed() == ["Ask.", "No."]
    sheet.themes.set([theme])
    assert LessonEntry.objects.first().themes == sorted([theme.pk, theme.parent_id])
    Theme.objects.update(parent=None)
    assert_lessons_are_true()
    sheet.countries.set(["AR", "PE"])
    # Where the organization is, whatever countries the sheet is about.
    assert learned_in() == [["CL"], ["CL"]]
    Organization.objects.update(country=None, kind="international")
    assert learned_in() == [["AR", "PE"]] * 2
    sheet.countries.set(["PE"])
    assert learned_in() == [["PE"]] * 2
    Organization.objects.update(country="BR")
    assert learned_in() == [["BR"]] * 2
    assert_lessons_are_true()
    Lesson.objects.update(organization=draft.organization)
    Lesson.objects.filter(claim="No.").delete()
    assert listed() == ["Ask."]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE experiences_lesson CASCADE")
    assert listed() == []
    assert LessonEntry.objects.count() == 0


def test_lessons_of_exchanges_are_listed_once_they_are_published():
    said = {"organization": make.organization(), "language": "en"}
    Lesson.objects.create(claim="Not yet.", **said)
    Lesson.objects.create(claim="Now.", published_at="2026-01-01T00:00Z", **said)
    assert listed() == ["Now."]
    Lesson.objects.update(published_at="2026-01-01T00:00Z", claim="All.")
    assert listed() == ["All.", "All."]
    Lesson.objects.update(experience=make.sheet(make.organization(), lessons=[]))
    assert listed() == []
    Lesson.objects.update(experience=None, published_at=None)
    assert listed() == []
    Lesson.objects.update(published_at="2026-01-01T00:00Z")
    Lesson.objects.all()[0].delete()
    assert listed() == ["All."]


def test_a_renamed_organization_is_found_by_its_new_name():
    sheet = make.published()
    organization = sheet.organization
    organization.name, organization.kind = "Ministerio del Mar", "agency"
    organization.save()
    assert finds("mar") == [sheet.slug]
    assert (counted("kind", "ministry"), counted("kind", "agency")) == (0, 1)
    assert_index_is_true()


def test_a_renamed_country_is_found_by_its_new_name():
    sheet = make.published()
    Country.objects.filter(pk="CL").update(name_en="Republic of the South")
    assert finds("Republic of the South") == [sheet.slug]
    assert_index_is_true()


def test_a_renamed_or_moved_theme_is_followed():
    old, new = make.theme("old", en="Livestock"), make.theme("new", en="Animals")
    goats = make.theme("goats", parent=old, en="Goats", es="Cabras", pt="Caprinos", fr="Chèvres")
    sheet = make.published(themes=[goats])
    Theme.objects.filter(pk=goats.pk).update(label_en="Sheep")
    assert (finds("goats"), finds("sheep")) == ([], [sheet.slug])
    Theme.objects.filter(pk=goats.pk).update(parent=new)
    assert (finds("livestock"), finds("animals")) == ([], [sheet.slug])
    assert (counted("theme", str(old.pk)), counted("theme", str(new.pk))) == (0, 1)
    Theme.objects.filter(pk=new.pk).update(label_fr="Bêtes")
    assert finds("betes") == [sheet.slug]
    assert_index_is_true()


def test_each_verb_is_followed(amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), title="Visits to fishermen")
    sheet.submit(by=amina)
    assert finds("fishermen") == []
    sheet.publish(by=chloe)
    assert finds("fishermen") == [sheet.slug]
    sheet.archive(by=chloe, reason="Out of date.")
    assert finds("fishermen") == []
    sheet.republish(by=chloe)
    assert finds("fishermen") == [sheet.slug]
    assert_index_is_true()


def test_each_language_has_its_own_endings():
    for language, title in [
        ("es", "Comedores en las escuelas"),
        ("pt", "Refeição nas prisões"),
        ("fr", "Repas dans les hôpitaux"),
        ("en", "Meals at harbors"),
    ]:
        make.published(title=title, slug=language, language=language)
    assert finds("escuela") == ["es"]
    assert finds("refeicao") == finds("REFEIÇÃO") == ["pt"]
    assert finds("hopitaux") == ["fr"]
    assert finds("harbor meal") == ["en"]
    assert finds("harbor escuela") == []


def test_an_endless_text_does_not_stop_anybody_from_publishing():
    words = " ".join(f"word{number}" for number in range(3000))
    sheet = make.published(problem=words[:20_000], what_was_done=words[:20_000], results=words)
    for _round in range(5):
        Lesson.objects.create(
            experience=sheet, organization=sheet.organization, language="en",
            claim="x" * 200, because=words[:3000],
        )  # fmt: skip
        make.block(sheet, how=words[:10_000], enabling_factors=words[:5000])
    Experience.objects.update(legal_frame=words[:10_000], sustainability=words[:10_000])
    assert finds("word7") == [sheet.slug]
    assert_index_is_true()


def everywhere(word: str) -> tuple[int, int, int]:
    """How many sheets are found by it, counted for it, suggested for it."""
    suggested = [one for one in suggest(word) if str(one.kind) == "Experience"]
    return len(finds(word)), sheets_with(word), len(suggested)


def test_the_pages_of_publication_withdrawal_and_archive_are_followed(client, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), title="Visits to fishermen")
    address = sheet.get_absolute_url()
    client.force_login(amina)
    client.post(f"{address}submit/")
    assert everywhere("fishermen") == (0, 0, 0)
    client.force_login(chloe)
    client.post(f"{address}publish/", {"seen": sheet.newest_version})
    assert everywhere("fishermen") == (1, 1, 1)
    address = Experience.objects.get().get_absolute_url()  # its title is its address from now on
    client.post(f"{address}archive/", {"archive-reason": "Out of date."})
    assert Experience.objects.get().status == "archived"
    assert everywhere("fishermen") == (0, 0, 0)
    assert_index_is_true()


def test_an_import_by_copy_is_followed():
    organization = make.organization()
    columns = [f.column for f in Experience._meta.concrete_fields if not f.primary_key]
    with connection.cursor() as cursor:
        template = Experience(organization=organization, slug="copied", title="Visits to fishermen")
        template.status, template.published_at = "published", template.status_since
        values = [f.get_db_prep_save(f.pre_save(template, True), connection)
                  for f in Experience._meta.concrete_fields if not f.primary_key]  # fmt: skip
        with cursor.copy(f"COPY experiences_experience ({', '.join(columns)}) FROM STDIN") as copy:
            copy.write_row(values)
    assert everywhere("fishermen") == (1, 1, 1)
    assert_index_is_true()
    Experience.objects.all().delete()
    assert everywhere("fishermen") == (0, 0, 0)


def test_a_withdrawn_sheet_is_gone_everywhere():
    sheet = make.published(title="Visits to fishermen")
    assert everywhere("fishermen") == (1, 1, 1)
    Experience.objects.filter(pk=sheet.pk).update(status="withdrawn")
    assert everywhere("fishermen") == (0, 0, 0)
    assert counted("lessons", "all") == 0


def test_a_new_renamed_or_deleted_synonym_is_followed():
    theme = make.theme("outreach", en="Outreach")
    sheet = make.published(title="Visits to fishermen", themes=[make.theme("other")])
    concept = f"'said:{theme.pk}'"

    def speak_of_it() -> list[int]:
        spoken = IndexEntry.objects.extra(where=["vector @@ %s::tsquery"], params=[concept])
        return list(spoken.values_list("pk", flat=True))

    assert speak_of_it() == []
    synonym = theme.synonyms.create(language="en", text="visits to")
    assert speak_of_it() == [sheet.pk]
    assert_index_is_true()
    Synonym.objects.filter(pk=synonym.pk).update(text="letters to")
    assert speak_of_it() == []
    Synonym.objects.filter(pk=synonym.pk).update(text="visit")
    assert speak_of_it() == [sheet.pk]
    synonym.delete()
    assert speak_of_it() == []
    assert_index_is_true()


def test_a_text_does_not_speak_of_a_theme_by_a_stem_that_other_words_share():
    """SAN is *sans* in French, CREAS is *creó*; who types them means the themes all the same."""
    theme = make.theme("food-security", en="Food security")
    theme.synonyms.create(language="es", text="SAN")
    theme.synonyms.create(language="pt", text="CREAS")
    water = make.theme("water")
    make.published(title="Sans eau", language="fr", themes=[water])
    make.published(title="Se creó en San Juan", language="es", themes=[water])
    own = make.published(title="Rice", themes=[theme])
    spoken = IndexEntry.objects.extra(
        where=["vector @@ %s::tsquery"], params=[f"'said:{theme.pk}'"]
    )
    assert list(spoken.values_list("pk", flat=True)) == [own.pk]
    for typed in ("SAN", "CREAS"):
        assert [sheet.pk for sheet in Experience.objects.search(typed)] == [own.pk]
    assert_index_is_true()


def test_a_theme_is_spoken_of_by_any_of_its_names_however_many_they_are():
    theme, other = make.theme("outreach", en="Outreach"), make.theme("other")
    names = [f"letters of the kind {at} to those who fish far away" for at in range(80)]
    names += ["Boris's 'boats'", "the", "fishing"]
    Synonym.objects.bulk_create(Synonym(theme=theme, language="en", text=name) for name in names)
    assert SpokenTheme.objects.filter(theme=theme).count() > 1
    said = [make.published(title=f"We say {name}", themes=[other]).pk for name in names[79:]]
    make.published(title="Boats of Boris, letters and another kind", themes=[other])
    concept = f"'said:{theme.pk}'"
    spoken = IndexEntry.objects.extra(where=["vector @@ %s::tsquery"], params=[concept])
    speak = [said[0], said[1], said[3]]  # "the" says nothing
    assert list(spoken.order_by("pk").values_list("pk", flat=True)) == speak
    theme.delete()
    assert not spoken.exists()
    assert set(SpokenTheme.objects.values_list("theme", flat=True)) == {other.pk}


# --- By the desk, the import and the clock -------------------------------------------------------


def test_what_an_officer_mends_publishes_and_archives_at_the_desk_is_followed(client, amina, chloe):
    sheet = make.sheet(make.ministry_of(amina), title="Visits to fishermen")
    sheet.submit(by=amina)
    client.force_login(chloe)
    mend(client, sheet, title="Visits to shepherds")
    assert everywhere("shepherds") == (0, 0, 0)
    desk = "/admin/experiences/experience/"
    client.post(f"{desk}{sheet.pk}/move/publish/", {"seen": sheet.newest_version})
    assert everywhere("shepherds") == (1, 1, 1)
    mend(client, sheet, title="Visits to weavers", keywords="loom")
    assert (everywhere("shepherds"), everywhere("weavers")) == ((0, 0, 0), (1, 1, 1))
    assert finds("loom") == [Experience.objects.get().slug]
    assert_index_is_true()
    many = {"_selected_action": [sheet.pk], "decided": "1", "reason": "Out of date."}
    client.post(desk, {"action": "move_archive", **many})
    assert everywhere("weavers") == (0, 0, 0)
    client.post(desk, {"action": "move_republish", **many})
    assert everywhere("weavers") == (1, 1, 1)
    assert_index_is_true()


def test_a_theme_keyword_and_organization_changed_at_the_desk_are_followed(client, chloe):
    goats = make.theme("goats", parent=make.theme("livestock"), en="Goats")
    sheet = make.published(themes=[goats])
    sheet.keywords.set(["loom", "weaving"])
    client.force_login(chloe)
    word = {str(word): word.pk for word in sheet.keywords.all()}
    merge = {"action": "merge", "_selected_action": list(word.values()), "decided": "1"}
    client.post("/admin/experiences/keyword/", {**merge, "kept": word["weaving"]})
    assert (finds("loom"), finds("weaving")) == ([], [sheet.slug])
    client.post(f"/admin/experiences/keyword/{word['weaving']}/change/", {"name": "spinning"})
    assert (finds("weaving"), finds("spinning")) == ([], [sheet.slug])
    client.post(f"/admin/experiences/keyword/{word['weaving']}/delete/", {"post": "yes"})
    assert finds("spinning") == []
    assert_index_is_true()


def test_a_deleted_country_theme_or_organization_leaves_a_true_index():
    goats = make.theme("goats", en="Goats")
    sheet = make.published(themes=[goats, make.theme("other")])
    sheet.themes.remove(goats)
    goats.delete()
    assert finds("goats") == []
    assert_index_is_true()
    sheet.countries.clear()
    assert finds("Chile") == []
    assert_index_is_true()


def test_the_sample_that_is_loaded_is_found_and_a_second_load_changes_nothing(monkeypatch):
    some = {"experiences": 4}  # all of them take seconds
    monkeypatch.setattr(loading, "records", lambda name: records(name)[: some.get(name)])
    loading.themes()
    loading.organizations()
    loading.experiences()
    first = dict(IndexEntry.objects.values_list("pk", "vector"))
    assert len(first) == 4
    assert len(finds("familias")) > 0
    assert_index_is_true()
    loading.experiences()
    assert dict(IndexEntry.objects.values_list("pk", "vector")) == first


def test_what_is_rolled_back_was_never_found():
    sheet = make.published(title="Visits to fishermen")
    with transaction.atomic():
        Experience.objects.update(title="Visits to shepherds")
        assert finds("shepherds") == [sheet.slug]
        transaction.set_rollback(True)
    assert (everywhere("shepherds"), everywhere("fishermen")) == ((0, 0, 0), (1, 1, 1))
    assert_index_is_true()


# --- Translations --------------------------------------------------------------------------------


def translation_of(sheet: Experience, language: str = "es", **pieces: str) -> Translation:
    """A public one, as an import would write it."""
    made = sheet.translations.create(language=language, published_at="2026-01-01T00:00Z")
    rows = [TranslatedPiece(translation=made, part=p, text=t) for p, t in pieces.items()]
    TranslatedPiece.objects.bulk_create(rows)
    return made


def place_of(word: str) -> str:
    """The weight under which the only entry holds a word as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(weights[1]) FROM experiences_indexentry, unnest(vector) WHERE lexeme = %s",
            [word],
        )
        return cursor.fetchone()[0]


def test_a_public_translation_is_found_in_the_configuration_of_its_language():
    sheet = make.published(title="Visits to fishermen")
    translation_of(sheet, title="Visitas a los pescadores")
    assert finds("pescador") == finds("pescadores") == [sheet.slug]
    assert finds("fishermen") == [sheet.slug]
    assert_index_is_true()


def test_a_translation_that_nobody_published_is_not_found_or_counted():
    sheet = make.published()
    made = translation_of(sheet, title="Visitas a los pescadores")
    assert (finds("pescadores"), counted("language", "es")) == ([sheet.slug], 1)
    Translation.objects.update(published_at=None)
    assert (finds("pescadores"), counted("language", "es")) == ([], 0)
    made.pieces.update(text="Visitas a los pastores")
    made.pieces.create(part="summary", text="Los pastores", original="")
    assert finds("pastores") == []
    Translation.objects.update(published_at="2026-01-01T00:00Z")
    assert (finds("pastores"), counted("language", "es")) == ([sheet.slug], 1)
    assert_index_is_true()


def test_pieces_that_come_change_and_go_are_followed():
    sheet = make.published()
    made = translation_of(sheet, title="Visitas")
    piece = made.pieces.create(part="problem", text="Los pescadores", original="")
    assert finds("pescadores") == [sheet.slug]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_translatedpiece SET text = 'Los pastores'")
    assert (finds("pescadores"), finds("pastores")) == ([], [sheet.slug])
    TranslatedPiece.objects.filter(pk=piece.pk).delete()
    made.delete()
    assert (finds("pastores"), counted("language", "es")) == ([], 0)
    assert_index_is_true()


def test_a_translation_of_a_draft_is_found_with_its_sheet_alone():
    sheet = make.sheet(make.organization())
    translation_of(sheet, title="Visitas a los pescadores")
    assert finds("pescadores") == []
    Experience.objects.update(status="published", published_at="2026-01-01T00:00Z")
    assert finds("pescadores") == [sheet.slug]
    Experience.objects.update(status="archived")
    assert finds("pescadores") == []
    assert counted("language", "es") == 0


def test_the_words_of_public_translations_are_suggested_put_right_and_ranked_as_titles():
    sheet = make.published(title="Visits to fishermen")
    made = translation_of(sheet, title="Visitas a los pescadores", problem="Nadie pregunta")
    assert everywhere("pescadores") == (1, 1, 1)
    assert sheets_with("pregunta") == 1
    assert understand("pezcadores").corrected == [("pezcadores", "pescadores")]
    entry = IndexEntry.objects.extra(where=["head @@ portal_query('pescador')"])
    assert entry.count() == 1
    assert_index_is_true()
    Translation.objects.update(published_at=None)
    assert everywhere("pescadores") == (0, 0, 0)
    assert (sheets_with("pregunta"), understand("pezcadores").corrected) == (0, [])
    assert entry.count() == 0
    made.pieces.filter(part="title").update(text="Visitas a los pastores")
    assert everywhere("pastores") == (0, 0, 0)
    Translation.objects.update(published_at="2026-01-01T00:00Z")
    assert (everywhere("pescadores"), everywhere("pastores")) == ((0, 0, 0), (1, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE experiences_translation SET language = 'fr'")
    assert everywhere("pastores") == (1, 1, 1)
    assert_index_is_true()
    Experience.objects.update(language="fr")  # it was French all along
    assert everywhere("pastores") == (0, 0, 0)
    assert_index_is_true()


def test_a_translated_title_comes_before_a_translated_text():
    said, called = make.published(), make.published()
    translation_of(said, title="Visitas", problem="Los pescadores")
    translation_of(called, title="Los pescadores")
    assert list(Experience.objects.search("pescador")) == [called, said]


def test_the_translated_words_of_a_file_are_found_while_readers_see_it(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sheet = make.published()
    file = make.attachment(sheet, title="The manual")
    title = f"file:{file.pk}:title"
    translation_of(sheet, title="Visitas", **{title: "Los pescadores"})
    assert finds("pescadores") == [sheet.slug]
    Attachment.objects.update(credit="")
    assert finds("pescadores") == []
    Attachment.objects.update(credit="MDS", title="")
    assert finds("pescadores") == []
    Attachment.objects.update(title="The handbook")
    assert finds("pescadores") == [sheet.slug]
    assert_index_is_true()
    file.delete()
    assert finds("pescadores") == []


def test_what_the_original_no_longer_says_is_not_found_in_its_translation():
    sheet = make.published(lessons=["Talk first."])
    lesson = sheet.lessons.get()
    pieces = {f"lesson:{lesson.pk}:claim": "Hable con los pescadores", "problem": "Pastores"}
    translation_of(sheet, title="Visitas", **pieces)
    assert finds("pescadores") == finds("pastores") == [sheet.slug]
    lesson.delete()
    Experience.objects.update(problem="")
    assert finds("pescadores") == finds("pastores") == []
    assert_index_is_true()


def test_a_piece_that_claims_another_sheets_lesson_is_not_found():
    sheet, other = make.published(), make.published(lessons=["Talk first."])
    key = f"lesson:{other.lessons.get().pk}:claim"
    translation_of(sheet, title="Visitas", **{key: "Hable con los pescadores"})
    assert finds("pescadores") == []
    assert list(Lesson.objects.search("pescadores")) == []


def test_a_lesson_is_found_by_the_words_of_its_public_translation():
    sheet = make.sheet(make.organization(), lessons=["Talk first.", "Wait."])
    talk = sheet.lessons.get(claim="Talk first.")
    key = f"lesson:{talk.pk}:claim"
    made = translation_of(sheet, title="Visitas", **{key: "Hable con los pescadores"})

    def found(words: str = "pescador") -> list[str]:
        assert_lessons_are_true()
        return [lesson.claim for lesson in Lesson.objects.search(words)]

    assert found() == []
    Experience.objects.update(status="published", published_at="2026-01-01T00:00Z")
    assert found() == ["Talk first."]
    made.published_at = None
    made.save()
    assert found() == []
    Translation.objects.update(published_at="2026-01-01T00:00Z")
    assert found() == ["Talk first."]
    TranslatedPiece.objects.filter(part=key).update(text="Hable con los pastores")
    assert (found(), found("pastor")) == ([], ["Talk first."])
    made.pieces.create(part=f"lesson:{talk.pk}:because", text="Los gavilanes", original="")
    assert found("gavilanes") == []  # the original says no why
    talk.because = "The hawks."
    talk.save()
    assert found("gavilanes") == ["Talk first."]
    Experience.objects.update(language="es")  # it was Spanish all along
    assert found("pastor") == []
    Experience.objects.update(language="en")
    made.delete()
    assert found("pastor") == []


def test_words_of_a_translation_weigh_by_where_they_stand():
    sheet = make.published()
    lesson = f"lesson:{sheet.lessons.get().pk}:claim"
    translation_of(
        sheet,
        title="Gavilan",
        summary="Cormoran",
        results="Pelican",
        problem="Flamenc",
        **{lesson: "Colibr"},
    )
    words = ("gavil", "cormor", "colibr", "flamenc")
    assert [place_of(word) for word in words] == ["A", "B", "C", "D"]


def test_a_sheet_in_two_languages_is_one_sheet():
    sheet = make.published()
    make.published(language="es")
    translation_of(sheet, title="Visitas")
    assert (counted("language", "en"), counted("language", "es")) == (1, 2)
    assert counted("kind", "ministry") == 2  # what all of them are counted by
    Experience.objects.filter(pk=sheet.pk).update(language="es")  # it was Spanish all along
    assert (counted("language", "en"), counted("language", "es")) == (0, 2)
    assert finds("visitas") == []
    assert_index_is_true()


def test_words_that_are_gone_are_looked_up_by_their_key():
    """A later ``CREATE OR REPLACE`` would forget it: 300 instead of 1 ms in a new database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'experiences_count'")
        assert "enable_bitmapscan=off" in cursor.fetchone()[0]
