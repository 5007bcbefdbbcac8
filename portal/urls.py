"""All addresses, floor by floor. Pages live under a language; machines do not."""

from django.contrib import admin
from django.urls import include, path

from community.open_data import for_programs
from portal import (
    api,
    following,
    health,
    home,
    machines,
    my,
    oai,
    permanent,
    searching,
    topics,
    views,
)
from portal.account import pages
from portal.languages import in_each_language

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<section>.xml", machines.sitemap_of, name="sitemap-section"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path(".well-known/security.txt", machines.security, name="security"),
    path(".well-known/change-password", machines.change_password, name="change-password"),
    path("id/<str:number>", permanent.by_number, name="permanent"),
    path("api/v1/", include(api.urlpatterns)),
    path("oai", oai.answer, name="oai"),
    path("", home.by_browser_language, name="root"),
    path("admin/", admin.site.urls),
    *in_each_language(
        path("", home.home, name="home"),
        path("search/", searching.search, name="search"),
        path("my/", my.my, name="my"),
        path("my/first-steps/dismiss/", my.dismiss_first_steps, name="dismiss-first-steps"),
        path("my/follows/<slug:kind>/<int:pk>/follow/", following.follow, name="follow"),
        path("my/follows/<slug:kind>/<int:pk>/unfollow/", following.unfollow, name="unfollow"),
        path("my/account/", pages.account, name="account"),
        path("my/data/", pages.my_data, name="my-data"),
        path("my/data/confirmed/", pages.my_data_confirmed, name="my-data-confirmed"),
        path("my/data/export/", pages.export, name="export"),
        path("my/data/delete/", pages.delete, name="delete-account"),
        path("about/", views.about, name="about"),
        path("privacy/", views.privacy, name="privacy"),
        path("accounts/", include("allauth.urls")),
        path("", include("members.urls")),
        path("", include("experiences.urls")),
        path("", include("exchanges.urls")),
        path("themes/", topics.themes, name="themes"),
        *for_programs("themes/", topics.data, "themes-"),
        path("themes/<slug:slug>/", topics.theme, name="theme"),
    ),
]
