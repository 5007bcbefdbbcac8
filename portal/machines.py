"""What machines ask for: robots.txt, sitemap.xml, security.txt, the icon, new passwords."""

import datetime as dt

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap as sitemap_section
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control

from portal.sitemaps import SITEMAPS

PRIVATE_PATHS = ("/admin/", "/*/accounts/", "/*/my/")


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE_PATHS)]
    lines += [f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index; each kind of page has files of its own, so that none grows too large."""
    return sitemap_index(request, SITEMAPS, sitemap_url_name="sitemap-section")


@login_not_required
def sitemap_of(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap_section(request, SITEMAPS, section)


@login_not_required
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116."""
    expires = (timezone.now() + dt.timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: en, es, pt, fr",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@login_not_required
@cache_control(public=True, max_age=24 * 60 * 60)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it here beside what is no page of ours, such as a list as JSON."""
    return redirect(static("img/mark.svg"))


@login_not_required
def change_password(request: HttpRequest) -> HttpResponse:
    """Where a program that keeps passwords leads to when one has leaked."""
    return redirect("account_change_password")
