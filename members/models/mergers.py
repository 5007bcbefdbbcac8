"""Two organizations that turned out to be one, or became one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.organizations import Organization


class Merger(models.Model):
    """``moved`` lists, by table and column, the rows that went from one to the other."""

    kept = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="mergers")
    merged = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    status_before = models.CharField(max_length=10)
    moved = models.JSONField(default=dict)
    reason = models.TextField(_("why"))
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("merger")
        verbose_name_plural = _("mergers")
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=models.Q(undone_at=None),
                name="an_organization_is_merged_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("merged")),
                name="an_organization_is_not_merged_with_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} → {self.kept}"
