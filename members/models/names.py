"""Every way people call an organization, and the addresses it had before."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.organizations import Organization
from members.vocabulary import NameKind


class Name(models.Model):
    """One way to call an organization; what searching and the look for duplicates go by.

    Its names, acronym and domain are brought here by a trigger (``0003_living_organizations``);
    aliases and former names are written by people and by verbs.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(_("kind"), max_length=10, choices=NameKind.choices)
    text = models.CharField(_("name"), max_length=200)
    until = models.PositiveSmallIntegerField(_("used until the year"), null=True, blank=True)
    plain = models.GeneratedField(
        expression=models.Func(models.F("text"), function="portal_plain"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "text"], name="an_organization_has_a_name_once"
            )
        ]
        indexes = [
            GinIndex(OpClass("plain", name="gin_trgm_ops"), name="names_by_trigram"),
            # Gives names out in the order of their likeness, which the other one cannot.
            GistIndex(OpClass("plain", name="gist_trgm_ops"), name="names_by_likeness"),
            models.Index(fields=["plain"], name="names_by_words"),
        ]

    def __str__(self) -> str:
        return self.text


class FormerAddress(models.Model):
    """An address that an organization had; it leads to today's for ever."""

    slug = models.SlugField(_("address"), max_length=80, primary_key=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="former_addresses"
    )
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug
