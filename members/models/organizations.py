"""Organizations: they publish, offer and ask; people act in their name."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from community.acts import Act
from community.addresses import address
from community.labelled import Labelled
from community.languages import Language
from community.models import Event, Follow, Person, Reader, Tagged, Theme
from members import logo_files
from members.models.countries import Country
from members.models.course import Course
from members.models.presence import Presence
from members.models.queries import OrganizationQuerySet
from members.vocabulary import (
    PUBLIC_BODIES,
    WITHOUT_COUNTRY,
    OrganizationKind,
    Status,
    VerifiedBecause,
)


class KnownTheme(Tagged):
    content_object = models.ForeignKey("Organization", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="known_by")

    class Meta:
        verbose_name = _("theme that an organization knows")
        verbose_name_plural = _("themes that organizations know")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="an_organization_knows_a_theme_once"
            )
        ]


class SoughtTheme(Tagged):
    content_object = models.ForeignKey("Organization", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="sought_by")

    class Meta:
        verbose_name = _("theme that an organization seeks")
        verbose_name_plural = _("themes that organizations seek")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="an_organization_seeks_a_theme_once"
            )
        ]


@pghistory.track(
    model_name="OrganizationVersion",
    exclude=["status_since", "application_key", "confirmation_reminded_at"],
    obj_field=pghistory.ObjForeignKey(related_name="versions"),  # ``events`` is the timeline
)
class Organization(Labelled, Course, Presence):
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.APPLIED, editable=False
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name in its own language"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=OrganizationKind.choices)
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organizations",
    )
    website = models.URLField(_("website"), blank=True)
    email_domain = models.CharField(_("official e-mail domain"), max_length=100, blank=True)
    official_email = models.EmailField(_("official e-mail"), blank=True)
    description = models.TextField(_("what it does"), blank=True, max_length=3000)
    description_language = models.CharField(
        _("language of this text"), max_length=2, choices=Language.choices, default="en"
    )
    languages = ArrayField(
        models.CharField(max_length=3), verbose_name=_("working languages"), default=list
    )
    knows = TaggableManager(
        through=KnownTheme, verbose_name=_("themes it knows"), blank=True, related_name="knowers"
    )
    seeks = TaggableManager(
        through=SoughtTheme, verbose_name=_("themes it seeks"), blank=True, related_name="seekers"
    )
    logo = models.ImageField(_("logo"), upload_to="logos", blank=True, editable=False)
    logo_alt = models.CharField(_("what the logo shows"), max_length=200, blank=True)
    interests = models.TextField(
        _("statement on conflicts of interest"), blank=True, max_length=2000
    )
    is_national_focal = models.BooleanField(_("national focal organization"), default=False)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    verified_because = models.CharField(
        _("verified because"), max_length=10, choices=VerifiedBecause.choices, blank=True
    )
    verified_how = models.CharField(_("verified how"), max_length=300, blank=True)
    # The application: a private address, who looks at it, and a proof of the official domain.
    application_key = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    check_began_at = models.DateTimeField(_("check began"), null=True, editable=False)
    check_began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    domain_proven_at = models.DateTimeField(_("domain proven by mail"), null=True, editable=False)
    domain_proven_with = models.EmailField(_("address that proved it"), blank=True, editable=False)
    # Once a year its people say that all this is still so.
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, editable=False)
    confirmation_asked_at = models.DateTimeField(null=True, editable=False)
    confirmation_reminders = models.PositiveSmallIntegerField(default=0, editable=False)
    confirmation_reminded_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        on_delete=models.PROTECT,
        related_name="merged_here",
        editable=False,
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("applied by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    is_sample = models.BooleanField(_("sample from public sources"), default=False, editable=False)
    source_url = models.URLField(_("source"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    events = GenericRelation(Event, "subject_id", "subject_type")
    follows = GenericRelation(Follow, "subject_id", "subject_type")
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__isnull=False) | models.Q(kind__in=WITHOUT_COUNTRY),
                name="only_an_international_body_has_no_country",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(status=Status.RETIRED),
                name="only_a_retired_organization_is_merged",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "status_since"], name="organizations_waiting"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="organizations_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name_in_full(self) -> str:
        """With its country in the reader's language: ministries of several have one name."""
        beside = self.country.name if self.country else self.acronym
        return f"{self.name} ({beside})" if beside else self.name

    @property
    def number(self) -> str:
        """The permanent number; never used again."""
        return f"ORG-{self.pk:04d}"

    @property
    def logo_size(self) -> tuple[int, int] | None:
        """In pixels; a page keeps the place."""
        return logo_files.size_of(self.logo.name or "")

    def get_absolute_url(self) -> str:
        return address("members:organization", self.slug)

    @property
    def public_url(self) -> str:
        """Its page, where everybody can open it; nothing for a suspended or retired one."""
        return self.get_absolute_url() if self.is_approved else ""

    def act(self, by: Person | None, reason: str = "") -> Act:
        """An act of ``by`` in the name of this organization."""
        return Act(by, self.number, self.name, reason)

    @property
    def is_public_body(self) -> bool:
        return self.kind in PUBLIC_BODIES

    @property
    def is_approved(self) -> bool:
        return self.status == Status.APPROVED

    def visible_to(self, user: Reader) -> bool:
        return type(self).objects.visible_to(user).filter(pk=self.pk).exists()

    def editable_by(self, user: Reader) -> bool:
        return type(self).objects.editable_by(user).filter(pk=self.pk).exists()
