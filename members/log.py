"""Who acted in the organization's name: a page for its people, made from the events.

Names stand as they were on the day; of a person who deleted her account only the act remains.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from community.models import Event, Person
from community.models.events import EventQuerySet
from community.paging import page_of
from community.signed_in import SignedInRequest
from members.models import Invitation, Membership, Organization, Role
from members.people import own_organization

COLLEAGUE = __("a former colleague")
# What was done, by the names of moves and acts on all floors.
DONE = {
    "accept": __("took part"),
    "accept_member": __("let somebody in"),
    "accept_plan": __("accepted the plan"),
    "agree": __("agreed on the plan"),
    "answer": __("answered the secretariat"),
    "apply": __("registered the organization"),
    "approve": __("approved the organization"),
    "archive": __("archived"),
    "ask": __("asked the organization a question"),
    "ask_to_join": __("asked to join"),
    "cancel": __("cancelled"),
    "change_role": __("changed a role"),
    "close": __("closed"),
    "complete": __("completed"),
    "confirm": __("confirmed that all this is still so"),
    "decline": __("declined"),
    "decline_member": __("declined a request to join"),
    "end_offer": __("ended an offer"),
    "hand_over": __("handed over the office of focal point"),
    "invite": __("invited to take part"),
    "invite_person": __("invited somebody"),
    "join": __("joined an exchange"),
    "join_by_invitation": __("came in by invitation"),
    "lapse": __("let lapse"),
    "leave": __("left the organization"),
    "make_offer": __("made an offer"),
    "offer": __("offered to help"),
    "open": __("opened"),
    "publish": __("published"),
    "refuse": __("refused the application"),
    "reinstate": __("reinstated the organization"),
    "remove_member": __("removed somebody"),
    "reopen": __("reopened"),
    "replace_focal_point": __("gave the office of focal point to somebody else"),
    "report": __("reported"),
    "republish": __("published again"),
    "resend_invitation": __("sent an invitation again"),
    "reshape": __("changed the plan"),
    "retire": __("retired the organization"),
    "return": __("returned with a reason"),
    "review": __("reviewed"),
    "revise": __("edited the profile"),
    "shape": __("began to shape the exchange"),
    "start": __("started"),
    "submit": __("submitted"),
    "suspend": __("suspended the organization"),
    "take_office": __("took over the office of focal point"),
    "waive_report": __("waived a report"),
    "wind_up": __("said that the activities are over"),
    "withdraw": __("withdrew"),
    "withdraw_invitation": __("withdrew an invitation"),
    "write_plan": __("wrote a version of the plan"),
    "write_to_people": __("wrote to the organization"),
}
OF_PEOPLE = (Membership, Invitation)


def log(request: SignedInRequest, slug: str) -> HttpResponse:
    organization = own_organization(request, slug)
    people = list(people_of(organization))
    chosen = next((one for one in people if str(one.pk) == request.GET.get("person")), None)
    rows = events_of(organization)
    page = page_of(request, rows.filter(by=chosen) if chosen else rows)
    reader = organization.memberships.active().leading().of(request.user)
    told = tell(page.object_list, reasons=request.user.is_staff or reader.exists())
    context = {
        "organization": organization,
        "people": people,
        "chosen": chosen,
        "page": page,
        "events": told,
    }
    return render(request, "members/log.html", context)


def events_of(organization: Organization) -> EventQuerySet:
    """Acts in its name, and decisions of the secretariat about it or its people."""
    kinds = ContentType.objects.get_for_models(Organization, *OF_PEOPLE)
    about = Q(subject_type=kinds[Organization], subject_id=organization.pk)
    members = organization.memberships.order_by().values("pk")
    about |= Q(subject_type=kinds[Membership], subject_id__in=members)
    about |= Q(organization_number=organization.number)
    rows = Event.objects.filter(about).select_related("by").prefetch_related("subject")
    return rows.order_by("-at", "-pk")


def people_of(organization: Organization) -> QuerySet[Person]:
    """Everybody who was ever in."""
    ever = organization.memberships.exclude(confirmed_at=None).order_by().values("person")
    return Person.objects.filter(pk__in=ever).order_by("name", "pk")


def tell(events: Any, *, reasons: bool) -> list[dict[str, Any]]:
    """As ``members/_parts/log_table.html`` wants them. Why somebody was removed or declined is
    for those who lead: ``reasons``."""
    events = list(events)
    subjects = [event.subject for event in events if event.subject is not None]
    prefetch_related_objects([one for one in subjects if isinstance(one, Membership)], "person")
    parties = [one for one in subjects if hasattr(type(one), "exchange") and one.exchange_id]
    prefetch_related_objects(parties, "exchange")
    return [
        {
            "when": event.at,
            "who": _who(event),
            "what": DONE.get(event.name, event.name),
            "about": _about(event),
            "role": _role(event),
            "url": _url(event),
            "why": event.reason if reasons else "",
        }
        for event in events
    ]


def _who(event: Event) -> str:
    if not event.organization_number:
        if event.by is None:
            return _("The portal")
        return _("The secretariat") if event.by.is_staff else str(event.by)
    return str(event.by or COLLEAGUE)


def _about(event: Event) -> str:
    """Whom or what; never the name of somebody who is gone."""
    if _model(event) not in OF_PEOPLE:
        return "" if _model(event) is Organization else event.subject_label
    subject: Any = event.subject
    if isinstance(subject, Invitation):
        gone = subject.accepted_at and subject.accepted_by_id is None
        return str(COLLEAGUE) if gone else subject.email
    if subject is None:
        return str(COLLEAGUE)
    return "" if subject.person_id == event.by_id else str(subject.person)


def _role(event: Event) -> str:
    """Roles of people alone: in other events these are states, which say nothing here."""
    if _model(event) not in OF_PEOPLE:
        return ""
    labels = [str(Role(role).label) for role in (event.source, event.target) if role]
    return " → ".join(labels)


def _url(event: Event) -> str:
    if _model(event) in (*OF_PEOPLE, Organization) or event.subject is None:
        return ""
    found = getattr(event.subject, "get_absolute_url", None)
    return str(found()) if found else ""


def _model(event: Event) -> Any:
    """Of its subject; from the memory of content types, not from the database."""
    return ContentType.objects.get_for_id(event.subject_type_id).model_class()
