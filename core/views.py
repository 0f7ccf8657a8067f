"""What does a person see whose form came too late, and a browser that asks for our icon?"""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme


@login_not_required
def csrf_failure(request, reason=""):
    """Say what to do when a form was too old to be accepted."""
    back = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return render(request, "403_csrf.html", {"back": back if safe else "/"}, status=403)


@login_not_required
def site_icon(_request):
    """Lead to the icon; browsers ask for it here when a page, such as a proxy's, names none."""
    return redirect(static("favicon.svg"))
