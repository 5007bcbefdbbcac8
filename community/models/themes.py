"""Themes: the two-level controlled vocabulary in four languages; the tag model of the portal."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from community.acts import Act
from community.addresses import address
from community.content import kept, kept_for_all
from community.languages import CODES, Language, colon, current
from community.models.events import Event
from community.models.follows import Follow
from community.models.people import Person
from community.models.tagged import Tagged
from community.refusal import MoveRefused


class ThemeQuerySet(models.QuerySet["Theme"]):
    def broader(self) -> ThemeQuerySet:
        return self.filter(parent=None)

    def narrower(self) -> ThemeQuerySet:
        return self.exclude(parent=None)

    def in_order(self) -> ThemeQuerySet:
        """By label in the reader's language, ignoring accents and case."""
        return self.order_by(f"label_{current()}__unaccent", "slug")

    def as_labels(self) -> Iterator[tuple[int, str, int | None, str]]:
        """Number, slug, broader theme and label in the reader's language, of each and no more."""
        columns = "pk", "slug", "parent_id", "label_en", f"label_{current()}"
        for pk, slug, parent, english, label in self.values_list(*columns):
            yield pk, slug, parent, label or english

    def labels(self) -> dict[str, str]:
        """By slug, as filters want them."""
        return {slug: label for _pk, slug, _parent, label in self.as_labels()}

    def as_tree(self) -> ThemeQuerySet:
        """Broader themes with their narrower ones in ``narrower_in_order``; two queries."""
        children = Theme.objects.narrower().in_order()
        return (
            self.broader()
            .in_order()
            .prefetch_related(models.Prefetch("narrower", children, to_attr="narrower_in_order"))
        )


_Themes = models.Manager.from_queryset(ThemeQuerySet)


class TodaysThemes(_Themes["Theme"]):
    """Those that have not become part of another one."""

    def get_queryset(self) -> ThemeQuerySet:
        return ThemeQuerySet(self.model, using=self._db).filter(merged_into=None)


class Theme(TagBase):
    """``name`` (of taggit) is the English label again: libraries find a tag by it."""

    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="narrower",
        verbose_name=_("broader theme"),
    )
    label_en = models.CharField(_("label in English"), max_length=100)
    label_es = models.CharField(_("label in Spanish"), max_length=100)
    label_pt = models.CharField(_("label in Portuguese"), max_length=100)
    label_fr = models.CharField(_("label in French"), max_length=100)
    scope_note_en = models.TextField(_("scope note in English"), blank=True)
    scope_note_es = models.TextField(_("scope note in Spanish"), blank=True)
    scope_note_pt = models.TextField(_("scope note in Portuguese"), blank=True)
    scope_note_fr = models.TextField(_("scope note in French"), blank=True)
    reference = models.CharField(_("class elsewhere (ISPA, ILO, ECLAC, SDG)"), max_length=200)
    # Old versions of sheets name it, and its address leads to the other.
    merged_into = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )

    objects = TodaysThemes()
    every = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["label_en"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("pk")),
                name="a_theme_is_not_merged_with_itself",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """In the reader's language."""
        return str(getattr(self, f"label_{current()}") or self.label_en)

    @property
    def scope_note(self) -> str:
        """In the reader's language; in English where nobody has written it yet."""
        return str(getattr(self, f"scope_note_{current()}") or self.scope_note_en)

    @property
    def scope_note_language(self) -> str:
        return current() if getattr(self, f"scope_note_{current()}") else "en"

    def get_absolute_url(self) -> str:
        return address("theme", self.slug)

    def name_itself(self) -> None:
        """Its labels are what people search it by: each stands among its names. What it was called
        before stays there, for the search alone."""
        for code in CODES:
            label = str(getattr(self, f"label_{code}"))
            names = self.synonyms.filter(language=code)
            names.filter(is_label=True).exclude(text=label).update(is_label=False, is_shown=False)
            Synonym.objects.update_or_create(
                theme=self, language=code, text=label, defaults={"is_label": True}
            )

    @transaction.atomic
    def merge_into(self, kept: Theme, *, by: Person) -> None:
        """Whatever has this theme has ``kept`` instead, once; its names, its followers and its
        address go there too."""
        both = Theme.objects.select_for_update().order_by("pk").in_bulk([self.pk, kept.pk])
        if len(both) < 2:
            raise MoveRefused(_("One of them is part of another theme by now."))
        if (both[self.pk].parent_id is None) != (both[kept.pk].parent_id is None):
            raise MoveRefused(_("A broader theme and a narrower one cannot become one."))
        for tagged in self._tagged():
            tagged.retag(self, kept)
        for things in self._plain_relations():
            getattr(kept, things).add(*getattr(self, things).all())
            getattr(self, things).clear()
        self.narrower.update(parent=kept)
        self._give_names(kept)
        Follow.move(self, kept)
        Theme.every.filter(merged_into=self).update(merged_into=kept)
        Theme.every.filter(pk=self.pk).update(merged_into=kept)
        Event.record(kept, "merge", Act(by, reason=str(self)))

    def _give_names(self, kept: Theme) -> None:
        """What it was called is another name of the theme that stays."""
        known = set(kept.synonyms.values_list("language", "text"))
        new = [one.pk for one in self.synonyms.all() if (one.language, one.text) not in known]
        Synonym.objects.filter(pk__in=new).update(theme=kept, is_label=False)
        self.synonyms.all().delete()

    @classmethod
    def _tagged(cls) -> list[type[Tagged]]:
        """Everything that can have a theme."""
        kinds = [one.related_model for one in cls._meta.related_objects]
        return [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Tagged)]

    @classmethod
    def _plain_relations(cls) -> list[str]:
        """Of what has themes by Django's own means: the names that it has here."""
        relations: Any = cls._meta.related_objects
        several = [one for one in relations if one.many_to_many]
        return [str(one.get_accessor_name()) for one in several if one.through._meta.auto_created]

    @property
    def today(self) -> Theme:
        """Itself, or what it became part of."""
        return self.merged_into or self

    @property
    def in_use(self) -> str:
        """Its label, and what has it."""
        told = "; ".join(f"{kind}{colon()} {number}" for kind, number in Theme.users([self.pk]))
        return f"{self} ({told})" if told else str(self)

    @classmethod
    def users(cls, keys: Sequence[int]) -> list[tuple[str, int]]:
        """What has one of these themes: each kind with its number, where there are any."""
        counted = [
            (
                str(kind._meta.verbose_name_plural),
                kind._default_manager.filter(tag__in=keys).count(),
            )
            for kind in cls._tagged()
        ]
        return [(name, number) for name, number in counted if number]


