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
SILENT = (*ENDED, Status.SUSPENDED)  # publishes nothing, not even a change


class VerifiedBecause(models.TextChoices):
    """Why the secretariat trusts that an organization is what it says."""

    DOMAIN = "domain", _("Its official e-mail domain is proven by mail")
    LETTER = "letter", _("A signed letter was received")
    KNOWN = "known", _("It is known to the secretariat")


class NameKind(models.TextChoices):
    """Ways in which people call an organization."""

    NAME = "name", _("Name in its own language")
    ENGLISH = "english", _("Name in English")
    ACRONYM = "acronym", _("Acronym")
    DOMAIN = "domain", _("E-mail domain")
    ALIAS = "alias", _("Also known as")
    FORMER = "former", _("Former name")


class Ending(models.TextChoices):
    """How a membership came to its end."""

    DECLINED = "declined", _("Request declined")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")
    REPLACED = "replaced", _("Replaced by the secretariat")
    MERGED = "merged", _("Joined with another membership")
