"""The closed lists of an exchange, by the words that addresses and data use."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("exchange", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("exchange", "Submitted")
    RETURNED = "returned", pgettext_lazy("exchange", "Returned with questions")
    OPEN = "open", pgettext_lazy("exchange", "Seeking partners")
    SHAPING = "shaping", pgettext_lazy("exchange", "Being shaped")
    AGREED = "agreed", pgettext_lazy("exchange", "Agreed")
    RUNNING = "running", pgettext_lazy("exchange", "Running")
    REPORTING = "reporting", pgettext_lazy("exchange", "Reporting")
    COMPLETED = "completed", pgettext_lazy("exchange", "Completed")
    CLOSED = "closed", pgettext_lazy("exchange", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("exchange", "Withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("exchange", "Cancelled")
    LAPSED = "lapsed", pgettext_lazy("exchange", "Lapsed")


# The line of steps that the page of an exchange shows, in order.
STEPS = (
    Status.OPEN,
    Status.SHAPING,
    Status.AGREED,
    Status.RUNNING,
    Status.REPORTING,
    Status.COMPLETED,
    Status.CLOSED,
)
PRIVATE = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)
LIVE = (Status.OPEN, Status.SHAPING, Status.AGREED, Status.RUNNING, Status.REPORTING)
BEGUN = (Status.RUNNING, Status.REPORTING, Status.COMPLETED, Status.CLOSED)  # who signs is in
FINISHED = (Status.COMPLETED, Status.CLOSED)
ENDED_EARLY = (Status.WITHDRAWN, Status.CANCELLED, Status.LAPSED)


class Kind(models.TextChoices):
    """Derived from the parties by the database (``0002_derived_kind``), never typed."""

    BILATERAL = "bilateral", _("Bilateral")
    TRILATERAL = "trilateral", _("Trilateral")
    MULTILATERAL = "multilateral", _("Multilateral")


class PartyRole(models.TextChoices):
    RECIPIENT = "recipient", _("Recipient")
    FIRST_PROVIDER = "first-provider", _("First provider")
    SECOND_PROVIDER = "second-provider", _("Second provider")
    FACILITATOR = "facilitator", _("Facilitator")
    FUNDER = "funder", _("Funder")
    KNOWLEDGE_PARTNER = "knowledge-partner", _("Knowledge partner")
    OBSERVER = "observer", _("Observer")


# Those who report in the end.
MAIN_ROLES = (PartyRole.RECIPIENT, PartyRole.FIRST_PROVIDER, PartyRole.SECOND_PROVIDER)
# Those whose focal point must accept the plan.
SIGNING_ROLES = (*MAIN_ROLES, PartyRole.FACILITATOR, PartyRole.FUNDER)
# Those that a request names from the beginning; others are invited once it is open.
PROPOSED_ROLES = (
    PartyRole.FIRST_PROVIDER,
    PartyRole.SECOND_PROVIDER,
    PartyRole.FACILITATOR,
    PartyRole.FUNDER,
)


class PartyState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("party", "Invited")
    OFFERED = "offered", pgettext_lazy("party", "Offers to help")
    ACCEPTED = "accepted", pgettext_lazy("party", "Takes part")
    DECLINED = "declined", pgettext_lazy("party", "Declined")
    LAPSED = "lapsed", pgettext_lazy("party", "Did not answer")
    LEFT = "left", pgettext_lazy("party", "Has left")


# Not in, and no longer asked.
OUT = (PartyState.DECLINED, PartyState.LAPSED, PartyState.LEFT)


class ExchangeInstrument(models.TextChoices):
    """How two parties learn from each other."""

    EXPERT_MISSION = "expert-mission", _("Expert mission")
    STUDY_VISIT = "study-visit", _("Study visit")
    INTERNSHIP = "internship", _("Internship")
    WORKSHOP = "workshop", _("Workshop")
    VIRTUAL_WORKSHOP = "virtual-workshop", _("Virtual workshop")
    WEBINAR_SERIES = "webinar-series", _("Webinar series")
    PEER_CALL = "peer-call", _("Peer call")
    KNOWLEDGE_FAIR = "knowledge-fair", _("Knowledge fair")
    PEER_REVIEW = "peer-review", _("Peer review")
    E_COURSE = "e-course", _("E-course")
    DIPLOMA = "diploma", _("Diploma")
    REMOTE_ASSISTANCE = "remote-assistance", _("Remote technical assistance")
    TWINNING = "twinning", _("Twinning")
    JOINT_PRODUCT = "joint-product", _("Joint product")
    TRANSFER = "transfer", _("Transfer of manuals or software")
    DIALOGUE = "dialogue", _("High-level dialogue")


# What needs no travel.
VIRTUAL_INSTRUMENTS = (
    ExchangeInstrument.VIRTUAL_WORKSHOP,
    ExchangeInstrument.WEBINAR_SERIES,
    ExchangeInstrument.PEER_CALL,
    ExchangeInstrument.E_COURSE,
    ExchangeInstrument.REMOTE_ASSISTANCE,
)


class Funding(models.TextChoices):
    NONE = "none", _("No money needed")
    OWN = "own", _("Each pays its own part")
    CALL = "call", _("A call or fund is asked")
    PARTNER = "partner", _("A partner pays")


# What an exchange can do without anybody travelling, the lightest first.
CHEAPER = (
    ExchangeInstrument.PEER_CALL,
    ExchangeInstrument.WEBINAR_SERIES,
    ExchangeInstrument.VIRTUAL_WORKSHOP,
    ExchangeInstrument.REMOTE_ASSISTANCE,
    ExchangeInstrument.PEER_REVIEW,
    ExchangeInstrument.E_COURSE,
)


class Uptake(models.IntegerChoices):
    """The ladder: what became, afterwards, of what was learned."""

    NONE = 0, pgettext_lazy("uptake", "Nothing yet")
    DISCUSSED = 1, pgettext_lazy("uptake", "Discussed")
    DECIDED = 2, pgettext_lazy("uptake", "Decided")
    IN_A_NORM = 3, pgettext_lazy("uptake", "In a norm or a budget")
    RUNNING = 4, pgettext_lazy("uptake", "Running")
    SCALED = 5, pgettext_lazy("uptake", "Scaled up")


class After(models.IntegerChoices):
    """How many months after completion the recipients are asked."""

    SIX = 6, _("After 6 months")
    TWELVE = 12, _("After 12 months")

    @property
    def span(self) -> dt.timedelta:
        return dt.timedelta(days=round(self.value * 365 / 12))


class Mode(models.TextChoices):
    IN_PERSON = "in-person", _("In person")
    VIRTUAL = "virtual", _("Virtual")
    MIXED = "mixed", _("Mixed")


class SeatState(models.TextChoices):
    """What became of the wish to come along to an activity."""

    ASKED = "asked", pgettext_lazy("seat", "Asked for")
    GRANTED = "granted", pgettext_lazy("seat", "Granted")
    DECLINED = "declined", pgettext_lazy("seat", "Declined")
    GIVEN_BACK = "given-back", pgettext_lazy("seat", "Given back")

    @classmethod
    def live(cls) -> tuple[SeatState, SeatState]:
        return (cls.ASKED, cls.GRANTED)


class ContributionKind(models.TextChoices):
    """In days, or with a value in money."""

    DAYS = "person-days", _("Days of work")
    TRAVEL = "travel", _("Travel")
    VENUE = "venue", _("Venue")
    INTERPRETATION = "interpretation", _("Interpretation and translation")
    MATERIALS = "materials", _("Materials and software")
    CASH = "cash", pgettext_lazy("contribution", "Money")
    OTHER = "other", pgettext_lazy("contribution", "Other")
