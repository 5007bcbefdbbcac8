"""Lessons: items of their own, searchable, also of what did not work."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable
from functools import cache, reduce
from operator import and_, or_
from typing import Any

import pghistory
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from community.addresses import address
from community.labelled import Labelled
from community.languages import Language, current
from community.models import Follow, Reader
from community.plain_text import cleaned
from experiences import letters
from experiences.models.experiences import Experience, kept
from experiences.models.told import OF_THE_SHEET, Said, Speaking, Told
from experiences.places import named
from experiences.understanding import understand
from experiences.vocabulary import Evidence, Phase, Polarity, Stance
from experiences.wording import Part, Wording
from members.models import Country, Membership, Organization

OF_AN_EXCHANGE = models.Q(experience=None, published_at__isnull=False)
ENDS = (".", "!", "?", "…")  # of a sentence
MOST = 10_001  # are looked for: the newest
MANY = 20_000  # are not looked up: the first ones are met soon, from the newest on
# The long texts of its sheet, which no list of lessons shows, are read by nobody.
UNREAD = [f"experience__{name}" for name in OF_THE_SHEET if name != "title"]


def _pieces() -> Any:
    """Of translations, which are written one file further up."""
    translations: Any = Experience._meta.get_field("translations").related_model
    return translations._meta.get_field("pieces").related_model.objects


def _entries() -> Any:
    """They are written one file further up too."""
    entries: Any = Lesson._meta.get_field("entry").related_model
    return entries.objects


def _verdicts() -> Any:
    """They are written one file further up too."""
    verdicts: Any = Lesson._meta.get_field("verdicts").related_model
    return verdicts.objects


def _counted(verdicts: models.QuerySet[Any]) -> Coalesce:
    those = verdicts.filter(lesson=models.OuterRef("pk")).order_by()
    counted = those.values("lesson").annotate(number=models.Count("pk")).values("number")
    return Coalesce(models.Subquery(counted), 0)


@cache
def _number(stance: Stance) -> Coalesce:
    """Of the verdicts on a lesson that are heard."""
    return _counted(_verdicts().heard().filter(stance=stance))


@cache
def _spoken(language: str) -> Any:
    number = Cast(models.OuterRef("pk"), models.CharField())
    begin = Concat(models.Value(f"{Lesson.PART}:"), number, models.Value(":"))
    own = models.Q(part__startswith=begin) | models.Q(part="title")
    pieces = _pieces().filter(own, translation__experience=models.OuterRef("experience"))
    return pieces.spoken(language)


def planned(rows: models.QuerySet[Any]) -> int:
    """How many there are, as the planner believes from its statistics."""
    return int(json.loads(rows.explain(format="json"))[0]["Plan"]["Plan Rows"])


class Says(models.Func):
    """Of an entry: do its words match a tsquery?"""

    template, arg_joiner, output_field = "(%(expressions)s)", " @@ ", models.BooleanField()

    def __init__(self, query: str) -> None:
        super().__init__("words", RawSQL("%s::tsquery", [query]))


def says(wording: Wording) -> models.Q | None:
    """Of an entry: does its lesson say all of it, in any language, or is its sheet about it?

    Nothing where the words say nothing.
    """
    parts = wording.parts
    if not parts:
        return None
    either = _or_are_about(parts, _says)
    if not wording.concepts or planned(_entries().filter(either)) > MANY:
        return either
    return _or_are_about(parts, _says_looked_up)


def _or_are_about(parts: list[Part], said: Callable[[Part], models.Q]) -> models.Q:
    return reduce(and_, map(or_, map(said, parts), _abouts(parts)))


def _says(part: Part) -> models.Q:
    return models.Q(Says(part.query))


def _says_looked_up(part: Part) -> models.Q:
    """The same, as an index of words finds it sooner."""
    return reduce(or_, [models.Q(Says(way)) for way in part.ways or [part.query]])


def _abouts(parts: list[Part]) -> list[models.Q]:
    """Of each, that the sheet is tagged with the theme that is meant, or of the country that the
    words name together."""
    words = [(word, place) for place, part in enumerate(parts) for word in part.words.split()]
    iso2s: defaultdict[int, list[str]] = defaultdict(list)
    for one in named([word for word, _place in words]):
        for place in {place for _word, place in words[one.start : one.start + one.size]}:
            iso2s[place].append(one.iso2)
    return [_is_about(part, iso2s[place]) for place, part in enumerate(parts)]


def _is_about(part: Part, iso2s: list[str]) -> models.Q:
    if part.concept:
        themes = [theme.pk for theme in part.concept.themes]
        return models.Q(themes__overlap=themes) if themes else models.Q()
    return models.Q(countries__overlap=iso2s) if iso2s else models.Q()


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
        """Public ones that say all of it, or whose sheet is about it, the newest ``most`` of them.

        Where there are more, rather those that say it themselves.
        """
        words = cleaned(words)
        return self.that_say(understand(words), most=most) if words else self

    def that_say(self, wording: Wording, *, most: int = MOST) -> LessonQuerySet:
        """The same of words that are understood already."""
        parts = wording.parts
        if not parts:
            return self.none()
        itself = reduce(and_, map(_says, parts))
        said = _entries().filter(itself).order_by("-pk").values("pk")
        if planned(said) > MANY:  # the others are hardly ever asked for
            others = _entries().filter(_or_are_about(parts, _says) & ~itself)
            rest = others.order_by("-pk").values("pk")[:most]
            return self.filter(pk__in=said[:most].union(rest, all=True)[:most])
        first = models.ExpressionWrapper(itself, models.BooleanField()).desc()
        found = _entries().filter(_or_are_about(parts, _says_looked_up)).order_by(first, "-pk")
        return self.filter(pk__in=found.values("pk")[:most])

    def newest(self) -> LessonQuerySet:
        return self.order_by("-pk")

    def with_verdicts(self) -> LessonQuerySet:
        """How many others confirm it (``confirmed_by``) and contradict it (``contradicted_by``)."""
        return self.annotate(
            confirmed_by=_number(Stance.CONFIRMS), contradicted_by=_number(Stance.CONTRADICTS)
        )

    def ask_who_judged(self) -> None:
        """Call it in the transaction that may have changed what they claim."""
        _verdicts().filter(lesson__in=self).ask_again()

    def with_judges(self) -> LessonQuerySet:
        """How many others have said what they found (``judged_by``), whatever it was."""
        return self.annotate(judged_by=_counted(_verdicts().shown()))

    def as_cards(self) -> LessonQuerySet:
        return self.as_told().with_verdicts()

    def as_told(self) -> LessonQuerySet:
        """By their organization, about their sheet; what others found is not asked for."""
        rows = self.select_related("organization__country", "experience").defer(*UNREAD)
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
    def wording(self) -> str:
        """What others judge, its claim and whether it works, as 16 hexadecimal digits."""
        return hashlib.sha256(f"{self.polarity}\n{self.claim}".encode()).hexdigest()[:16]

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
    def countries(self) -> list[Country]:
        """Of its organization; of its sheet where a body of several countries has none."""
        if self.organization.country:
            return [self.organization.country]
        return list(self.experience.countries.all()) if self.experience else []

    @property
    def cited(self) -> str:
        """How others quote it: who, year, claim. Nobody has said what a sample says."""
        is_sample = self.experience is not None and self.experience.is_sample
        author = "IASPN" if is_sample else self.organization.name
        claim = self.claim if self.claim.endswith(ENDS) else f"{self.claim}."
        return f"{author} ({self.created_at.year}). {claim} {self.number}."

    def get_absolute_url(self) -> str:
        return address("experiences:lesson", self.number)

    def take_out(self) -> None:
        """Delete it from its sheet, in a transaction; those who judged it are told.

        What they said stays, and is there again once an earlier version brings the lesson back.
        """
        judged = list(_verdicts().filter(lesson=self.pk).as_addressed())
        deleted, _rows = self.delete()
        for verdict in judged if deleted else ():
            letters.lesson_taken_out(verdict, to=verdict.organization.people())
