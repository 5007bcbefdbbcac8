"""Members: countries, organizations and the people who act in their name."""

from members.models.commitments import Commitment
from members.models.countries import Country
from members.models.facts import CountryFact
from members.models.invitations import Invitation
from members.models.listings import Listing, Tally
from members.models.memberships import Membership
from members.models.mergers import Merger
from members.models.names import FormerAddress, Name
from members.models.organizations import Organization
from members.models.registrations import Registration
from members.models.transfers import Transferable
from members.roles import Role
from members.vocabulary import PUBLIC_BODIES, OrganizationKind

__all__ = [
    "PUBLIC_BODIES",
    "Commitment",
    "Country",
    "CountryFact",
    "FormerAddress",
    "Invitation",
    "Listing",
    "Membership",
    "Merger",
    "Name",
    "Organization",
    "OrganizationKind",
    "Registration",
    "Role",
    "Tally",
    "Transferable",
]
