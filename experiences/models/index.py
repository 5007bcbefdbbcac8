"""What the search reads: a narrow table beside the wide sheets.

The database keeps both tables true by triggers (``0002_search_index``), whatever way a sheet is
written. Only published sheets have an entry: what is not published can be neither found, counted
nor suggested.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from experiences.models.experiences import Experience


class Facet(models.Model):
    """One value that sheets can be filtered by, and how many published sheets have it."""

    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=40)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="a_facet_exists_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}={self.value}: {self.count}"


class IndexEntry(models.Model):
    """``vector`` finds, ``head`` (title, summary, themes) ranks cheaply, ``facets`` filters.

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
    facets = ArrayField(models.IntegerField())
    words = ArrayField(models.CharField(max_length=40), default=list)
    quality = models.FloatField()
    published_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="entries_by_words", fastupdate=False),
            GinIndex(fields=["facets"], name="entries_by_facets", fastupdate=False),
            models.Index(fields=["-published_at", "-experience"], name="newest_entries"),
            models.Index(fields=["-quality", "-experience"], name="best_entries"),
        ]

    def __str__(self) -> str:
        return str(self.experience_id)


class Word(models.Model):
    """A word of published sheets and in how many it stands: what a mistyped word may have meant."""

    word = models.CharField(max_length=40, primary_key=True)
    sheets = models.IntegerField()

    class Meta:
        indexes = [GinIndex(fields=["word"], name="words_by_trigrams", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return f"{self.word}: {self.sheets}"
