"""Addresses of organizations, countries and the people in them."""

from django.urls import path

from community.open_data import for_programs
from members.country import pages as country
from members.directory import feeds, tables
from members.directory import pages as directory
from members.people import handing_over, inviting, joining, log
from members.people import pages as people
from members.profile import editing
from members.profile import pages as profile
from members.registering import applications
from members.registering import pages as registering
from members.registering.sections import SECTIONS

app_name = "members"
urlpatterns = [
    path("organizations/", directory.directory, name="directory"),
    path("organizations/feed/", feeds.organizations, name="organizations-feed"),
    *for_programs("organizations/", tables.organizations, "organizations-"),
    path("organizations/register/", registering.register, name="register"),
    *(
        path(
            f"organizations/register/{name}/",
            registering.section,
            {"name": name},
            name=f"register-{name}",
        )
        for name in SECTIONS
    ),
    path("organizations/register/logo/picture/", registering.draft_logo, name="draft-logo"),
    path("organizations/register/review/", registering.review, name="review"),
    path("organizations/register/send/", registering.send, name="send"),
    path("organizations/register/discard/", registering.discard, name="discard"),
    path("organizations/application/proof/<str:token>/", applications.prove, name="prove"),
    path("organizations/application/<uuid:key>/", applications.follow, name="follow"),
    path(
        "organizations/application/<uuid:key>/answer/",
        applications.answer_by_key,
        name="answer-by-key",
    ),
    path("take-part/", joining.take_part, name="take-part"),
    path("organizations/join/", joining.join, name="join"),
    path("organizations/<slug:slug>/", profile.organization, name="organization"),
    path("organizations/<slug:slug>/logo/", editing.logo, name="logo"),
    path("organizations/<slug:slug>/edit/", editing.edit, name="edit"),
    path("organizations/<slug:slug>/edit/logo/", editing.edit_logo, name="edit-logo"),
    path("organizations/<slug:slug>/application/", applications.application, name="application"),
    path("organizations/<slug:slug>/answer/", applications.answer, name="answer"),
    path("organizations/<slug:slug>/join/", joining.ask_to_join, name="ask-to-join"),
    path("organizations/<slug:slug>/people/", people.people, name="people"),
    path("organizations/<slug:slug>/people/invite/", inviting.invite, name="invite-person"),
    path("organizations/<slug:slug>/hand-over/", handing_over.hand_over, name="hand-over"),
    path("organizations/<slug:slug>/hand-over/offer/", handing_over.offer, name="offer-office"),
    path("organizations/<slug:slug>/leave/", people.leave, name="leave"),
    path("organizations/<slug:slug>/still-you/", handing_over.still_you, name="still-you"),
    path("organizations/<slug:slug>/log/", log.log, name="log"),
    # After all addresses of organizations: one of them may be called "application".
    path("organizations/application/<str:cut>/", applications.not_ours, name="cut-link"),
    path("memberships/<int:pk>/accept/", people.accept, name="accept-member"),
    path("memberships/<int:pk>/decline/", people.decline, name="decline-member"),
    path("memberships/<int:pk>/role/", people.change_role, name="change-role"),
    path("memberships/<int:pk>/remove/", people.remove, name="remove-member"),
    path("invitations/<int:pk>/resend/", inviting.resend, name="resend-invitation"),
    path("invitations/<int:pk>/withdraw/", inviting.withdraw, name="withdraw-invitation"),
    path("invitations/<str:token>/", inviting.invitation, name="invitation"),
    path("invitations/<str:token>/accept/", inviting.accept, name="accept-invitation"),
    path("confirmations/<str:token>/", handing_over.still_you_by_link, name="still-you-link"),
    path("countries/", country.countries, name="countries"),
    path("countries/<str:iso2>/", country.country, name="country"),
]
