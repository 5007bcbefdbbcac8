"""The pieces of a translation: one for each text of a sheet.

A piece remembers the text it was made from. Where the original says something else today, it is
stale; where the original no longer says anything, nobody reads the piece.
"""

from __future__ import annotations

from typing import Any

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models import Person
from experiences.models.experiences import kept
from experiences.models.told import digest_of


class TranslatedPieceQuerySet(models.QuerySet["TranslatedPiece"]):
    def spoken(self, language: str, **of: Any) -> ArraySubquery:
        """What readers of ``language`` get of each row, as ``told.Told`` takes it."""
        public = {"translation__language": language, "translation__published_at__isnull": False}
        rows = self.filter(**public, **of).order_by()
        return ArraySubquery(
            rows.values(
                json=JSONObject(
                    part="part",
                    text="text",
                    original="original",
                    is_machine="is_machine",
                    language="translation__language",
                )
            )
        )


@pghistory.track(*kept(), model_name="TranslatedPieceVersion")
class TranslatedPiece(models.Model):
    """``part`` as ``told.Part.key`` calls it; ``original`` is the text it was made from."""

    translation = models.ForeignKey(
        "experiences.Translation", on_delete=models.CASCADE, related_name="pieces"
    )
    part = models.CharField(_("part"), max_length=60)
    text = models.TextField(_("translation"))
    original = models.TextField(_("original"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    is_machine = models.BooleanField(_("by a machine"), default=False)

    objects = TranslatedPieceQuerySet.as_manager()

    class Meta:
        verbose_name = _("translated part")
        verbose_name_plural = _("translated parts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation", "part"], name="a_part_is_translated_once"
            )
        ]
        triggers = [
            # Whatever way it is written: an import, a bulk update, raw SQL.
            pgtrigger.Protect(
                name="no_machine_replaces_a_person",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_machine=False, new__is_machine=True),
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def digest(self) -> str:
        """Says in a form what stood in it."""
        return digest_of(self.text)

    def is_of_others(self, person: Person, was: str, text: str) -> bool:
        """Somebody else wrote it since ``person`` saw what ``was`` is the digest of."""
        return self.digest != was and self.text != text and self.by_id != person.pk
