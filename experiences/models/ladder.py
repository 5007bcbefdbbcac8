"""The ladder of maturity: who stands above *promising* shows what it rests on."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from experiences.models.queries import ExperienceQuerySet
from experiences.vocabulary import Evidence, Maturity, SourceKind

TO_BE_PROVEN = {Maturity.GOOD_PRACTICE, Maturity.INSTITUTIONALIZED}
STUDIED = {Evidence.EVALUATION, Evidence.IMPACT, Evidence.REVIEW}
UNPROVEN = _(
    "This stage needs an evaluation among the sources, or a sheet that another organization or"
    " country adapted from this one. Name it, or choose an earlier stage."
)


class Ladder(models.Model):
    evidence = models.CharField(
        _("kind of evidence"), max_length=10, choices=Evidence.choices, blank=True
    )

    # Fields that the sheet itself has.
    pk: Any
    maturity: Any
    organization_id: Any
    countries: Any
    sources: Any
    adaptations: Any

    class Meta:
        abstract = True

    @property
    def has_evaluation(self) -> bool:
        return self.sources.filter(kind=SourceKind.EVALUATION).exists()

    @property
    def is_studied(self) -> bool:
        """It says that it was evaluated, and where that can be read."""
        return self.evidence in STUDIED and self.sources.exists()

    def replications(self) -> ExperienceQuerySet:
        """Published sheets adapted from it by another organization or in other countries."""
        adapted: ExperienceQuerySet = self.adaptations.published()
        elsewhere = adapted.exclude(countries=None).exclude(countries__in=self.countries.all())
        others = ~models.Q(organization=self.organization_id)
        return adapted.filter(others | models.Q(pk__in=elsewhere.values("pk")))

    @property
    def is_proven(self) -> bool:
        return self.has_evaluation or self.is_studied or self.replications().exists()

    @property
    def needs_proof(self) -> bool:
        return self.maturity in TO_BE_PROVEN

    def missing_for_stage(self) -> dict[str, Any]:
        """A message beside the field where the stage is higher than what is on record."""
        return {"maturity": UNPROVEN} if self.needs_proof and not self.is_proven else {}
