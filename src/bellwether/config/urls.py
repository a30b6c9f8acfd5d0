"""The addresses of the product, room by room. Every one of them is in the role table of the tests."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from bellwether.config import views
from bellwether.registers.views.offline import offline_page, worker

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

handler403 = "bellwether.config.errors.refused"
handler404 = "bellwether.config.errors.not_found"
handler500 = "bellwether.config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bellwether.desk.urls")),
    path("sw.js", worker, name="worker"),  # from the root, since a worker serves what lies beneath it
    path("offline/", offline_page, name="offline"),
    path("account/", include("bellwether.accounts.urls")),
    path("sign-in/", include("bellwether.accounts.sign_in_urls")),
    path("places/", include("bellwether.organisations.urls")),
    path("people/", include("bellwether.people.urls")),
    path("registers/", include("bellwether.registers.urls")),
    path("today/", include("bellwether.monitor.urls")),
    path("letters/", include("bellwether.documents.urls")),
    path("messages/", include("bellwether.messages.urls")),
    path("imports/", include("bellwether.exchange.urls")),
    path("audit/", include("bellwether.audit.urls")),
    path("_style/", include("bellwether.ui.urls")),
    path("healthz", views.health, name="healthz"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("bellwether.demo.urls")))
