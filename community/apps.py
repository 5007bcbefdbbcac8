from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from community import ordinals


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = _("Community")

    def ready(self) -> None:
        ordinals.teach()
