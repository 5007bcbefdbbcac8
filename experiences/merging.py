"""Two people write one sheet at once (``community/meanwhile``): what came meanwhile is said as its
history says it."""

from __future__ import annotations

from community import meanwhile
from experiences.differences import said


class KeepsOthers(meanwhile.KeepsOthers):
    def said(self, name: str) -> str:
        return said(self.instance, name)
