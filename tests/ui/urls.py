"""The style guide and the pages of errors, each at an address of its own, beside the product's addresses."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template.loader import get_template
from django.urls import include, path

from bellwether.ui.views import style

ERRORS = ("400", "403", "403_csrf", "404", "413", "500", "503")


@login_not_required
def error(request, code):
    """The page of an error, drawn without a request, as Django draws it when all else has failed."""
    return HttpResponse(get_template(f"{code}.html").render())


urlpatterns = [
    path("_style/", style, name="style"),
    path("_error/<code>/", error, name="error"),
    path("", include("bellwether.config.urls")),  # what stands around a page leads into the product
]
