"""What does every part of a manifest mean? Public: whoever holds a bundle may ask."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portfolio.bundles import schema


@login_not_required
@require_safe
def schema_view(request):
    return HttpResponse(schema.published(), content_type="application/schema+json; charset=utf-8")
