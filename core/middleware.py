"""What becomes of a refusal when no form could show it: a rule's, or of what is only sent?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from core.errors import RuleViolation


class RuleViolationMiddleware:
    """A refused button: the sentence as a message on the page that it came from (htmx: 422)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 405 and not request.htmx:
            response.content = render(request, "405.html").content
        return response

    def process_exception(self, request, exception):
        if not isinstance(exception, RuleViolation):
            return None
        if request.htmx:
            context = {"message": exception.message}
            return render(request, "components/refusal.html", context, status=422)
        messages.error(request, exception.message)
        back, hosts = request.META.get("HTTP_REFERER", ""), {request.get_host()}
        safe = url_has_allowed_host_and_scheme(back, hosts, require_https=request.is_secure())
        return redirect(back if safe else "/")
