"""Rows that somebody began: a source without its address, a number that cannot be read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from experiences.models.experiences import Experience


class UnfinishedRow(models.Model):
    """What was typed into a row that cannot be saved yet. Nobody reads it but those who write."""

    experience = models.ForeignKey(
        Experience, on_delete=models.CASCADE, related_name="unfinished_rows"
    )
    rows = models.CharField(max_length=12)  # figures, lessons, sources, attachments, blocks
    row = models.PositiveBigIntegerField(null=True)  # the saved one that it would change
    typed = models.JSONField()  # field → text

    class Meta:
        verbose_name = _("unfinished row")
        verbose_name_plural = _("unfinished rows")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.rows} {self.pk}"
