"""Lessons: items of their own, searchable, also of what did not work."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import Any

import pghistory
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.labelled import Labelled
from community.languages import Language, current
from community.models import Follow, Reader
from community.plain_text import cleaned
from experiences.models.experiences import Experience, kept
from experiences.models.told import Said, Speaking, Told
from experiences.vocabulary import Evidence, Phase, Polarity, Stance
from experiences.wording import understand
from members.models import Membership, Organization

OF_AN_EXCHANGE = models.Q(experience=None, published_at__isnull=False)
MOST = 10_001  # are looked at for the rarest of the words
# The database keeps an entry with its words beside each public lesson (0019_lesson_entries).
SAYING = "SELECT lesson_id FROM experiences_lessonentry WHERE words @@ %s::tsquery"
ABOUT = """
    SELECT entry.experience_id FROM experiences_indexentry entry
    WHERE entry.vector @@ %s::tsquery AND experiences_is_dear(entry.experience_id)
"""
# What lessons say themselves comes first, the newest; where that is plenty, no sheet is asked.
RAREST = f"""
    WITH saying AS MATERIALIZED ({SAYING} ORDER BY lesson_id DESC LIMIT %s),
        about AS MATERIALIZED ({ABOUT})
    SELECT lesson_id FROM saying
    UNION ALL (
        SELECT about_it.lesson_id FROM about
        JOIN experiences_lessonentry about_it USING (experience_id) ORDER BY about_it.lesson_id DESC
    ) LIMIT %s
"""  # noqa: S608 - constants
SAYS = f"""
    (experiences_lessonentry.words @@ %s::tsquery
        OR experiences_lessonentry.experience_id IN ({ABOUT}))
"""
AMONG_THEM = f"""
    SELECT lesson.lesson_id FROM experiences_lessonentry lesson WHERE lesson.lesson_id IN ({RAREST})
"""  # noqa: S608
AND_SAYS = """
    AND (lesson.words @@ %s::tsquery OR EXISTS (
        SELECT FROM experiences_indexentry entry
        WHERE entry.experience_id = lesson.experience_id AND entry.vector @@ %s::tsquery
            AND experiences_is_dear(entry.experience_id)
    ))
