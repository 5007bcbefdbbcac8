"""Feeds of lists, as RFC 4287 (Atom) wants them: what is new in a list, with the list's filters."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

NEWEST = 20


class InItsLanguage(Atom1Feed):
    """An entry says its language, which is seldom that of the feed; a translation is in its own."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item.get("language") else {}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Django says that a summary is HTML; ours is text, and shall be read as it stands."""
        super().add_item_elements(handler, {**item, "description": None})
        attributes = {"type": "html"}
        if item.get("summary_language"):
            attributes["xml:lang"] = item["summary_language"]
        handler.addQuickElement("summary", escape(item["description"]), attributes)


class ListFeed(Feed):
    """Addresses are those of the site as it is known outside, whatever host was asked.

    ``page`` is the name of the list, ``here`` that of its feed; ``self`` and the identity of a feed
    are its own address with what was asked for, as another choice is another feed.
    """

    feed_type = InItsLanguage
    page = ""
    here = ""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QueryDict:
        return request.GET

    def link(self, query: QueryDict) -> str:
        return _address(self.page, query)

    def feed_url(self, query: QueryDict) -> str:
        return _address(self.here, query)

    def feed_guid(self, query: QueryDict) -> str:
        return self.feed_url(query)

    def author_name(self) -> str:
        """Of the entries that name nobody."""
        return _("IASPN")

    def item_link(self, item: Any) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Any) -> str:
        """The same in all languages."""
        return f"{settings.SITE_URL}/id/{item.number}"

    def item_extra_kwargs(self, item: Any) -> dict[str, Any]:
        """Of the title as it is said here; of the summary where that is in another one."""
        written = getattr(item, "language", "")
        title, summary = (
            getattr(text, "code", written)
            for text in (self.item_title(item), self.item_description(item))
        )
        return {"language": title, "summary_language": summary if summary != title else ""}


def _address(name: str, query: QueryDict) -> str:
    asked = f"?{query.urlencode()}" if query else ""
    return settings.SITE_URL + reverse(name) + asked
