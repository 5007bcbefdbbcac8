"""The timeline: who moved what, when, from where to where, in whose name, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from community.acts import Act


class EventQuerySet(models.QuerySet["Event"]):
    def of(self, subject: models.Model) -> EventQuerySet:
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk)

    def public(self) -> EventQuerySet:
        return self.filter(is_public=True)

    def as_timeline(self) -> EventQuerySet:
        return self.select_related("by").order_by("at", "pk")


class Event(models.Model):
    """Never deleted; only its being public changes. Names stand as they were on the day."""

    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    subject_label = models.CharField(_("what"), max_length=300)
    name = models.CharField(_("move"), max_length=40)
    source = models.CharField(_("from"), max_length=20, blank=True)
    target = models.CharField(_("to"), max_length=20, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    organization_number = models.CharField(_("acting for"), max_length=20, blank=True)
    organization_name = models.CharField(_("name on the day"), max_length=300, blank=True)
    reason = models.TextField(_("why"), blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="events_of_a_subject"),
            models.Index(fields=["-at"], name="newest_events"),
        ]

    def __str__(self) -> str:
        return self.subject_label

    def publish(self) -> None:
        """Show it on the public timeline of its subject."""
        self.is_public = True
        self.save(update_fields=["is_public"])

    @classmethod
    def record(
        cls,
        subject: models.Model,
        name: str,
        act: Act,
        *,
        source: str = "",
        target: str = "",
        label: str = "",
    ) -> Event:
        """Write down one act on ``subject``; call it in the transaction that does the act.

        ``label`` stands for the subject where its own name must not outlive it, such as a person's.
        """
        return cls.objects.create(
            subject=subject,
            subject_label=(label or str(subject))[:300],
            name=name,
            source=source,
            target=target,
            by=act.by,
            organization_number=act.organization_number,
            organization_name=act.organization_name[:300],
            reason=act.reason,
        )
