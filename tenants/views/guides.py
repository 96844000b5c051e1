"""The guides, for everyone who can open the site."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from tenants.guides import read_guide, served_guides


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """List the guides."""
    return render(request, "tenants/guides.html", {"guides": served_guides()})


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one guide."""
    page = read_guide(slug)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "guides": served_guides(),
        "html": mark_safe(page.html),  # noqa: S308 - our own files, escaped by tenants.markdown
    }
    return render(request, "tenants/guide.html", context)
