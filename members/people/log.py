"""Who acted in the organization's name: a page for its people, made from the events.

Names stand as they were on the day; of a person who deleted their account only the act remains.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import Event, Person
from community.models.events import EventQuerySet
from community.paging import page_of
from community.signed_in import SignedInRequest
from members.models import Invitation, Membership, Organization, Role
from members.people.pages import own_organization

COLLEAGUE = _("a former colleague")
# What was done, by the names of moves and acts on all floors.
DONE = {
    "accept": _("took part"),
    "accept_member": _("let somebody in"),
    "accept_plan": _("accepted the plan"),
    "adapted": _("adapted an experience of others"),
    "agree": _("agreed on the plan"),
    "answer": _("answered the secretariat"),
    "apply": _("registered the organization"),
    "approve": _("approved the organization"),
    "archive": _("archived"),
    "ask": _("asked the organization a question"),
    "ask_for_proof": _("asked for a proof of the official domain"),
    "ask_seat": _("asked for seats at an activity"),
    "ask_to_join": _("asked to join"),
    "ask_to_submit": _("asked for an experience to be submitted"),
    "begin_check": _("began the check"),
    "begin_translation": _("began a translation"),
    "cancel": _("cancelled"),
    "change_party_role": _("changed the role of a partner"),
    "change_role": _("changed a role"),
    "close": _("closed"),
    "complete": pgettext_lazy("act", "completed"),
    "confirm": _("confirmed that all this is still so"),
    "confirm_lesson": _("confirmed a lesson of others"),
    "contradict_lesson": _("contradicted a lesson of others"),
    "contribute": _("said what it contributes"),
    "correct_contribution": _("corrected what it contributes"),
    "decline": _("declined"),
    "decline_member": _("declined a request to join"),
    "decline_seat": _("declined to give seats"),
    "detail_activity": _("added to an activity"),
    "call_off_activity": _("called an activity off"),
    "edit_offer": _("changed an offer"),
    "end_offer": _("ended an offer"),
    "expire_offer": _("an offer expired"),
    "follow_up": _("told what became of an exchange"),
    "gather": _("prepared a multi-country edition"),
    "give_back": _("gave back what came with a merger"),
    "give_back_seat": _("gave seats back"),
    "go_on": _("went on without money"),
    "grant_seat": _("granted seats at an activity"),
    "hand_over": _("handed over the office of focal point"),
    "hide": _("hid words on a page"),
    "invite": _("invited to take part"),
    "invite_person": _("invited somebody"),
    "join": _("joined an exchange"),
    "join_by_invitation": _("came in by invitation"),
    "lapse": _("let lapse"),
    "lapse_invitation": _("let an invitation lapse"),
    "leave": _("left the organization"),
    "leave_exchange": _("left an exchange"),
    "make_offer": _("made an offer"),
    "merge": _("merged into another organization"),
    "move_activity": _("gave an activity other days"),
    "offer": _("offered to help"),
    "open": pgettext_lazy("act", "opened"),
    "person_left": _("deleted their account"),
    "prove_domain": _("proved the official domain"),
    "publish": pgettext_lazy("act", "published"),
    "publish_translation": _("published a translation"),
    "refuse": _("refused the application"),
    "reinstate": _("reinstated the organization"),
    "release": _("showed withheld versions again"),
    "remove_member": _("removed somebody"),
    "renew": _("renewed a request"),
    "renew_offer": _("renewed an offer"),
    "reopen": _("reopened"),
    "replace_focal_point": _("gave the office of focal point to somebody else"),
    "report": _("reported"),
    "republish": _("published again"),
    "resend_invitation": _("sent an invitation again"),
    "reshape": _("changed the plan"),
    "restore": _("brought back an earlier version"),
    "resume": _("went on with an exchange that seemed over"),
    "retire": _("retired the organization"),
    "return": _("returned with a reason"),
    "review": _("reviewed"),
    "revise": _("edited the profile"),
    "seek_again": _("a first provider is sought again"),
    "shape": _("began to shape the exchange"),
    "start": pgettext_lazy("act", "started"),
    "still_true": _("confirmed that an experience is still so"),
    "submit": pgettext_lazy("act", "submitted"),
    "suspend": _("suspended the organization"),
    "take_back_contribution": _("took a contribution back"),
    "take_back_translation": _("took a translation back"),
    "take_back_verdict": _("took back what it said of a lesson"),
    "take_back_want": _("took back “we want this too”"),
    "take_down_verdict": _("took off what was said of a lesson"),
    "take_in": _("took in a merged organization"),
    "take_office": _("took over the office of focal point"),
    "transfer": _("gave to another organization"),
    "unmerge": _("undid the merger"),
    "waive_report": _("waived a report"),
    "want": _("said “we want this too”"),
    "wind_up": _("said that the activities are over"),
    "withdraw": _("withdrew"),
    "withdraw_invitation": _("withdrew an invitation"),
    "withhold": _("withheld versions of an experience"),
    "write_plan": _("wrote a version of the plan"),
    "write_to_people": _("wrote to the organization"),
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
    rows = Event.objects.filter(about(organization) | Q(organization_number=organization.number))
    return rows.select_related("by").prefetch_related("subject").order_by("-at", "-pk")


def about(organization: Organization) -> Q:
    """Events of the organization itself and of those who are or were in it."""
    kinds = ContentType.objects.get_for_models(Organization, Membership)
    members = organization.memberships.order_by().values("pk")
    itself = Q(subject_type=kinds[Organization], subject_id=organization.pk)
    return itself | Q(subject_type=kinds[Membership], subject_id__in=members)


def people_of(organization: Organization) -> QuerySet[Person]:
    """Everybody who was ever in."""
    ever = organization.memberships.exclude(confirmed_at=None).order_by().values("person")
    return Person.objects.filter(pk__in=ever).order_by("name", "pk")


def tell(events: Any, *, reasons: bool) -> list[dict[str, Any]]:
    """As ``members/_parts/log_events.html`` wants them. Why somebody was removed or declined is
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
            return str(_("The portal"))
        return str(_("The secretariat") if event.by.is_staff else event.by)
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
