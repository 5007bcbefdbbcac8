"""Feeds: what is new, for readers of feeds."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from members.models import Organization

SHOWN = 20


class NewOrganizations(Feed):
    """In the language of the address it is taken from."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("IASPN: new organizations")

    def subtitle(self) -> str:
        return _("Organizations that have joined the network.")

    def link(self) -> str:
        return settings.SITE_URL + reverse("members:directory")

    def feed_url(self) -> str:
        return settings.SITE_URL + reverse("members:organizations-feed")

    def items(self) -> list[Organization]:
        return list(Organization.objects.approved().newest().as_cards()[:SHOWN])

    def item_title(self, item: Organization) -> str:
        return item.name

    def item_description(self, item: Organization) -> str:
        return item.description

    def item_link(self, item: Organization) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Organization) -> str:
        return f"{settings.SITE_URL}/id/{item.number}"

    def item_pubdate(self, item: Organization) -> dt.datetime:
        return item.verified_at or item.created_at

    def item_updateddate(self, item: Organization) -> dt.datetime:
        return self.item_pubdate(item)


organizations = login_not_required(NewOrganizations())
