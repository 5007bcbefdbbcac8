"""Everything the portal holds about a person, as plain JSON: self-service, for her alone."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import QuerySet

from community.models import Event, Letter, Person
from community.traces import signed
from members.models import Invitation, Membership

SECRET = "(a code; not kept once it was sent)"  # noqa: S105 - says that there is none
CLOSED = "(not open to you any more)"  # what colleagues of former days call it by now is theirs


def everything_about(person: Person) -> dict[str, Any]:
    return {
        "account": _account(person),
        "addresses": _rows(
            EmailAddress.objects.filter(user=person), "email", "verified", "primary"
        ),
        "second_factors": _rows(
            Authenticator.objects.filter(user=person), "type", "created_at", "last_used_at"
        ),
        "sessions": _rows(
            UserSession.objects.filter(user=person),
            "ip", "user_agent", "created_at", "last_seen_at",
        ),
        "memberships": [
            {
                "organization": membership.organization.number,
                "name": membership.organization.name,
                "role": membership.role,
                "message": membership.message,
                "requested_at": membership.requested_at,
                "confirmed_at": membership.confirmed_at,
                "ended_at": membership.ended_at,
            }
            for membership in person.memberships.select_related("organization").order_by("pk")
        ],
        "invitations": _rows(
            Invitation.objects.filter(email__iexact=person.email),
            "organization__name", "email", "role", "message", "invited_at", "accepted_at",
        ),
        "registrations": _rows(person.registrations.all(), "answers", "started_at", "changed_at"),
        "follows": [
            {
                "what": follow.subject_type.model,
                "title": _titled(follow.subject, person),
                "since": follow.since,
            }
            for follow in person.follows.prefetch_related("subject").order_by("pk")
            if follow.subject is not None
        ],
        "letters": _letters(person),
        "acts": _rows(
            Event.objects.filter(by=person),
            "at", "name", "subject_label", "source", "target", "reason", "organization_name",
        ),
        "signed": [
            {
                "what": row._meta.model_name,
                "as": column.name,
                "number": str(getattr(row, "number", row.pk)),
                "title": _titled(row, person),
            }
            for column, row in signed(person)
            if not isinstance(row, (Event, Letter))
        ],
    }  # fmt: skip


def _account(person: Person) -> dict[str, Any]:
    names = ("email", "name", "language", "participation", "date_joined", "last_login")
    account: dict[str, Any] = {name: getattr(person, name) for name in names}
    groups = list(person.groups.values_list("name", flat=True))
    return account | {"works_for_the_secretariat": person.is_staff, "groups": groups}


def _letters(person: Person) -> list[dict[str, Any]]:
    """Those that were written to her or to her address, codes left out."""
    mine = Letter.objects.filter(address__iexact=person.email)
    return [
        {
            "kind": letter.name,
            "address": letter.address,
            "subject": letter.subject,
            "text": SECRET if letter.is_secret else letter.body,
            "written_at": letter.written_at,
            "sent_at": letter.sent_at,
        }
        for letter in (mine | person.letters.all()).order_by("pk")
    ]


def _titled(row: Any, person: Person) -> str:
    """Colleagues whom she let in or invited are named to her on their page, not in her file."""
    if isinstance(row, (Invitation, Membership)):
        return str(row.organization)
    thing = row if _has_readers(row) else getattr(row, "experience", row)
    if not _has_readers(thing):
        return str(row)
    rows = type(thing)._default_manager.visible_to(person)
    return str(row) if rows.filter(pk=thing.pk).exists() else CLOSED


def _has_readers(thing: Any) -> bool:
    """Is there a rule of who may read it?"""
    return hasattr(type(thing)._default_manager, "visible_to")


def _rows(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return list(rows.order_by("pk").values(*names))
