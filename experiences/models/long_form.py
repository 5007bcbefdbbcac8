"""What a sheet can say later: on what it stands, who carries it, and whether others may come."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.languages import Language


class LongForm(models.Model):
    """The database fills these in by itself: whoever writes a short sheet need not know them."""

    legal_frame = models.TextField(
        _("legal frame"), max_length=10_000, blank=True, default="", db_default=""
    )
    institutional_frame = models.TextField(
        _("institutional frame"), max_length=10_000, blank=True, default="", db_default=""
    )
    stakeholders = models.TextField(
        _("who takes part"), max_length=10_000, blank=True, default="", db_default=""
    )
    sustainability = models.TextField(
        _("sustainability"), max_length=10_000, blank=True, default="", db_default=""
    )
    available_for_exchange = models.BooleanField(  # nothing: nobody has said
        _("available for an exchange"), null=True, blank=True
    )
    exchange_how = models.TextField(
        _("what you can share, and how"), max_length=5000, blank=True, default="", db_default=""
    )
    exchange_languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("languages of the exchange"),
        default=list,
        db_default=[],
        blank=True,
    )
    exchange_capacity = models.PositiveSmallIntegerField(
        _("exchanges a year"), null=True, blank=True
    )

    # What the sheet itself has.
    is_published: Any

    class Meta:
        abstract = True

    @property
    def is_asked_about(self) -> bool:
        """Readers are led to ask for an exchange, unless its organization says that it cannot."""
        return bool(self.is_published and self.available_for_exchange is not False)

    @property
    def exchange_language_labels(self) -> list[str]:
        return [str(Language(code).label) for code in self.exchange_languages]
