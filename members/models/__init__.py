"""Members: countries, organizations and the people who act in their name."""

from members.models.countries import Country
from members.models.memberships import Membership, Role
from members.models.organizations import Organization
from members.vocabulary import PUBLIC_BODIES, OrganizationKind

__all__ = ["PUBLIC_BODIES", "Country", "Membership", "Organization", "OrganizationKind", "Role"]
