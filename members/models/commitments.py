"""What the region's ministers agreed on: declarations and plans, each with its source."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.languages import current
from community.models import Theme

READ_IN = {"en": "en", "es": "es", "pt": "es", "fr": "en"}  # which of the two is nearer


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def about(self, themes: Iterable[int]) -> CommitmentQuerySet:
        """Those that name one of these themes or a narrower one."""
        named = models.Q(themes__in=themes) | models.Q(themes__parent__in=themes)
        return self.filter(named).distinct()


class Commitment(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title_en = models.CharField(_("title in English"), max_length=300)
    title_es = models.CharField(_("title in Spanish"), max_length=300)
    summary_en = models.TextField(_("summary in English"))
    summary_es = models.TextField(_("summary in Spanish"))
    body = models.CharField(_("adopted by"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year"))
    source_url = models.URLField(_("source"), max_length=500)
    themes = models.ManyToManyField(Theme, related_name="commitments", verbose_name=_("themes"))

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("regional commitment")
        verbose_name_plural = _("regional commitments")
        ordering = ["-year", "slug"]

    def __str__(self) -> str:
        return self.title_en

    @property
    def language(self) -> str:
        """The one of its two languages that the reader has it in."""
        return READ_IN[current()]

    @property
    def title(self) -> str:
        return str(getattr(self, f"title_{self.language}"))

    @property
    def summary(self) -> str:
        return str(getattr(self, f"summary_{self.language}"))
