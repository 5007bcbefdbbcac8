"""The addresses that a sheet had while it was written."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from experiences.models.experiences import Experience


class FormerSheetAddress(models.Model):
    """Letters and open pages hold it: it leads to today's address for ever."""

    slug = models.SlugField(_("address"), max_length=110, primary_key=True)
    experience = models.ForeignKey(
        Experience, on_delete=models.CASCADE, related_name="former_addresses"
    )
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug
