"""The signed link that a letter takes to an official address: "yes, our organization applies"."""

import datetime as dt
from typing import Any

from django.core import signing

DAYS = 14
SALT = "members.proof-of-domain"  # good for this and for nothing else


class Expired(ValueError):
    """It was ours, and its time is over."""


def token_for(organization: Any) -> str:
    claim = [organization.pk, organization.official_email]
    return signing.dumps(claim, salt=SALT, compress=True)


def claim_of(token: str) -> tuple[int, str]:
    """Number of the organization and the address the letter went to.

    Raises ``ValueError`` where the token is not ours, ``Expired`` where it is too old.
    """
    try:
        pk, address = signing.loads(token, salt=SALT, max_age=dt.timedelta(days=DAYS))
    except signing.SignatureExpired as error:
        raise Expired(token) from error
    except signing.BadSignature as error:
        raise ValueError(token) from error
    return pk, address
