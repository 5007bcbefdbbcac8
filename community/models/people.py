"""Persons: they sign in with their e-mail and act in the name of organizations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from community.languages import Language

SECOND_FACTORS = ("totp", "webauthn")  # as allauth calls them


class Participation(models.TextChoices):
    """How a person says she takes part when she signs up."""

    REGISTER = "register", _("I register my organization")
    JOIN = "join", _("I join an organization that is already here")
    FOLLOW = "follow", _("I follow as a person")


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def secretariat(self) -> models.QuerySet[Person]:
        """Those who get the secretariat's letters."""
        return self.filter(is_staff=True, is_active=True).order_by("pk")


class Person(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("your name"), max_length=150)
    language = models.CharField(
        _("language of your letters"),
        max_length=2,
        choices=Language.choices,
        default=Language.ENGLISH,
    )
    participation = models.CharField(
        _("how do you take part?"),
        max_length=10,
        choices=Participation.choices,
        default=Participation.FOLLOW,
    )
    first_steps_dismissed_at = models.DateTimeField(null=True, editable=False)
    is_staff = models.BooleanField(_("works for the secretariat"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    authenticator_set: Any  # allauth's second factors
    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="an_email_belongs_to_one_person"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def amend(self, *, name: str, language: str) -> None:
        """Change what she says of herself; her e-mail changes with proof (django-allauth)."""
        self.name, self.language = name, language
        self.save(update_fields=["name", "language"])

    def dismiss_first_steps(self) -> None:
        """She has seen enough of the list; twice is once."""
        rows = Person.objects.filter(pk=self.pk, first_steps_dismissed_at=None)
        rows.update(first_steps_dismissed_at=timezone.now())

    @cached_property
    def has_second_factor(self) -> bool:
        """An authenticator or a key; recovery codes alone are none. Asked once a request."""
        return bool(self.authenticator_set.filter(type__in=SECOND_FACTORS).exists())

    def get_full_name(self) -> str:
        return self.name

    def verified_addresses(self) -> list[str]:
        """The e-mail addresses she has shown to be hers."""
        rows: models.QuerySet[Any] = self.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]
        return list(rows.values_list("email", flat=True))

    def get_short_name(self) -> str:
        return self.name


Reader = Person | AnonymousUser  # whoever looks at a page


def decides_on(reader: Reader, kind: type[models.Model] | models.Model) -> bool:
    """Whether an office of the secretariat lets her change such things, on whatever page; to look
    at them is for everybody there."""
    right = f"{kind._meta.app_label}.change_{kind._meta.model_name}"
    return reader.is_staff and reader.has_perm(right)
