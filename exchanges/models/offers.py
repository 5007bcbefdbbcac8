"""Offers: what an organization is ready to share."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from community.languages import Language
from community.models import Reader, Theme
from exchanges.vocabulary import ExchangeInstrument
from experiences.models import Experience
from members.models import Membership, Organization


class ThemedOffer(ItemBase):
    content_object = models.ForeignKey("Offer", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="themed_offers")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="an_offer_has_a_theme_once"
            )
        ]


class OfferQuerySet(models.QuerySet["Offer"]):
    def current(self) -> OfferQuerySet:
        """Still valid, of approved organizations."""
        approved = Organization.objects.approved().values("pk")
        return self.filter(
            valid_until__gte=timezone.localdate(), organization__in=approved, ended_at=None
        )

    def editable_by(self, user: Reader) -> OfferQuerySet:
        if not user.is_authenticated:
            return self.none()
        own = Membership.objects.active().writing().of(user).values("organization_id")
        return self.filter(organization__in=own, ended_at=None)

    def as_cards(self) -> OfferQuerySet:
        return self.select_related("organization__country", "experience").prefetch_related("themes")


@pghistory.track(model_name="OfferVersion")
class Offer(models.Model):
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="offers",
    )
    experience = models.ForeignKey(
        Experience,
        verbose_name=_("experience"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="offers",
    )
    language = models.CharField(
        _("language of the offer"), max_length=2, choices=Language.choices, default="es"
    )
    title = models.CharField(_("what you can share"), max_length=160)
    description = models.TextField(_("in a few words"), max_length=3000, blank=True)
    themes = TaggableManager(
        through=ThemedOffer, verbose_name=_("themes"), related_name="offers", blank=True
    )
    instruments = ArrayField(
        models.CharField(max_length=20, choices=ExchangeInstrument.choices),
        verbose_name=_("how"),
        default=list,
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("languages of work"),
        default=list,
    )
    capacity = models.PositiveSmallIntegerField(_("exchanges a year"), default=1)
    conditions = models.TextField(_("conditions"), max_length=2000, blank=True)
    valid_until = models.DateField(_("valid until"))
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["valid_until"], name="offers_by_validity")]

    def __str__(self) -> str:
        return self.title
