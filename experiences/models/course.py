"""The course of a sheet: its table of moves, who may make them, what guards them, the verbs."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import CLOCK, SECRETARIAT, Lifecycle, Move, MoveRefused, row, table
from community.models import Event, Person, decides_on
from experiences import letters
from experiences.vocabulary import Status

# Pages beside those of sheets.
RESERVED = {"new", "feed", "csv", "json", "compare", "suggestions"}
ATTEMPTS = 3  # to find a free address
LEADERS = {"focal_point", "deputy"}
AUTHOR = "author"  # who began a draft that was never submitted, and writes for its organization
NEEDED_TO_SUBMIT = (
    "title",
    "summary",
    "start_year",
    "scale",
    "populations",
    "problem",
    "what_was_done",
    "results",
    "what_did_not_work",
)


class Course(Lifecycle):
    """What may happen to a sheet, and who hears of it."""

    MOVES = table(
        row("submit", {Status.DRAFT, Status.RETURNED}, Status.SUBMITTED, LEADERS,
            label=_("Submit")),
        row("publish", {Status.SUBMITTED}, Status.PUBLISHED, {SECRETARIAT}, label=_("Publish")),
        row("return", {Status.SUBMITTED}, Status.RETURNED, {SECRETARIAT},
            label=_("Return with a reason"), needs_reason=True),
        row("withdraw", {Status.DRAFT, Status.SUBMITTED, Status.RETURNED}, Status.WITHDRAWN,
            {AUTHOR, *LEADERS}, label=_("Withdraw")),
        row("archive", {Status.PUBLISHED}, Status.ARCHIVED, {SECRETARIAT, *LEADERS},
            label=_("Archive"), needs_reason=True),
        row("republish", {Status.ARCHIVED}, Status.PUBLISHED, {SECRETARIAT},
            label=_("Publish again")),
    )  # fmt: skip
    TURNS: ClassVar = {
        Status.DRAFT: "editor",
        Status.SUBMITTED: SECRETARIAT,
        Status.RETURNED: "editor",
    }

    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    reviewed_at = models.DateTimeField(_("last reviewed"), null=True, editable=False)

    # Fields that the sheet itself has.
    organization: Any
    title: Any
    slug: Any
    form_key: Any
    created_by: Any
    created_by_id: Any
    themes: Any
    countries: Any
    lessons: Any
    attachments: Any
    review_notes: Any
    changed_at: Any
    former_addresses: Any
    unfinished_rows: Any
    missing_for_stage: Any
    tell_the_original: Any
    check_seen: Any
    hold: Any
    objects: Any

    class Meta:
        abstract = True

    @property
    def reason_returned(self) -> str:
        """What the secretariat wrote when it sent the sheet back; nothing in other states."""
        if self.status != Status.RETURNED:
            return ""
        return (
            Event.objects.of(self)
            .filter(name="return")
            .order_by("-at")
            .values_list("reason", flat=True)
            .first()
            or ""
        )

    @property
    def put_away(self) -> Event | None:
        """By whom, when and why it is archived or withdrawn; nothing in other states."""
        names = {Status.ARCHIVED: "archive", Status.WITHDRAWN: "withdraw"}
        if self.status not in names:
            return None
        events = Event.objects.of(self).filter(name=names[self.status]).select_related("by")
        return events.order_by("-at", "-pk").first()

    # --- Who may ---------------------------------------------------------------------------------

    def roles_of(self, person: Person | None) -> set[str]:
        if person is None:
            return {CLOCK}
        # Whoever decides on sheets need not decide on organizations.
        own = self.organization.roles_of(person) - {SECRETARIAT}
        if self._is_begun_by(person) and own & {"editor", *LEADERS}:
            own.add(AUTHOR)
        return own | {SECRETARIAT} if decides_on(person, self) else own

    def _is_begun_by(self, person: Person) -> bool:
        is_new = self.status == Status.DRAFT and self.submitted_at is None
        return is_new and self.created_by_id == person.pk

    def guard(self, move: Move) -> None:
        if move.name in {"submit", "publish", "republish"} and not self.organization.is_approved:
            raise MoveRefused(_("Only an approved organization publishes."))
        needed = {"submit": self.missing_to_submit, "publish": self.missing}
        if move.name in needed and (missing := needed[move.name]()):
            raise MoveRefused(missing)

    def missing(self) -> dict[str, Any]:
        """What the short sheet still lacks, as messages by field."""
        said = {name: _("Still empty.") for name in NEEDED_TO_SUBMIT if not getattr(self, name)}
        if not self.themes.exists():
            said["themes"] = _("Choose at least one theme.")
        if not self.countries.exists():
            said["countries"] = _("Choose at least one country.")
        if not self.lessons.exists():
            said["lessons"] = _("Write at least one lesson.")
        return said | self.missing_for_stage()

    def missing_to_submit(self) -> dict[str, Any]:
        """Files and rows too; they hold up no public sheet, which shows none that lacks words."""
        begun = self.unfinished_rows.values_list("rows", flat=True)
        said = self.missing() | {rows: _("Complete the rows that you began.") for rows in begun}
        if "blocks" in said:
            said["blocks"] = _("Give a title to what you began.")
        if self.attachments.undescribed().exists():
            said["attachments"] = _("Say who made each file, and what each picture shows.")
        return said

    # --- Verbs -----------------------------------------------------------------------------------

    def draft(self, *, by: Person, form_key: uuid.UUID | None = None) -> Self:
        """Begin a sheet. Returns it; an earlier one when ``by`` has sent the same form already."""
        if not self.organization.memberships.active().writing().of(by).exists():
            raise PermissionDenied
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # one form at a time
            same = type(self).objects.filter(created_by=by, form_key=form_key)
            if form_key and (found := same.first()):
                return found
            self.created_by, self.form_key = by, form_key
            self.save_with_slug()
        return self

    def save_with_slug(self) -> None:
        """Somebody else may take the same address at this very moment; then the next one."""
        for attempt in range(ATTEMPTS):
            self.slug = self.free_slug()
            try:
                with transaction.atomic():
                    self.save()
                return
            except IntegrityError:
                if attempt == ATTEMPTS - 1:
                    raise

    def address_to_follow(self) -> str:
        """Until it is public the address follows the title: a new one, or none where it fits."""
        fits = re.fullmatch(rf"{re.escape(self._stem)}(-\d+)?", self.slug)
        stays = self.published_at or fits or not self.title
        return "" if stays else self.free_slug()

    def submit(self, *, by: Person) -> None:
        with transaction.atomic():
            stamps = {"submitted_at": timezone.now(), "submitted_by": by}
            self.move("submit", self.organization.act(by), **stamps)
            self.review_notes.open().update(answered_at=timezone.now())
            letters.sheet_submitted(self, to=Person.objects.secretariat())

    def publish(self, *, by: Person, reason: str = "", seen: int | None = None) -> None:
        """The address follows the title until the sheet is public, and then stays.

        ``seen`` is the version that was read: a newer one is not published.
        """
        with transaction.atomic():
            self.check_actor("publish", by)
            self.check_seen(seen, Status.SUBMITTED)
            now, before = timezone.now(), self.slug
            self._decide(
                "publish", by, reason, letters.sheet_published,
                published_at=self.published_at or now, published_by=by, reviewed_at=now,
                slug=self.slug if self.published_at else self.free_slug(),
            )  # fmt: skip
            self.lead_on_from(before)
            self.tell_the_original()

    def lead_on_from(self, before: str) -> None:
        """Letters and pages that are open hold the address that it had."""
        self.former_addresses.filter(slug=self.slug).delete()  # it had this one before
        if before != self.slug:
            self.former_addresses.get_or_create(slug=before)

    def return_(
        self,
        *,
        by: Person,
        reason: str,
        notes: dict[str, str] | None = None,
        seen: int | None = None,
    ) -> None:
        """Send it back; ``notes`` stand beside the fields they are about.

        ``seen`` is the version that was read: of a newer one they may be answered already.
        """
        with transaction.atomic():
            self.check_actor("return", by)
            self.check_seen(seen, Status.SUBMITTED)
            for field, text in (notes or {}).items():
                self.review_notes.create(field=field, text=text, by=by)
            self._decide("return", by, reason, letters.sheet_returned)

    def withdraw(self, *, by: Person, reason: str = "") -> None:
        with transaction.atomic():
            self.hold()  # whose it is depends on its state
            if self.created_by_id == by.pk and "editor" in self.roles_of(by) and self.submitted_at:
                raise MoveRefused(
                    _("It was submitted meanwhile: the focal point or a deputy can withdraw it.")
                )
            act = Act(by, self.organization.number, self.organization.name, reason)
            self.move("withdraw", act)

    def archive(self, *, by: Person, reason: str) -> None:
        self._decide("archive", by, reason, letters.sheet_archived)

    def republish(self, *, by: Person, reason: str = "") -> None:
        with transaction.atomic():
            self._decide("republish", by, reason, letters.sheet_published)
            self.lessons.ask_who_judged()  # of what was changed while nobody could read it

    @property
    def is_changed_since_review(self) -> bool:
        """The same as the queryset's ``changed_since_review``."""
        reviewed = self.reviewed_at
        return bool(self.status == Status.PUBLISHED and reviewed and self.changed_at > reviewed)

    def mark_reviewed(self, *, by: Person, seen: int | None = None) -> None:
        """The secretariat has looked at what changed after publication and lets it stand.

        ``seen`` is the version that it looked at.
        """
        with transaction.atomic():
            self.check_seen(seen, Status.PUBLISHED)
            self.reviewed_at = timezone.now()
            type(self).objects.filter(pk=self.pk).update(reviewed_at=self.reviewed_at)
            Event.record(self, "review", Act(by))

    def _decide(
        self, move: str, by: Person, reason: str, letter: Callable[..., None], **stamps: Any
    ) -> None:
        """A decision, told to those who speak for the organization and to who submitted."""
        with transaction.atomic():
            self.move(move, Act(by, reason=reason), **stamps)
            letter(self, reason, to=self.people())

    def people(self) -> models.QuerySet[Person]:
        """Who hears of decisions on this sheet: who leads, who submitted it, and who began it as
        long as she writes for the organization."""
        own = models.Q(pk__in=self.organization.people().values("pk"))
        writing = self.organization.memberships.active().writing().values("person_id")
        author = models.Q(pk=self.created_by_id, pk__in=writing)
        submitted = models.Q(pk=self.submitted_by_id)
        return Person.objects.filter(own | author | submitted, is_active=True)

    @property
    def _stem(self) -> str:
        return slugify(self.title)[:100].strip("-") or "experience"

    def free_slug(self) -> str:
        stem = self._stem
        others = type(self).objects.filter(slug__startswith=stem).exclude(pk=self.pk)
        taken = set(others.values_list("slug", flat=True))
        had = type(self).objects.filter(former_addresses__slug__startswith=stem).exclude(pk=self.pk)
        taken |= set(had.values_list("former_addresses__slug", flat=True)) | RESERVED
        numbered = (f"{stem}-{number}" for number in itertools.count(2))
        return next(slug for slug in itertools.chain([stem], numbered) if slug not in taken)
