"""Feeds: what is new in the library, with the same filters as its list; and new lessons."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from experiences.lessons import Lessons
from experiences.models import Experience, Lesson
from experiences.search import Library

SHOWN = 20


class _Absolute(Feed):
    """Addresses are those of the site as it is known outside, whatever host was asked."""

    feed_type = Atom1Feed
    here = ""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QueryDict:
        return request.GET

    def feed_url(self, query: QueryDict) -> str:
        asked = f"?{query.urlencode()}" if query else ""
        return settings.SITE_URL + reverse(self.here) + asked

    def item_link(self, item: Any) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Any) -> str:
        return f"{settings.SITE_URL}/id/{item.number}"

    def item_author_name(self, item: Any) -> str:
        return str(item.organization.name)


class NewExperiences(_Absolute):
    here = "experiences:feed"

    def title(self, query: QueryDict) -> str:
        return _("IASPN: new experiences")

    def subtitle(self, query: QueryDict) -> str:
        return _("What was published in the library.")

    def link(self, query: QueryDict) -> str:
        return settings.SITE_URL + reverse("experiences:library")

    def items(self, query: QueryDict) -> list[Experience]:
        asked = query.copy()
        asked["sort"] = "newest"
        asked.pop("like", None)  # a feed is read by its dates
        return Library(asked).sheets(0, SHOWN)

    def item_title(self, item: Experience) -> str:
        return item.title

    def item_description(self, item: Experience) -> str:
        return item.summary or item.overview

    def item_pubdate(self, item: Experience) -> dt.datetime | None:
        return item.published_at

    def item_updateddate(self, item: Experience) -> dt.datetime:
        return item.changed_at

    def item_categories(self, item: Experience) -> list[str]:
        return [theme.label for theme in item.themes.all()]


class NewLessons(_Absolute):
    here = "experiences:lessons-feed"

    def title(self, query: QueryDict) -> str:
        return _("IASPN: new lessons")

    def subtitle(self, query: QueryDict) -> str:
        return _("What organizations learned, also from what did not work.")

    def link(self, query: QueryDict) -> str:
        return settings.SITE_URL + reverse("experiences:lessons")

    def items(self, query: QueryDict) -> list[Lesson]:
        return list(Lessons(query).rows().newest().as_cards()[:SHOWN])

    def item_title(self, item: Lesson) -> str:
        return item.claim

    def item_description(self, item: Lesson) -> str:
        return item.because

    def item_pubdate(self, item: Lesson) -> dt.datetime:
        return item.published_at or item.created_at


newest = login_not_required(NewExperiences())
lessons = login_not_required(NewLessons())
