"""How much each part of a match counts; the secretariat edits it, everybody may read it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatchPart(models.TextChoices):
    THEME = "theme", _("Theme")
    START = "start", _("Starting point")
    POPULATIONS = "populations", _("Target populations")
    WAY = "way", _("Instrument and mode")
    LANGUAGE = "language", _("Working language")
    CONTEXT = "context", _("Likeness of context")
    PROOF = "proof", _("Maturity and evidence")
    FAIRNESS = "fairness", pgettext_lazy("of matching", "Availability and fairness")


DEFAULTS = {
    MatchPart.THEME: 35,
    MatchPart.START: 10,
    MatchPart.POPULATIONS: 10,
    MatchPart.WAY: 10,
    MatchPart.LANGUAGE: 10,
    MatchPart.CONTEXT: 10,
    MatchPart.PROOF: 10,
    MatchPart.FAIRNESS: 5,
}


class MatchWeight(models.Model):
    """One row for each part, made by the migration; together they are 100."""

    part = models.CharField(
        _("part"), max_length=12, choices=MatchPart.choices, primary_key=True, editable=False
    )
    position = models.PositiveSmallIntegerField(editable=False)
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("weight of matching")
        verbose_name_plural = _("weights of matching")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(points__range=(0, 100)), name="a_weight_is_between_0_and_100"
            )
        ]

    @classmethod
    def in_force(cls) -> dict[str, int]:
        """Points by part; a part without a row has what it had in the beginning."""
        rows = dict(cls.objects.values_list("part", "points"))
        return {part.value: rows.get(part.value, DEFAULTS[part]) for part in MatchPart}

    def __str__(self) -> str:
        return str(MatchPart(self.part).label)
