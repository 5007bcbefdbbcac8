"""Translations of a sheet: by people, piece by piece beside the original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.languages import Language
from community.lifecycle import MoveRefused
from community.models import Event, Person
from experiences import letters
from experiences.models.experiences import Experience, kept
from experiences.models.pieces import TranslatedPiece
from experiences.models.told import RELATIONS, Part, parts_of
from members.models import Organization

CHANGED_MEANWHILE = _(
    "The original was changed while you wrote. Look at it again; what you wrote is kept below."
)
WRITTEN_MEANWHILE = _(
    "Somebody else wrote this part while you did. What you wrote is kept below; saved again, it"
    " takes the place of theirs."
)
NO_LONGER_SAID = _("The original no longer says this.")


class TranslationQuerySet(models.QuerySet["Translation"]):
    def published(self) -> TranslationQuerySet:
        """Those that readers get; not one into the language that the sheet has by now."""
        own = models.Q(language=models.F("experience__language"))
        return self.filter(published_at__isnull=False).exclude(own)

    def as_list(self) -> TranslationQuerySet:
        return self.select_related("organization").prefetch_related("pieces")


@pghistory.track(*kept(), model_name="TranslationVersion", exclude=["changed_at"])
class Translation(models.Model):
    """``organization`` is in whose name it was made; without one, in the secretariat's."""

    experience = models.ForeignKey(
        Experience,
        verbose_name=_("experience"),
        on_delete=models.CASCADE,
        related_name="translations",
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="translations",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("begun by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_machine = models.BooleanField(_("begun by a machine"), default=False)
    started_at = models.DateTimeField(_("begun"), default=timezone.now)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["language"]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="newest_translations")]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "language"], name="a_sheet_has_a_language_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.experience} ({self.get_language_display()})"

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def made_by(self) -> str:
        """In whose name; readers learn no name of a person."""
        return self.organization.name if self.organization else gettext("the IASPN secretariat")

    def progress(self, parts: list[Part]) -> Progress:
        """``parts`` are those of its sheet today."""
        pieces = {piece.part: piece for piece in self.pieces.all()}
        made = [(part, pieces[part.key]) for part in parts if part.key in pieces]
        stale = sum(piece.original != part.text for part, piece in made)
        unread = sum(piece.is_machine for _part, piece in made)
        return Progress(len(made), len(parts), stale, unread)

    # --- Verbs -----------------------------------------------------------------------------------

    @classmethod
    def begin(
        cls, sheet: Experience, language: str, *, by: Person, is_machine: bool = False
    ) -> Translation:
        """Begin one, or go on with the one there is."""
        with transaction.atomic():
            sheet.hold()
            _check(sheet, by)
            if language == sheet.language or language not in Language.values:
                raise MoveRefused(_("The sheet is written in this language."))
            for_ = sheet.organization if sheet.editable_by(by) else None
            made: dict[str, Any] = {"by": by, "organization": for_, "is_machine": is_machine}
            translation, is_new = cls.objects.get_or_create(
                experience=sheet, language=language, defaults=made
            )
            if is_new:
                Event.record(sheet, "begin_translation", _act(sheet, by), target=language)
        return translation

    def say(
        self,
        key: str,
        text: str,
        *,
        by: Person,
        is_machine: bool = False,
        seen: str | None = None,
        was: str | None = None,
    ) -> TranslatedPiece | None:
        """Write one piece, or take it out where ``text`` is empty; readers see it at once.

        ``seen`` is the digest of the original as ``by`` read it, ``was`` that of the piece that she
        began from: what somebody else wrote since is not overwritten unseen. A machine leaves
        alone what a person wrote. Returns the piece that stands now.
        """
        with transaction.atomic():
            original = self._take(by).seen(key, seen)
            piece = self.pieces.filter(part=key).first()
            if is_machine and piece and not piece.is_machine:
                return piece
            if piece and was is not None and piece.is_of_others(by, was, text):
                raise MoveRefused(WRITTEN_MEANWHILE)
            if not text.strip():
                self._take_out(piece)
                return None
            piece = piece or TranslatedPiece(translation=self, part=key)
            piece.text, piece.original, piece.is_machine = text, original, is_machine
            piece.by, piece.at = by, timezone.now()
            piece.save()
            self._changed()
        return piece

    def still_right(self, key: str, *, by: Person, seen: str | None = None) -> None:
        """``by`` has read it beside today's original: neither stale nor a machine's any more."""
        with transaction.atomic():
            original = self._take(by).seen(key, seen)
            read = {"original": original, "is_machine": False, "by": by, "at": timezone.now()}
            if not self.pieces.filter(part=key).update(**read):
                raise MoveRefused(_("This part is not translated yet."))
            self._changed()

    def publish(self, *, by: Person) -> None:
        with transaction.atomic():
            self._take(by)
            if not self.experience.is_published:
                raise MoveRefused(_("A translation is published once its sheet is."))
            if not self.pieces.filter(part="title").exists():
                raise MoveRefused(_("Translate the title first: lists show it."))
            self._move("publish_translation", by, timezone.now())

    def take_back(self, *, by: Person, reason: str) -> None:
        """Readers get the original again; what was written stays and can be published again."""
        if not reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the decision.")})
        with transaction.atomic():
            self._take(by)
            self._move("take_back_translation", by, None, reason)
            if by.is_staff:
                letters.translation_taken_back(self, reason, to=self.experience.people())

    def _take(self, by: Person) -> _Parts:
        """Sheet and translation stand still, and she may; returns the texts of today."""
        self.experience.hold()
        _check(self.experience, by)
        sheet = Experience.objects.prefetch_related(*RELATIONS).get(pk=self.experience_id)
        self.experience = sheet
        type(self).objects.select_for_update(of=("self",), no_key=True).get(pk=self.pk)
        return _Parts({part.key: part for part in parts_of(sheet)})

    def _take_out(self, piece: TranslatedPiece | None) -> None:
        """A public translation keeps its title: lists show it."""
        if piece is None:
            return
        if piece.part == "title" and Translation.objects.published().filter(pk=self.pk).exists():
            raise MoveRefused(_("Translate the title first: lists show it."))
        piece.delete()
        self._changed()

    def _changed(self) -> None:
        self.changed_at = timezone.now()
        type(self).objects.filter(pk=self.pk).update(changed_at=self.changed_at)

    def _move(self, name: str, by: Person, at: Any, reason: str = "") -> None:
        rows = type(self).objects.filter(pk=self.pk, published_at__isnull=at is not None)
        if not rows.update(published_at=at):
            raise MoveRefused(_("Somebody was faster, or this is no longer possible."))
        self.published_at = at
        act = _act(self.experience, by, reason)
        Event.record(self.experience, name, act, target=self.language)


@dataclass(frozen=True)
class Progress:
    """``made`` of ``all`` parts; ``stale`` ones; ``unread`` ones, by a machine alone."""

    made: int
    all: int
    stale: int
    unread: int

    @property
    def is_complete(self) -> bool:
        return self.made == self.all and not self.stale


class _Parts(dict[str, Part]):
    def seen(self, key: str, digest: str | None) -> str:
        """The original of today, which must be the one that was seen."""
        if key not in self:
            raise MoveRefused(NO_LONGER_SAID)
        if digest not in (None, self[key].digest):
            raise MoveRefused(CHANGED_MEANWHILE)
        return self[key].text


def _check(sheet: Experience, by: Person) -> None:
    if not Experience.objects.translatable_by(by).filter(pk=sheet.pk).exists():
        raise PermissionDenied


def _act(sheet: Experience, by: Person, reason: str = "") -> Act:
    """Who writes for the organization does so in its name, the secretariat in its own."""
    return sheet.organization.act(by, reason) if sheet.editable_by(by) else Act(by, reason=reason)
