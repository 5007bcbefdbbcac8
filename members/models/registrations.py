"""A registration on its way: what was typed so far, section by section."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from community import uploads
from community.models import Person, Theme
from members import logo_files
from members.models.organizations import Organization


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of(self, person: Person) -> RegistrationQuerySet:
        return self.filter(person_id=person.pk)

    def open(self) -> RegistrationQuerySet:
        """Begun and not sent."""
        return self.filter(became=None)


class Registration(models.Model):
    """``answers`` are kept as they were typed, also those that are not right yet."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations"
    )
    answers = models.JSONField(default=dict)
    logo = models.ImageField(upload_to="logos", blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    became = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="registrations"
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(became=None),
                name="a_person_has_one_open_registration",
            )
        ]

    def __str__(self) -> str:
        return str(self.answers.get("name") or self.key)

    @classmethod
    def begun_by(cls, person: Person) -> Registration:
        """Hers that is not sent; a blank one, not kept yet, where there is none."""
        return cls.objects.of(person).open().first() or cls(person=person)

    @property
    def kind(self) -> str:
        return str(self.answers.get("kind", ""))

    @property
    def logo_size(self) -> tuple[int, int] | None:
        return logo_files.size_of(self.logo.name or "")

    def keep(self, answers: dict[str, Any]) -> None:
        """Add what was typed in one section to the rest.

        The row is read again and locked: of two windows each keeps its own section.
        """
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=self.person_id)
            kept = Registration.objects.of(self.person).open().select_for_update().first()
            row = kept or Registration(person=self.person)
            row.answers = {**row.answers, **answers}
            row.save()
        self.__dict__.update(row.__dict__)

    def send(
        self,
        organization: Organization,
        *,
        by: Person,
        knows: Iterable[Theme],
        seeks: Iterable[Theme],
    ) -> Organization:
        """Apply with what was typed; pressed twice it is one application, which is returned.

        Locks the person before the row, as ``keep`` does in another window of hers.
        """
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=self.person_id)
            row = Registration.objects.select_for_update().get(pk=self.pk)
            if row.became:
                return row.became
            organization.logo = row.logo
            row.became = organization.apply(by=by, knows=knows, seeks=seeks)
            row.save(update_fields=["became", "changed_at"])
        self.became = row.became
        return row.became

    def throw_away(self) -> None:
        """She thought better of it: nothing of what she typed stays."""
        with transaction.atomic():
            uploads.forget(self.logo.name or "")
            self.delete()
