"""The three offices of the secretariat as Django groups, each with what it may change."""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_noop

# Every one of them may look at all of it; the words are model names.
MAY_CHANGE = {
    gettext_noop("officer"): (
        "organization",
        "merger",
        "membership",
        "experience",
        "lesson",
        "verdict",
        "translation",
        "exchange",
        "party",
        "offer",
    ),
    gettext_noop("editor"): (
        "theme",
        "synonym",
        "keyword",
        "country",
        "experience",
        "lesson",
        "translation",
        "countryfact",
    ),
}
EVERYTHING = gettext_noop("coordinator")
OURS = ("community", "members", "experiences", "exchanges")


def make_groups() -> None:
    """Create or bring up to date; safe to run at every start."""
    ours = Permission.objects.filter(content_type__app_label__in=OURS)
    for name, models in MAY_CHANGE.items():
        group, _new = Group.objects.get_or_create(name=name)
        own = ours.filter(content_type__model__in=models).exclude(codename__startswith="delete_")
        looking = ours.filter(codename__startswith="view_")
        group.permissions.set((own | looking).distinct())
    coordinator, _new = Group.objects.get_or_create(name=EVERYTHING)
    coordinator.permissions.set(ours)
