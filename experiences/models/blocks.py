"""Building blocks: the parts of an experience that others can take over one by one."""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
from django.db import models, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.lifecycle import MoveRefused
from community.models import Reader
from experiences.models.experiences import Experience, kept
from experiences.models.told import Speaking
from experiences.vocabulary import BlockKind, Status

MOST_BLOCKS = 20


def _pieces() -> Any:
    """They are written further up."""
    translations: Any = Experience._meta.get_field("translations").related_model
    return translations._meta.get_field("pieces").related_model.objects


class BlockQuerySet(models.QuerySet["Block"]):
    def published(self) -> BlockQuerySet:
        return self.filter(experience__status=Status.PUBLISHED)

    def visible_to(self, user: Reader) -> BlockQuerySet:
        """As the sheet they belong to."""
        return self.filter(experience__in=Experience.objects.visible_to(user).values("pk"))

    def in_words(self, language: str) -> BlockQuerySet:
        """With what the translation of its sheet says in ``language``; none says it in ""."""
        pieces = _pieces().filter(translation__experience=models.OuterRef("experience"))
        return self.annotate(spoken=pieces.spoken(language))

    def as_pages(self) -> BlockQuerySet:
        rows = self.select_related("experience__organization")
        return rows.prefetch_related("experience__blocks", "experience__countries")


@pghistory.track(*kept(), model_name="BlockVersion")
class Block(Speaking):
    """Its number is its address for ever; ``position`` is where it stands on the sheet today."""

    PART = "block"

    experience = models.ForeignKey(
        Experience,
        verbose_name=_("experience"),
        on_delete=models.CASCADE,
        related_name="blocks",
    )
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=160)
    kind = models.CharField(
        pgettext_lazy("block", "kind"), max_length=16, choices=BlockKind.choices, blank=True
    )
    purpose = models.TextField(_("what it is for"), max_length=2000, blank=True)
    how = models.TextField(_("how it works"), max_length=10_000, blank=True)
    enabling_factors = models.TextField(_("what made it possible"), max_length=5000, blank=True)
    lesson = models.TextField(_("what was learned"), max_length=5000, blank=True)
    needed_law = models.TextField(_("law it needs"), max_length=3000, blank=True)
    needed_data = models.TextField(_("data it needs"), max_length=3000, blank=True)
    needed_systems = models.TextField(_("systems it needs"), max_length=3000, blank=True)
    form_key = models.UUIDField(null=True, editable=False)  # a form sent twice makes one block

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("building block")
        verbose_name_plural = _("building blocks")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "form_key"], name="a_form_makes_one_block"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """The permanent number; never used again."""
        return f"BLK-{self.pk:04d}"

    @property
    def cited(self) -> str:
        """How others quote it: who, year, title. Nobody has said what a sample says."""
        sheet = self.experience
        at = sheet.published_at or timezone.now()
        author = "IASPN" if sheet.is_sample else sheet.organization.name
        return f"{author} ({at.year}). {self.title}. {self.number}."

    @property
    def is_told(self) -> bool:
        """It says what others need first: what it is for and how it works."""
        return bool(self.purpose and self.how)

    def get_absolute_url(self) -> str:
        return reverse("experiences:block", args=[self.experience.slug, self.number])

    # --- Verbs: each makes a version of the sheet too --------------------------------------------

    def add(self, *, by: Reader, form_key: uuid.UUID | None = None) -> Block:
        """Put it last on its sheet. Returns it, or the one that the same form made already."""
        with transaction.atomic():
            sheet = _held(self.experience, by)
            if form_key and (same := sheet.blocks.filter(form_key=form_key).first()):
                return same
            last = sheet.blocks.aggregate(last=Max("position"))["last"]
            self.position = 0 if last is None else last + 1
            self.form_key = form_key
            sheet.touch()
            self.save(force_insert=True)
        return self

    def rewrite(self, fields: list[str], *, by: Reader) -> None:
        """Save what it says in ``fields``; what somebody else wrote in others stands.

        Without any it makes no version, but still says that the block is gone.
        """
        with transaction.atomic():
            sheet = _held(self.experience, by)
            if not sheet.blocks.filter(pk=self.pk).exists():
                raise MoveRefused(_("Somebody has taken this block out meanwhile."))
            if fields:
                sheet.touch()
                self.save(update_fields=fields)

    def move(self, steps: int, *, by: Reader) -> None:
        """So many places down (up where negative), as far as there are places."""
        with transaction.atomic():
            sheet = _held(self.experience, by)
            order = list(sheet.blocks.all())
            if self in order:
                place = order.index(self)
                order.insert(max(place + steps, 0), order.pop(place))
            moved = [pair for pair in enumerate(order) if pair[1].position != pair[0]]
            if moved:
                sheet.touch()
            for position, block in moved:
                block.position = position
                block.save(update_fields=["position"])

    def remove(self, *, by: Reader) -> None:
        """Off the sheet; the versions still tell what it said."""
        with transaction.atomic():
            _held(self.experience, by).touch()
            self.delete()


def key_of(number: str) -> int | None:
    """BLK-0012 is the twelfth; nothing where it is no number of a block."""
    prefix, _dash, rest = number.upper().partition("-")
    is_one = prefix == "BLK" and rest.isdecimal() and len(rest) < 18
    return int(rest) if is_one else None


def _held(sheet: Experience, by: Reader) -> Experience:
    """The sheet as it is now, locked; raises ``MoveRefused`` where ``by`` may not change it."""
    rows = Experience.objects.editable_by(by).select_for_update(of=("self",), no_key=True)
    if (held := rows.filter(pk=sheet.pk).first()) is None:
        raise MoveRefused(_("This sheet can no longer be changed here."))
    return held
