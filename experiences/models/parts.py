"""What a sheet rests on: figures with year and source, sources, and notes of the review."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.labelled import Labelled
from community.number_fields import as_read
from experiences.models.experiences import Experience, kept
from experiences.models.told import Speaking
from experiences.vocabulary import FigureKind, SourceKind


@pghistory.track(*kept(), model_name="FigureVersion")
class Figure(Labelled, Speaking):
    """A number with its unit, its year and its source; a missing source is shown as missing."""

    PART = "figure"

    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(
        pgettext_lazy("figure", "kind"), max_length=10, choices=FigureKind.choices, blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)
    value = models.DecimalField(pgettext_lazy("figure", "number"), max_digits=18, decimal_places=2)
    unit = models.CharField(_("of what"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{as_read(self.value)} {self.unit}"


@pghistory.track(*kept(), model_name="SourceVersion")
class Source(Labelled):
    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(
        pgettext_lazy("source", "kind"), max_length=10, choices=SourceKind.choices, blank=True
    )
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=500)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ReviewNoteQuerySet(models.QuerySet["ReviewNote"]):
    def open(self) -> ReviewNoteQuerySet:
        return self.filter(answered_at=None)


class ReviewNote(models.Model):
    """What the secretariat says of one field; shown beside it until the sheet comes back."""

    experience = models.ForeignKey(
        Experience, on_delete=models.CASCADE, related_name="review_notes"
    )
    field = models.CharField(max_length=40)
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    objects = ReviewNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("review note")
        verbose_name_plural = _("review notes")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"

    @property
    def label(self) -> str:
        return label_of(self.field)


def label_of(field: str) -> str:
    """What a part of the sheet is called in the reader's language."""
    rows = {
        "blocks": _("building blocks"),
        "lessons": _("lessons"),
        "figures": _("figures"),
        "sources": _("sources"),
        "attachments": _("files"),
    }
    if field in rows:
        return capfirst(str(rows[field]))
    return capfirst(str(Experience._meta.get_field(field).verbose_name))  # type: ignore[union-attr]
