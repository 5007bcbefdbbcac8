"""The closed lists of an organization, by the words that addresses and data use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry of social development")
    AGENCY = "agency", _("Other government agency")
    SUBNATIONAL = "subnational", _("Subnational government")
    COOPERATION = "cooperation", _("Cooperation agency")
    INTERNATIONAL = "international", _("International organization")
    SUBREGIONAL = "subregional", _("Subregional mechanism")
    NGO = "ngo", _("Non-governmental organization")
    PRIVATE = "private", _("Private sector")
    ACADEMIA = "academia", _("Academia")
    SOCIAL_PARTNER = "social-partner", _("Workers’ or employers’ organization")


PUBLIC_BODIES = (
    OrganizationKind.MINISTRY,
    OrganizationKind.AGENCY,
    OrganizationKind.SUBNATIONAL,
)
WITHOUT_COUNTRY = (OrganizationKind.INTERNATIONAL, OrganizationKind.SUBREGIONAL)


class Status(models.TextChoices):
    APPLIED = "applied", _("Applied")
    QUESTION = "question", _("Question asked")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    SUSPENDED = "suspended", _("Suspended")
    RETIRED = "retired", _("Retired")


ENDED = (Status.REFUSED, Status.RETIRED)
