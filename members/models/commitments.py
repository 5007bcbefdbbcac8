"""What the region's ministers agreed on: declarations and plans, each with its source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models import Theme


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

    class Meta:
        verbose_name = _("regional commitment")
        verbose_name_plural = _("regional commitments")
        ordering = ["-year", "slug"]

    def __str__(self) -> str:
        return self.title_en
