"""OAI-PMH 2.0: libraries and catalogues harvest the public sheets, and what changed since."""

from portal.oai.verbs import answer

__all__ = ["answer"]
