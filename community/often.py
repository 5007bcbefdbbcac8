"""How often something comes from one address, in the memory of this process and stored nowhere."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest


def times(request: HttpRequest, what: str, within: int) -> int:
    """How many ``what`` have come from there in this minute or hour (``within`` seconds), with
    this one."""
    counted, now = caches["throttle"], int(time.time() // within)
    key = f"{what}:{now}:{get_adapter().get_client_ip(request)}"
    if counted.add(key, 1, within):
        return 1
    try:
        return counted.incr(key)
    except ValueError:  # the time is over
        return 1
