"""Offers: what an organization is ready to share."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from community.languages import Language
from community.models import Event, Reader, Tagged, TagsLater, Theme
from community.plain_text import is_wordless
from exchanges.models.offering import Offering
from exchanges.models.on_offer import OFFERS, are_on_offer, sheets_on_offer, with_led_to
from exchanges.vocabulary import ExchangeInstrument
from experiences.models import Block, Experience
from experiences.models.queries import ExperienceQuerySet
from members.models import Membership, Organization

WARNING = dt.timedelta(days=30)  # before the end its organization is written to


class ThemedOffer(Tagged):
    content_object = models.ForeignKey("Offer", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="themed_offers")

    class Meta:
        verbose_name = _("theme of an offer")
        verbose_name_plural = _("themes of offers")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="an_offer_has_a_theme_once"
            )
        ]


class OfferQuerySet(models.QuerySet["Offer"]):
    def current(self) -> OfferQuerySet:
        """Neither over nor taken back, of approved organizations."""
        return self.filter(are_on_offer(OFFERS))

    def sheets(self) -> ExperienceQuerySet:
        """What stands on the list beside them, for floors that cannot ask for it by its name."""
        return sheets_on_offer()

    def organizations(self) -> Any:
        """Who has something on the list: an offer, or a sheet that others may come for."""
        sheets = sheets_on_offer().values("organization")
        return self.current().values("organization").union(sheets)

    def visible_to(self, user: Reader) -> OfferQuerySet:
        """Also what is over, with what it led to; what was taken back is for its own people."""
        if user.is_staff:
            return self
        public = models.Q(ended_at=None, organization__in=Organization.objects.approved())
        if not user.is_authenticated:
            return self.filter(public)
        own = Membership.objects.active().of(user).values("organization_id")
        return self.filter(public | models.Q(organization__in=own))

    def due_to_warn(self, today: dt.date) -> OfferQuerySet:
        """Soon over, and long enough on the list for its people to have forgotten it."""
        soon = self.current().filter(valid_until__lte=today + WARNING, warned_at=None)
        return soon.filter(created_at__date__lte=models.F("valid_until") - WARNING)

    def due_to_expire(self, today: dt.date) -> OfferQuerySet:
        """Over since yesterday, or since a few days on which the clock stood still."""
        days = (today - WARNING, today - dt.timedelta(days=1))
        approved = Organization.objects.approved().values("pk")
        over = self.filter(valid_until__range=days, ended_at=None, expired_at=None)
        return over.filter(organization__in=approved)

    def editable_by(self, user: Reader) -> OfferQuerySet:
        if not user.is_authenticated:
            return self.none()
        own = Membership.objects.active().writing().of(user).values("organization_id")
        return self.filter(organization__in=own, ended_at=None)

    def search(self, words: str) -> OfferQuerySet:
        """By its title or description, or by who offers, whatever the accents."""
        if is_wordless(words):
            return self.none()
        for word in words.split()[:8]:
            self = self.filter(
                models.Q(title__unaccent__icontains=word)
                | models.Q(description__unaccent__icontains=word)
                | models.Q(organization__name__unaccent__icontains=word)
                | models.Q(organization__acronym__unaccent__icontains=word)
            )
        return self

    def newest(self) -> OfferQuerySet:
        return self.order_by("-created_at", "-pk")

    def as_cards(self) -> OfferQuerySet:
        rows = self.select_related("organization__country", "experience", "block__experience")
        return with_led_to(rows, offer=models.OuterRef("pk")).prefetch_related("themes")


@pghistory.track(
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    model_name="OfferVersion",
    exclude=["form_key", "warned_at", "expired_at"],
)
class Offer(Offering):
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
    block = models.ForeignKey(
        Block,
        verbose_name=_("building block it is about"),
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
        through=ThemedOffer,
        manager=TagsLater,
        verbose_name=_("themes"),
        related_name="offers",
        blank=True,
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
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    form_key = models.UUIDField(null=True, editable=False)  # a form sent twice is one offer
    ended_at = models.DateTimeField(_("taken off the list"), null=True, editable=False)
    # What the clock has written about: once for each day that it is valid until.
    warned_at = models.DateTimeField(null=True, editable=False)
    expired_at = models.DateTimeField(null=True, editable=False)

    led_to_this_year: int  # on cards and pages

    events = GenericRelation(Event, "subject_id", "subject_type")
    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "form_key"], name="a_form_makes_one_offer"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1), name="an_offer_is_for_one_exchange_at_least"
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="offers_by_validity")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:offer-page", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.valid_until < timezone.localdate()

    @property
    def instrument_labels(self) -> list[str]:
        return [str(ExchangeInstrument(value).label) for value in self.instruments]

    @property
    def sheet(self) -> Experience | None:
        """The sheet that describes it, where everybody can read it."""
        return self.experience if self.experience and self.experience.is_published else None

    @property
    def building_block(self) -> Block | None:
        """The part of that sheet that it is about; a block moves with its sheet alone."""
        block = self.block if self.sheet else None
        return block if block and block.experience_id == self.experience_id else None

    @property
    def is_full(self) -> bool:
        """As many exchanges began from it this year as it is for; it can still be asked about."""
        return self.led_to_this_year >= self.capacity
