"""An exchange: a request and everything that comes of it, in front of the whole community."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from community.addresses import address
from community.labelled import Labelled
from community.languages import Language
from community.models import Event, Follow, Tagged, Theme
from exchanges.models.on_cards import OnCards
from exchanges.models.queries import IS_PUBLIC, ExchangeQuerySet
from exchanges.models.standing import Standing
from exchanges.models.whole import Whole
from exchanges.vocabulary import (
    PRIVATE,
    ExchangeInstrument,
    Funding,
    Kind,
    Status,
)
from experiences.models import Block, Experience, Lesson
from experiences.vocabulary import Population
from members.models import Organization

if TYPE_CHECKING:
    pass


class ThemedExchange(Tagged):
    content_object = models.ForeignKey("Exchange", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="themed_exchanges")

    class Meta:
        verbose_name = _("theme of an exchange")
        verbose_name_plural = _("themes of exchanges")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="an_exchange_has_a_theme_once"
            )
        ]


@pghistory.track(
    obj_field=pghistory.ObjForeignKey(related_name="versions"),
    model_name="ExchangeVersion",
    exclude=["status_since", "form_key", "edition_of", "renewal_asked_at"],
)
class Exchange(Labelled, OnCards, Whole, Standing):
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=80, blank=True, editable=False)
    kind = models.CharField(
        _("kind"), max_length=12, choices=Kind.choices, blank=True, editable=False
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization that asks"),
        null=True,
        on_delete=models.PROTECT,
        related_name="requests",
    )
    language = models.CharField(
        _("language of the request"), max_length=2, choices=Language.choices, default="es"
    )
    title = models.CharField(_("title"), max_length=200)
    need = models.TextField(_("what you need"), max_length=10_000, blank=True)
    tried = models.TextField(_("what you have tried"), max_length=10_000, blank=True)
    result_wanted = models.TextField(
        _("what you want to be able to do"), max_length=10_000, blank=True
    )
    themes = TaggableManager(
        through=ThemedExchange, verbose_name=_("themes"), related_name="exchanges", blank=True
    )
    populations = ArrayField(
        models.CharField(max_length=30, choices=Population.choices),
        verbose_name=_("target populations"),
        default=list,
        blank=True,
    )
    experience = models.ForeignKey(
        Experience,
        verbose_name=_("starting point"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="asked_about",
    )
    block = models.ForeignKey(
        Block,
        verbose_name=_("building block it asks about"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="asked_about",
    )
    offer = models.ForeignKey(
        "Offer",
        verbose_name=_("offer it answers"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="led_to",
    )
    related_experiences = models.ManyToManyField(
        Experience, verbose_name=_("related experiences"), related_name="exchanges", blank=True
    )
    instruments = ArrayField(
        models.CharField(max_length=20, choices=ExchangeInstrument.choices),
        verbose_name=_("how"),
        default=list,
        blank=True,
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("languages of work"),
        default=list,
        blank=True,
    )
    wished_from = models.DateField(_("from"), null=True, blank=True)
    wished_until = models.DateField(_("until"), null=True, blank=True)
    funding = models.CharField(
        _("money"), max_length=8, choices=Funding.choices, default=Funding.NONE
    )
    private_note = models.TextField(_("private note"), max_length=5000, blank=True)
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    activities_on_record = models.TextField(_("activities on record"), blank=True)
    results_on_record = models.TextField(_("results on record"), blank=True)
    wider_learning = models.TextField(_("wider learning"), blank=True)
    lessons = models.ManyToManyField(Lesson, related_name="exchanges", blank=True)
    form_key = models.UUIDField(null=True, editable=False)  # a form sent twice is one request
    edition_of = models.ForeignKey(
        "self",
        verbose_name=_("multi-country edition of"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="editions",
        editable=False,
    )
    renewal_asked_at = models.DateTimeField(null=True, editable=False)
    is_sample = models.BooleanField(_("sample from public sources"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    agreed_at = models.DateTimeField(_("agreed"), null=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    completed_at = models.DateTimeField(_("completed"), null=True, editable=False)

    events = GenericRelation(Event, "subject_id", "subject_type")
    follows = GenericRelation(Follow, "subject_id", "subject_type")
    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering = ["-status_since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=~models.Q(slug=""), name="a_short_name_is_used_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=PRIVATE) | models.Q(agreed_at=None),
                name="what_is_agreed_is_no_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=PRIVATE, opened_at=None)
                | models.Q(status=Status.WITHDRAWN)
                | (~models.Q(status__in=PRIVATE) & models.Q(opened_at__isnull=False)),
                name="what_the_public_sees_was_opened",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=(Status.OPEN, Status.SHAPING))
                | models.Q(agreed_at=None),
                name="what_is_being_shaped_is_not_agreed",
            ),
            models.CheckConstraint(
                condition=models.Q(wished_from=None)
                | models.Q(wished_until=None)
                | models.Q(wished_until__gte=models.F("wished_from")),
                name="a_wish_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(start_year=None)
                | models.Q(end_year=None)
                | models.Q(end_year__gte=models.F("start_year")),
                name="an_exchange_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["created_by", "form_key"], name="a_form_makes_one_request"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-status_since"], name="exchanges_by_state"),
            models.Index(fields=["organization"], name="exchanges_of_who_asked"),
            models.Index(fields=["-status_since", "-id"], name="newest_exchanges"),
            # The board reads nothing else of those that match than what stands in here.
            models.Index(
                fields=["-status_since", "-id"],
                include=["status", "kind", "number"],
                condition=IS_PUBLIC,
                name="newest_public_exchanges",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("exchanges:exchange", self.number)


class ExchangeSource(models.Model):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=500)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
