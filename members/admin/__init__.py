"""Members at the secretariat's desk, a file for each idea; Django finds the package by its name."""

from members.admin.countries import CountryAdmin
from members.admin.memberships import MembershipAdmin
from members.admin.mergers import MergerAdmin
from members.admin.organizations import OrganizationAdmin

__all__ = ["CountryAdmin", "MembershipAdmin", "MergerAdmin", "OrganizationAdmin"]
