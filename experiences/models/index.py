"""What the search reads: a narrow table beside the wide sheets.

The database keeps these tables true by triggers (``0002_search_index``, ``0006_search_at_scale``,
``0019_lesson_entries``), whatever way a sheet is written. Only published sheets and their lessons
have an entry: what is not published can be neither found, counted nor suggested.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models.functions import Coalesce, NullIf

from community.languages import CODES
from community.models import Theme
from experiences.models.experiences import Experience
from experiences.models.lessons import Lesson
from members.models import Organization


def _beside(model: type[models.Model], **options: Any) -> models.ForeignKey[Any]:
    """What the database copies from the row that an entry stands for."""
    return models.ForeignKey(
        model,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        **options,
    )


class Facet(models.Model):
    """One value that sheets can be filtered by, and how many published sheets have it."""

    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=40)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="a_facet_exists_once")
        ]
        indexes = [models.Index(fields=["kind", "-count"], name="usual_facets_first")]

    def __str__(self) -> str:
        return f"{self.kind}={self.value}: {self.count}"


class IndexEntry(models.Model):
    """``vector`` finds, ``head`` (title, summary, names) ranks cheaply, ``facets`` filters.

    ``title`` completes what somebody types; ``title_key`` sorts, or ``title_en`` and its sisters
    for those who read a translated title; ``lessons`` is how many it has.
    ``words`` are its words without accents, unstemmed; ``Word`` counts them over all sheets.
    """

    experience = models.OneToOneField(
        Experience,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="entry",
    )
    vector = SearchVectorField()
    head = SearchVectorField()
    title = SearchVectorField()
    title_key = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160, default="")
    title_es = models.CharField(max_length=160, default="")
    title_pt = models.CharField(max_length=160, default="")
    title_fr = models.CharField(max_length=160, default="")
    facets = ArrayField(models.IntegerField())
    words = ArrayField(models.CharField(max_length=40), default=list)
    quality = models.FloatField()
    lessons = models.IntegerField(default=0)
    published_at = models.DateTimeField()

    class Meta:
        indexes = [
            # One for both: a word and a filter meet inside it, before any row is looked at.
            GinIndex(
                fields=["vector", "facets"], name="entries_by_words_and_facets", fastupdate=False
            ),
            GinIndex(fields=["title"], name="entries_by_title", fastupdate=False),
            models.Index(fields=["-published_at", "-experience"], name="newest_entries"),
            models.Index(fields=["-quality", "-experience"], name="best_entries"),
            *(
                models.Index(
                    Coalesce(NullIf(f"title_{code}", models.Value("")), "title_key"),
                    models.F("experience"),
                    name=f"entries_by_title_{code}",
                )
                for code in CODES
            ),
        ]

    def __str__(self) -> str:
        return str(self.experience_id)


class LessonEntry(models.Model):
    """A public lesson, as lists filter it and the search finds it (``0019_lesson_entries``).

    ``themes`` are those of its sheet and the broader ones; ``countries`` as ``Lesson.countries``
    says; ``words`` those of the lesson and of its public translations.
    """

    lesson = models.OneToOneField(
        Lesson,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="entry",
    )
    experience = _beside(Experience, null=True)
    organization = _beside(Organization)
    phase = models.CharField(max_length=16)
    polarity = models.CharField(max_length=14)
    evidence = models.CharField(max_length=10)
    themes = ArrayField(models.IntegerField())
    countries = ArrayField(models.CharField(max_length=2), default=list)
    words = SearchVectorField()

    FOLLOWS_BY_ITSELF = True  # where a lesson goes to another organization, its entry does

    class Meta:
        indexes = [
            # The front page of the list is read from this alone.
            models.Index(
                models.F("lesson").desc(),
                include=["polarity", "phase", "evidence", "themes", "countries"],
                name="newest_lessons",
            ),
            models.Index(fields=["experience"], name="public_lessons_of_sheets"),
            models.Index(fields=["organization"], name="public_lessons_of_bodies"),
            # What lessons say, what their sheets are about, and where: each of several.
            GinIndex(
                fields=["words", "themes", "countries"],
                name="lessons_by_what_and_where",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.lesson_id)


class SpokenTheme(models.Model):
    """What a text has to say to speak of a theme: any of its names.

    The database keeps it of all synonyms, to look for many names at once
    (``0027_entries_for_less``). A theme with very many names has several.
    """

    theme = _beside(Theme)
    names = SearchQueryField()

    def __str__(self) -> str:
        return str(self.theme_id)


class Word(models.Model):
    """A word of published sheets and in how many it stands: what a mistyped word may have meant."""

    word = models.CharField(max_length=40, primary_key=True)
    sheets = models.IntegerField()

    class Meta:
        indexes = [GinIndex(fields=["word"], name="words_by_trigrams", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return f"{self.word}: {self.sheets}"
