"""The button beside a thing that can be followed: whether she follows it, and where to press."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from community.models import Follow, Reader


@dataclass(frozen=True)
class Following:
    """As ``components/follow.html`` wants it; a visitor is led to the sign-in."""

    kind: str
    pk: int
    is_signed_in: bool
    is_followed: bool


def following(reader: Reader, subject: models.Model) -> Following:
    """One question to the database, and none for a visitor."""
    followed = reader.is_authenticated and Follow.objects.of(subject).by(reader).exists()
    kind = str(subject._meta.model_name)
    return Following(kind, subject.pk, reader.is_authenticated, followed)
