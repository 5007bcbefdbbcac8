"""Which exchanges, and what to load with them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Greatest, JSONObject
from django.utils import timezone

from community.beside import bring
from community.languages import CODES, current
from community.models import Reader
from community.plain_text import is_wordless
from exchanges.models.course import PATIENCE
from exchanges.models.guards import GRACE, YEAR
from exchanges.models.whole import beside, has_some, named_themes
from exchanges.vocabulary import (
    BEGUN,
    LIVE,
    PRIVATE,
    PartyState,
    Status,
)
from members.models import Country, Membership, Organization

if TYPE_CHECKING:
    from exchanges.models.exchanges import Exchange  # noqa: F401 - named in a string below

IS_PUBLIC = Q(opened_at__isnull=False) & ~Q(status__in=PRIVATE)
NOTICE = dt.timedelta(days=30)  # the letter comes so long before an open request lapses
HOLDS_THE_WORDS = "SELECT id FROM exchanges_exchange WHERE words @@ portal_query(%s)"


# What a card tells besides: it reads nothing of the wide rows that are behind it.
CARD = ("number", "status", "status_since", "kind", "language", "title", "is_sample")


@cache
def _wanted(exchanges: Any) -> dict[str, Coalesce]:
    wants = exchanges.wants.rel.related_model.objects.standing()
    rows = wants.filter(exchange=OuterRef("pk")).order_by().values("exchange")
    numbers = {
        "wanted_by": Count("pk"),
        "wanted_in": Count("organization__country", distinct=True),
    }
    return {
        name: Coalesce(Subquery(rows.annotate(n=number).values("n")), 0)
        for name, number in numbers.items()
    }


@cache
def _named(exchanges: Any, language: str) -> dict[str, ArraySubquery]:
    parties = exchanges.parties.rel.related_model.objects.taking_part()
    party = JSONObject(
        role="role",
        country=f"country__name_{language}",
        acronym="organization__acronym",
        name="organization__name",
    )
    rows = parties.filter(exchange=OuterRef("pk")).order_by("pk").values(json=party)
    return {"named_parties": ArraySubquery(rows)}


class ExchangeQuerySet(models.QuerySet["Exchange"]):
    # --- Which -----------------------------------------------------------------------------------

    def public(self) -> ExchangeQuerySet:
        """Opened once: before that nobody outside sees anything, also when it was withdrawn."""
        return self.filter(IS_PUBLIC)

    def seeking_partners(self) -> ExchangeQuerySet:
        return self.filter(status=Status.OPEN)

    def begun(self) -> ExchangeQuerySet:
        return self.filter(status__in=BEGUN)

    def live(self) -> ExchangeQuerySet:
        return self.filter(status__in=LIVE)

    def waiting(self) -> ExchangeQuerySet:
        """For the secretariat: to open, or to complete now that every main party has reported."""
        unreported = self._parties().still_to_report()
        all_in = Q(status=Status.REPORTING) & ~Exists(unreported)
        return self.filter(Q(status=Status.SUBMITTED) | all_in)

    def of(self, organization: Organization) -> ExchangeQuerySet:
        """Those it takes part in, asked for or helps with."""
        return self.filter(parties__organization=organization, parties__state=PartyState.ACCEPTED)

    def search(self, words: str) -> ExchangeQuerySet:
        """By the words of the request in any of the languages, its number, who takes part."""
        words = " ".join(words.split())[:200]
        if is_wordless(words):
            return self.none()
        called = (Q(**{f"name_{code}__unaccent__iexact": words}) for code in CODES)
        countries = Country.objects.filter(Q(*called, _connector=Q.OR))
        parties: Any = self.model.parties.rel.related_model
        found = Q(pk__in=RawSQL(HOLDS_THE_WORDS, [words]))  # noqa: S611 - the words are a parameter
        # Each looked for by itself: names are compared with names, not with every party.
        for named in (
            Q(organization__in=Organization.objects.search(words).order_by().values("pk")),
            Q(country__in=countries.values("pk")),
        ):
            taking_part = parties.objects.taking_part().filter(named)
            found |= Q(pk__in=taking_part.order_by().values("exchange"))
        return self.filter(found | Q(number__iexact=words))

    # --- Whose -----------------------------------------------------------------------------------

    def visible_to(self, user: Reader) -> ExchangeQuerySet:
        if user.is_staff:
            return self
        if not user.is_authenticated:
            return self.public()
        own = Membership.objects.active().of(user).values("organization_id")
        return self.filter(IS_PUBLIC | Q(organization__in=own))

    def editable_by(self, user: Reader) -> ExchangeQuerySet:
        """Drafts and returned ones, by those who write for the organization that asks."""
        if not user.is_authenticated:
            return self.none()
        writes = Membership.objects.active().writing().of(user).values("organization_id")
        return self.filter(status__in=(Status.DRAFT, Status.RETURNED), organization__in=writes)

    def awaiting(self, user: Reader) -> ExchangeQuerySet:
        """Those on whose pages she reads that it is her turn."""
        if not user.is_authenticated:
            return self.none()
        own = Membership.objects.active().leading().of(user).filter(organization__status="approved")
        leads = list(own.values_list("organization_id", flat=True))
        parties = self._every_party()
        asked = parties.that_may_await(leads).awaited().filter(whom__in=leads)
        carried_out = parties.carrying_out().filter(organization__in=leads)
        written = self.model.objects.all().editable_by(user)
        rows = (asked.values("exchange"), carried_out.values("exchange"), written.values("pk"))
        return self.filter(Q(*(("pk__in", found) for found in rows), _connector=Q.OR))

    # --- What the clock does ---------------------------------------------------------------------

    def due_to_start(self, today: dt.date) -> ExchangeQuerySet:
        begun = self._activities().standing().filter(starts_on__lte=today)
        return self.filter(Exists(begun), status=Status.AGREED)

    def due_to_wind_up(self, today: dt.date) -> ExchangeQuerySet:
        """A past exchange on record has no activities of its own and stays as it is."""
        known = self._activities()
        still_coming = known.standing().filter(ends_on__gte=today)
        return self.filter(Exists(known), ~Exists(still_coming), status=Status.RUNNING)

    def due_to_lapse(self) -> ExchangeQuerySet:
        """Open for a year; not before the month is over that the letter gave, however late the
        clock wrote it."""
        now = timezone.now()
        asked = self.about_to_lapse().filter(renewal_asked_at__lt=now - NOTICE)
        return asked.filter(status_since__lt=now - PATIENCE, is_sample=False)

    def due_to_renew(self) -> ExchangeQuerySet:
        """Open for eleven months, and not asked yet in this year."""
        open_ = self.filter(status=Status.OPEN, is_sample=False)
        long = open_.filter(status_since__lt=timezone.now() - PATIENCE + NOTICE)
        asked = Q(renewal_asked_at__gte=F("status_since"))
        return long.exclude(asked, renewal_asked_at__isnull=False)

    def about_to_lapse(self) -> ExchangeQuerySet:
        """Those that asked have been written to, and have not said that they still seek."""
        return self.filter(status=Status.OPEN, renewal_asked_at__gte=F("status_since"))

    def due_to_close(self) -> ExchangeQuerySet:
        long_ago = timezone.now() - YEAR - GRACE
        return self.filter(status=Status.COMPLETED, completed_at__lt=long_ago)

    # --- In which order, with what ---------------------------------------------------------------

    def newest(self) -> ExchangeQuerySet:
        return self.order_by("-status_since", "-pk")

    def as_cards(self) -> ExchangeQuerySet:
        """A narrow part of each row in one question; whoever wants more of it takes ``as_rows``."""
        return self.only(*CARD).with_wants().annotate(**_named(self.model, current()))

    def as_rows(self) -> ExchangeQuerySet:
        names = Prefetch("parties", self._every_party().as_names())
        return self.prefetch_related(names)

    def as_stage(self) -> ExchangeQuerySet:
        """For the desk: with ``awaited_parties`` (``PartyQuerySet.awaited``), ``reminded_at``."""
        parties = self._every_party().awaited().select_related("organization", "country")
        reminders = self._reminders().order_by().values("party__exchange")
        last = Subquery(reminders.annotate(last=Max("at")).values("last"))
        return (
            self.with_last_word()
            .select_related("organization")
            .annotate(reminded_at=Greatest(last, F("renewal_asked_at")))
            .prefetch_related("reports", "parties__organization", "parties__country")
            .prefetch_related(Prefetch("parties", parties, to_attr="awaited_parties"))
        )

    def with_last_word(self) -> ExchangeQuerySet:
        """Since when the secretariat has all it needs: the move, or the last report after it."""
        reports: Any = self.model.reports.rel.related_model
        filed = reports.objects.filter(exchange=OuterRef("pk")).order_by("-written_at")
        waived = self._parties().exclude(report_waived_at=None).order_by("-report_waived_at")
        words = (Subquery(filed.values("written_at")[:1]),
                 Subquery(waived.values("report_waived_at")[:1]))  # fmt: skip
        return self.annotate(last_word=Greatest("status_since", *words))

    def with_wants(self) -> ExchangeQuerySet:
        """``wanted_by`` so many other organizations, ``wanted_in`` so many countries."""
        return self.annotate(**_wanted(self.model))

    def as_page(self) -> ExchangeQuerySet:
        return self.select_related("organization__country", "experience__organization")

    def as_whole_page(self) -> ExchangeQuerySet:
        """With all that its page tells, to be read alone: a verb would find what was there."""
        told: Any = {
            "has_some": has_some(self.model),
            "named_themes": named_themes(self.model, current()),
        }
        return bring(self.as_page().annotate(**told), **beside(self.model))

    def _every_party(self) -> Any:
        model: Any = self.model.parties.rel.related_model
        return model.objects.all()

    def _parties(self) -> Any:
        return self._every_party().filter(exchange=OuterRef("pk"))

    def _reminders(self) -> Any:
        reminders: Any = self._every_party().model.reminders.rel.related_model
        return reminders.objects.filter(party__exchange=OuterRef("pk"))

    def _activities(self) -> Any:
        model: Any = self.model.activities.rel.related_model
        return model.objects.filter(exchange=OuterRef("pk"))
