"""First steps: a short list on my page that knows what is done and ends by itself.

Which steps there are comes from the person's part in her organization. One question for the
organization; what she follows is known already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from community.models import Follow, Person, Theme
from exchanges.models import Offer
from experiences.models import Experience
from members.models import Invitation, Membership, Organization
from members.models.memberships import LEADING, RANKS, WRITING, Role
from members.models.organizations import KnownTheme, SoughtTheme

THEMES = 2


@dataclass(frozen=True)
class Step:
    what: str
    url: str
    is_done: bool


def first_steps(
    person: Person, memberships: Iterable[Membership], followed: list[Follow]
) -> list[Step]:
    """Nothing once all are done, or she has dismissed them."""
    if person.first_steps_dismissed_at:
        return []
    steps = list(_following(followed))
    active = sorted((one for one in memberships if one.is_active), key=_rank)
    if active and active[-1].role in WRITING:
        steps += _together(active[-1])
    else:
        steps += _alone(person, followed, has_asked=bool(memberships))
    return [] if all(step.is_done for step in steps) else steps


def _rank(membership: Membership) -> int:
    return RANKS.index(Role(membership.role))


def _following(followed: list[Follow]) -> Iterator[Step]:
    themes = sum(isinstance(one.subject, Theme) for one in followed)
    yield Step(_("Follow two themes"), reverse("themes"), themes >= THEMES)


def _alone(person: Person, followed: list[Follow], *, has_asked: bool) -> Iterator[Step]:
    """Somebody without an organization, or who reads what hers does."""
    follows = any(isinstance(one.subject, Experience) for one in followed)
    url = reverse("experiences:library")
    yield Step(_("Read an experience and follow it"), url, follows)
    if person.is_staff:  # the secretariat works for all of them
        return
    url = reverse("members:join")
    yield Step(_("Find your organization, or register it"), url, has_asked)


def _together(membership: Membership) -> Iterator[Step]:
    body: Any = _with_what_it_has().filter(pk=membership.organization_id).first()
    if body is None:  # refused, suspended or retired: nothing to begin
        return
    if membership.role in LEADING:
        complete = bool(body.description and body.website and body.has_themes)
        url = reverse("members:edit", args=[body.slug])
        yield Step(_("Complete the page of your organization"), url, complete)
        url = reverse("members:people", args=[body.slug])
        yield Step(
            pgettext("first step", "Invite a colleague"),
            url,
            body.has_colleagues or body.has_invited,
        )
    if membership.role in WRITING and body.is_approved:
        url = reverse("experiences:new")
        yield Step(_("Publish a short sheet (fifteen minutes)"), url, body.has_published)
        yield Step(_("Add one offer"), reverse("exchanges:new-offer"), body.has_offered)


def _with_what_it_has() -> Any:
    """What was once there counts: a step that is done stays done."""
    mine = {"organization": OuterRef("pk")}
    themed = {"content_object": OuterRef("pk")}
    people = Membership.objects.active().filter(**mine)
    begun = Organization.objects.pending() | Organization.objects.approved()
    return begun.annotate(
        has_themes=Exists(KnownTheme.objects.filter(**themed))
        | Exists(SoughtTheme.objects.filter(**themed)),
        has_colleagues=Exists(people.exclude(role="focal_point")),
        has_invited=Exists(Invitation.objects.filter(**mine)),
        has_published=Exists(Experience.objects.filter(**mine, published_at__isnull=False)),
        has_offered=Exists(Offer.objects.filter(**mine)),
    )
