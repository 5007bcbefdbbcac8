"""The closed lists of a sheet and of a lesson, by the words that addresses and data use."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("sheet", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("sheet", "Submitted")
    RETURNED = "returned", pgettext_lazy("sheet", "Returned with questions")
    PUBLISHED = "published", pgettext_lazy("sheet", "Published")
    ARCHIVED = "archived", pgettext_lazy("sheet", "Archived")
    WITHDRAWN = "withdrawn", pgettext_lazy("sheet", "Withdrawn")


class Scale(models.TextChoices):
    LOCAL = "local", _("Local")
    SUBNATIONAL = "subnational", _("Subnational")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Several countries")


class Maturity(models.TextChoices):
    PILOT = "pilot", _("Pilot")
    PROMISING = "promising", _("Promising")
    GOOD_PRACTICE = "good-practice", _("Good practice")
    INSTITUTIONALIZED = "institutionalized", _("Institutionalized")


class Instrument(models.TextChoices):
    """What kind of programme it is."""

    CASH = "cash", _("Cash transfer")
    IN_KIND = "in-kind", _("Food or goods")
    SERVICE = "service", _("Social service")
    FAMILY_SUPPORT = "family-support", _("Family support")
    INSURANCE = "insurance", _("Contributory scheme")
    EMPLOYMENT = "employment", _("Employment and productive inclusion")
    SYSTEM = "system", _("Registry or information system")
    NORM = "norm", _("Law or policy")
    COORDINATION = "coordination", _("Coordination and institutions")


class Population(models.TextChoices):
    CHILDREN = "children", _("Children")
    YOUTH = "adolescents-youth", _("Adolescents and youth")
    STUDENTS = "students", _("Students")
    WOMEN = "women", _("Women")
    PREGNANT = "pregnant-women", _("Pregnant women")
    PARENTS = "working-parents", _("Working parents")
    OLDER = "older-persons", _("Older persons")
    DISABILITY = "persons-with-disabilities", _("Persons with disabilities")
    POVERTY = "families-in-poverty", _("Families in poverty")
    EXTREME_POVERTY = "families-in-extreme-poverty", _("Families in extreme poverty")
    INDIGENOUS = "indigenous-peoples", _("Indigenous peoples")
    AFRODESCENDANTS = "afrodescendants", _("Afrodescendants")
    INFORMAL = "informal-workers", _("Informal workers")
    FARMERS = "small-farmers", _("Small farmers")
    RURAL = "rural-households", _("Rural households")
    DISPLACED = "displaced", _("Displaced persons and migrants")
    DISASTER = "disaster-affected", _("People affected by disasters")


class Phase(models.TextChoices):
    DESIGN = "design", _("Design")
    TARGETING = "targeting", _("Targeting")
    REGISTRATION = "registration", _("Registration")
    DELIVERY = "delivery", _("Delivery")
    PAYMENT = "payment", _("Payment")
    CASE_MANAGEMENT = "case-management", _("Case management")
    MONITORING = "monitoring", _("Monitoring")
    EXIT = "exit", _("Exit")
    COORDINATION = "coordination", _("Coordination")
    COMMUNICATION = "communication", _("Communication")
    FINANCING = "financing", _("Financing")


class Polarity(models.TextChoices):
    WORKS = "works", _("Works")
    DOES_NOT_WORK = "does-not-work", _("Does not work")
    DEPENDS = "depends", _("Depends")


class Evidence(models.TextChoices):
    OPINION = "opinion", _("Experience of those involved")
    MONITORING = "monitoring", _("Monitoring data")
    EVALUATION = "evaluation", _("Evaluation")
    IMPACT = "impact", _("Impact evaluation")
    REVIEW = "review", _("Several studies")


class FigureKind(models.TextChoices):
    COVERAGE = "coverage", _("Coverage")
    SPENDING = "spending", _("Spending")
    RESULT = "result", _("Result")


class SourceKind(models.TextChoices):
    EVALUATION = "evaluation", pgettext_lazy("source", "Evaluation")
    REPORT = "report", pgettext_lazy("source", "Report")
    LAW = "law", pgettext_lazy("source", "Law or rule")
    MANUAL = "manual", pgettext_lazy("source", "Manual or tool")
    NEWS = "news", pgettext_lazy("source", "News")
    OTHER = "other", pgettext_lazy("source", "Other")


class Stance(models.TextChoices):
    """What another organization says of a lesson."""

    CONFIRMS = "confirms", _("Confirms it")
    CONTRADICTS = "contradicts", _("Contradicts it")


class BlockKind(models.TextChoices):
    """What a building block is about: what others look for when they take one over."""

    TARGETING = "targeting", pgettext_lazy("block", "Targeting")
    REGISTRY = "registry", pgettext_lazy("block", "Registry")
    ENROLMENT = "enrolment", pgettext_lazy("block", "Enrolment")
    PAYMENT = "payment", pgettext_lazy("block", "Payment")
    CASE_MANAGEMENT = "case-management", pgettext_lazy("block", "Case management")
    SERVICES = "services", pgettext_lazy("block", "Services")
    WORKFORCE = "workforce", pgettext_lazy("block", "Workforce and training")
    INFORMATION = "information", pgettext_lazy("block", "Information system")
    MONITORING = "monitoring", pgettext_lazy("block", "Monitoring and evaluation")
    GRIEVANCE = "grievance", pgettext_lazy("block", "Complaints and appeals")
    COORDINATION = "coordination", pgettext_lazy("block", "Coordination")
    PARTICIPATION = "participation", pgettext_lazy("block", "Participation")
    COMMUNICATION = "communication", pgettext_lazy("block", "Communication")
    FINANCING = "financing", pgettext_lazy("block", "Financing")
    LAW = "law", pgettext_lazy("block", "Law and rules")
    EXIT = "exit", pgettext_lazy("block", "Exit")