@kept
def known_themes() -> dict[str, Theme]:
    """All of them by slug, in the order of the reader's language; to be read only."""
    return {theme.slug: theme for theme in Theme.objects.in_order()}


def broader_of(themes: dict[str, Theme]) -> dict[str, str]:
    """Of each slug that of the theme above it, or nothing."""
    slugs = {theme.pk: slug for slug, theme in themes.items()}
    return {slug: slugs.get(theme.parent_id or 0, "") for slug, theme in themes.items()}


@kept_for_all
def _heirs() -> dict[str, str]:
    """The address today of each theme that became part of another."""
    merged = Theme.every.filter(merged_into__isnull=False)
    return dict(merged.values_list("slug", "merged_into__slug"))


def themes_today(slugs: list[str], known: Container[str] = ()) -> list[str]:
    """The same with those of today; what no theme ever had stays as it is. Nobody asks for what is
    ``known`` to be of today."""
    heirs = {} if all(slug in known for slug in slugs) else _heirs()
    return list(dict.fromkeys(heirs.get(slug, slug) for slug in slugs))


class SynonymQuerySet(models.QuerySet["Synonym"]):
    def shown(self) -> SynonymQuerySet:
        """Beside the label."""
        return self.filter(is_label=False, is_shown=True)


class Synonym(models.Model):
    """Every way people say a theme in one language: its label, its synonyms, its acronyms.

    The database keeps two columns beside it, the words as the language's stemmer sees them:
    ``phrase`` in their order, by which texts say it (``0002_text_search``), and ``lexemes`` in
    any order, by which people ask for it (``0007_names_by_their_words``).
    """

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="synonyms")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    text = models.CharField(_("words"), max_length=150)
    is_label = models.BooleanField(_("is the label"), default=False)
    # People also search with words that no ministry would write on a page.
    is_shown = models.BooleanField(_("on the page of the theme"), default=True)

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "language", "text"], name="a_theme_has_a_synonym_once"
            )
        ]

    def __str__(self) -> str:
        return self.text