"""


def _pieces() -> Any:
    """Of translations, which are written one file further up."""
    translations: Any = Experience._meta.get_field("translations").related_model
    return translations._meta.get_field("pieces").related_model.objects


def _said(stance: Stance) -> models.QuerySet[Any]:
    """The verdicts on a lesson that are heard; they are written one file further up."""
    verdicts: Any = Lesson._meta.get_field("verdicts").related_model
    heard: models.QuerySet[Any] = verdicts.objects.heard()
    return heard.filter(lesson=models.OuterRef("pk"), stance=stance).order_by()


@cache  # put together once: that takes longer than the answer
def _number(stance: Stance) -> Coalesce:
    counted = _said(stance).values("lesson").annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(counted), 0)


@cache
def _spoken(language: str) -> ArraySubquery:
    number = Cast(models.OuterRef("pk"), models.CharField())
    begin = Concat(models.Value(f"{Lesson.PART}:"), number, models.Value(":"))
    own = models.Q(part__startswith=begin) | models.Q(part="title")
    pieces = _pieces().filter(own, translation__experience=models.OuterRef("experience"))
    spoken: ArraySubquery = pieces.spoken(language)
    return spoken


def says(words: str) -> RawSQL | None:
    """Of an entry, where it is a single word or theme: does it say it? For lists of what is said
    too often to be found first and narrowed then."""
    parts = understand(cleaned(words)).parts
    if len(parts) != 1:
        return None
    return RawSQL(SAYS, [parts[0].query, parts[0].tags], models.BooleanField())  # noqa: S611


class LessonQuerySet(models.QuerySet["Lesson"]):
    def published(self) -> LessonQuerySet:
        """Those of published sheets, and those of exchanges once they are completed."""
        return self.filter(entry__isnull=False)

    def of_completed_exchanges(self) -> LessonQuerySet:
        return self.filter(OF_AN_EXCHANGE)

    def visible_to(self, user: Reader) -> LessonQuerySet:
        if user.is_staff:
            return self
        public = models.Q(pk__in=Lesson.objects.published().values("pk"))
        if not user.is_authenticated:
            return self.filter(public)
        own = Membership.objects.active().of(user).values("organization_id")
        return self.filter(public | models.Q(organization__in=own))

    def search(self, words: str, *, most: int = MOST) -> LessonQuerySet:
        """Public ones that say all of it, in any language, or whose sheet is about its theme.

        ``most`` are enough where it is a single word or theme: others need all to choose from.
        """
        words = cleaned(words)
        parts = sorted(understand(words).parts, key=lambda part: part.sheets)
        if not parts:
            return self.none() if words else self
        limit = most if len(parts) == 1 else MOST
        rarest, *others = ([part.query, part.tags] for part in parts)
        values: list[Any] = [rarest[0], limit, rarest[1], limit, *chain(*others)]
        found = RAREST if len(parts) == 1 else AMONG_THEM + AND_SAYS * (len(parts) - 1)
        return self.filter(pk__in=RawSQL(found, values))  # noqa: S611 - constants

    def newest(self) -> LessonQuerySet:
        return self.order_by("-pk")

    def with_verdicts(self) -> LessonQuerySet:
        """How many others confirm it (``confirmed_by``) and contradict it (``contradicted_by``)."""
        return self.annotate(
            confirmed_by=_number(Stance.CONFIRMS), contradicted_by=_number(Stance.CONTRADICTS)
        )

    def as_cards(self) -> LessonQuerySet:
        rows = self.select_related("organization__country", "experience").with_verdicts()
        return rows.in_words(current())

    def in_words(self, language: str) -> LessonQuerySet:
        """With what its translation says of it in ``language``, and the title of its sheet."""
        return self.annotate(spoken=_spoken(language))


@pghistory.track(*kept(), model_name="LessonVersion")
class Lesson(Labelled, Speaking):
    """``polarity``, ``phase`` and ``evidence`` stay empty where the sources do not say."""

    PART = "lesson"

    experience = models.ForeignKey(
        Experience,
        verbose_name=_("experience"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="lessons",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="lessons",
    )
    position = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    claim = models.CharField(_("the lesson in one sentence"), max_length=200)
    because = models.TextField(_("because"), max_length=3000, blank=True)
    holds_where = models.TextField(_("where it holds"), max_length=2000, blank=True)
    not_where = models.TextField(_("where it does not hold"), max_length=2000, blank=True)
    do_differently = models.TextField(_("what to do differently"), max_length=3000, blank=True)
    phase = models.CharField(_("phase"), max_length=16, choices=Phase.choices, blank=True)
    polarity = models.CharField(
        _("does it work?"), max_length=14, choices=Polarity.choices, blank=True
    )
    evidence = models.CharField(
        _("strength of evidence"), max_length=10, choices=Evidence.choices, blank=True
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    follows = GenericRelation(Follow, "subject_id", "subject_type")
    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.claim

    @property
    def number(self) -> str:
        return f"LES-{self.pk:04d}"

    @property
    def is_public(self) -> bool:
        """The same as the queryset's ``published``."""
        if self.experience is None:
            return self.published_at is not None
        return self.experience.is_published

    @property
    def title_of_sheet(self) -> Said:
        """In the reader's language, where its lesson was loaded with it."""
        sheet = self.experience
        return Told(sheet, ("title",), "", sheet.language, self)["title"] if sheet else Said("", "")

    @property
    def cited(self) -> str:
        """How others quote it: who, year, claim. Nobody has said what a sample says."""
        is_sample = self.experience is not None and self.experience.is_sample
        author = "IASPN" if is_sample else self.organization.name
        return f"{author} ({self.created_at.year}). {self.claim} {self.number}."

    def get_absolute_url(self) -> str:
        return reverse("experiences:lesson", args=[self.number])
