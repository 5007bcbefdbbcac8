"""Addresses of organizations, countries and the people in them."""

from django.urls import path

from members import feeds, joining, registration, tables, views

app_name = "members"
urlpatterns = [
    path("organizations/", views.directory, name="directory"),
    path("organizations/feed/", feeds.organizations, name="organizations-feed"),
    path("organizations/csv/", tables.organizations, name="organizations-csv"),
    path("organizations/register/", registration.register, name="register"),
    path("organizations/join/", joining.join, name="join"),
    path("organizations/<slug:slug>/", views.organization, name="organization"),
    path("organizations/<slug:slug>/edit/", registration.edit, name="edit"),
    path("organizations/<slug:slug>/application/", registration.application, name="application"),
    path("organizations/<slug:slug>/answer/", registration.answer, name="answer"),
    path("organizations/<slug:slug>/join/", joining.ask_to_join, name="ask-to-join"),
    path("organizations/<slug:slug>/people/", joining.people, name="people"),
    path("memberships/<int:pk>/accept/", joining.accept, name="accept-member"),
    path("memberships/<int:pk>/decline/", joining.decline, name="decline-member"),
    path("countries/", views.countries, name="countries"),
    path("countries/<str:iso2>/", views.country, name="country"),
]
