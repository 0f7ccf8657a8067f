"""May a browser keep what it was shown? Nothing that was drawn outlives the sign-out."""

SIGN_OUT = "account_logout"


class NotKeptMiddleware:
    """Answers that say nothing else are not kept, so that Back shows nothing after signing out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        match = request.resolver_match
        if match and match.url_name == SIGN_OUT and request.method == "POST":
            response["Clear-Site-Data"] = '"cache"'
        return response
