"""Themes: the two-level controlled vocabulary in four languages; the tag model of the portal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from community.addresses import address
from community.content import kept
from community.languages import CODES, Language, current


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


SCOPE_NOTES = tuple(f"scope_note_{code}" for code in CODES)


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

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["label_en"]

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

    @classmethod
    def users(cls, keys: Sequence[int]) -> list[tuple[str, int]]:
        """What has one of these themes: each kind with its number, where there are any."""
        kinds = [one.related_model for one in cls._meta.related_objects]
        tagged = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Tagged)]
        counted = [
            (
                str(kind._meta.verbose_name_plural),
                kind._default_manager.filter(tag__in=keys).count(),
            )
            for kind in tagged
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


class Tagged(ItemBase):
    """That a thing has a tag. Where many are listed under what they are, the thing is enough."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.content_object)


class TagsLater(_TaggableManager):
    """The tags of one thing, asked for when they are read.

    To hand out the tags of twenty things from one answer (``prefetch_related``), taggit prepares
    twenty questions that nobody asks: half the time of the list.
    """

    def get_queryset(self, extra_filters: dict[str, Any] | None = None) -> models.QuerySet[Any]:
        known = getattr(self.instance, "_prefetched_objects_cache", {})
        if self.instance is None or extra_filters or self.prefetch_cache_name in known:
            return super().get_queryset(extra_filters)
        tags = self.through.tag_model().objects.order_by(*self.ordering)
        tags._defer_next_filter = True  # as Django's own managers of related rows do
        return tags.filter(**{f"{self.through.tag_relname()}__content_object": self.instance})

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> tuple[Any, ...]:
        """Of many things at once, in the order of tagging too; nobody reads scope notes there.

        taggit compares all columns of all rows to find out that each has a theme once.
        """
        _tags, *rest = super().get_prefetch_querysets(instances, querysets)
        tagged = self.through.tag_relname()
        owner = f"{tagged}__content_object"
        tags = self.through.tag_model().objects.filter(**{f"{owner}__in": instances})
        tags = tags.annotate(_prefetch_related_val=models.F(owner)).order_by(f"{tagged}__pk")
        return tags.defer(*SCOPE_NOTES, "reference"), *rest


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
