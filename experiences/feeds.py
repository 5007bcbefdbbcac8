"""Feeds: what is new in the library, and new lessons, with the filters of their lists."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import QueryDict
from django.utils.translation import gettext as _

from community.feeds import NEWEST, ListFeed
from experiences.lessons import Lessons
from experiences.models import Experience, Lesson
from experiences.search import Library


class _OfOrganizations(ListFeed):
    def item_author_name(self, item: Any) -> str:
        return str(item.organization.name)


class NewExperiences(_OfOrganizations):
    page = "experiences:library"
    here = "experiences:feed"

    def title(self, query: QueryDict) -> str:
        return _("IASPN: new experiences")

    def subtitle(self, query: QueryDict) -> str:
        return _("What was published in the library.")

    def items(self, query: QueryDict) -> list[Experience]:
        return Library(query).newest(NEWEST)

    def item_title(self, item: Experience) -> str:
        return item.said["title"]

    def item_description(self, item: Experience) -> str:
        return item.said["summary"] or item.said["overview"]

    def item_pubdate(self, item: Experience) -> dt.datetime | None:
        return item.published_at

    def item_updateddate(self, item: Experience) -> dt.datetime:
        return max(item.changed_at, item.published_at or item.changed_at)

    def item_categories(self, item: Experience) -> list[str]:
        return [theme.label for theme in item.shown_themes]


class NewLessons(_OfOrganizations):
    page = "experiences:lessons"
    here = "experiences:lessons-feed"

    def title(self, query: QueryDict) -> str:
        return _("IASPN: new lessons")

    def subtitle(self, query: QueryDict) -> str:
        return _("What organizations learned, also from what did not work.")

    def items(self, query: QueryDict) -> list[Lesson]:
        return list(Lessons(query).rows().newest().as_told()[:NEWEST])

    def item_title(self, item: Lesson) -> str:
        return item.said["claim"]

    def item_description(self, item: Lesson) -> str:
        """Whether it works, where it says so: a title alone would recommend what failed."""
        told = (f"{item.get_polarity_display()}." if item.polarity else "", item.said["because"])
        return " ".join(filter(None, told))

    def item_pubdate(self, item: Lesson) -> dt.datetime:
        """It was written with its sheet, maybe long before: readers see it since both are there."""
        sheet = item.experience
        since = item.published_at or (sheet.published_at if sheet else None)
        return max(item.created_at, since) if since else item.created_at

    def item_updateddate(self, item: Lesson) -> dt.datetime:
        return self.item_pubdate(item)


newest = login_not_required(NewExperiences())
lessons = login_not_required(NewLessons())
