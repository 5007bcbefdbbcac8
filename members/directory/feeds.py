"""Feeds: what is new, for readers of feeds."""

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import QueryDict
from django.utils.translation import gettext as _

from community.feeds import NEWEST, ListFeed
from members.directory.asked import Directory
from members.models import Organization


class NewOrganizations(ListFeed):
    """In the language of the address it is taken from."""

    page = "members:directory"
    here = "members:organizations-feed"

    def title(self, query: QueryDict) -> str:
        return _("IASPN: new organizations")

    def subtitle(self, query: QueryDict) -> str:
        return _("Organizations that have joined the network.")

    def items(self, query: QueryDict) -> list[Organization]:
        rows = Organization.objects.approved()
        asked = Directory(query)
        if asked.address:
            rows = rows.filter(pk__in=asked.rows().values("pk"))
        return list(rows.newest().as_cards()[:NEWEST])

    def item_title(self, item: Organization) -> str:
        return item.name

    def item_description(self, item: Organization) -> str:
        return item.description

    def item_pubdate(self, item: Organization) -> dt.datetime:
        return item.verified_at or item.created_at

    def item_updateddate(self, item: Organization) -> dt.datetime:
        return self.item_pubdate(item)

    def item_extra_kwargs(self, item: Organization) -> dict[str, Any]:
        """That of the description; of the name nobody says it."""
        return {"language": item.description_language if item.description else ""}


organizations = login_not_required(NewOrganizations())
