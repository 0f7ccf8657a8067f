"""What did a browser do on a page that nothing of ours may make it do?"""

from urllib.parse import urlsplit

STAYS_HERE = ("data:", "blob:")
STRICT = ("default-src 'self'", "default-src 'none'")
REPORT = """addEventListener("securitypolicyviolation", (event) => console.error(
  `Refused by the policy: ${event.violatedDirective} ${event.blockedURI}`));"""


class Watch:
    """Notes errors, requests to elsewhere, and documents without the strict policy."""

    def __init__(self, context, address, *, expected=()):
        """Watch all pages of `context`; errors that hold one of `expected` are meant."""
        self.complaints, self.expected = [], expected
        self.origin = urlsplit(address)[:2]
        context.add_init_script(REPORT)
        context.on("console", self._listen)
        context.on("weberror", lambda thrown: self._note(str(thrown.error)))
        context.on("request", self._look_where)
        context.on("response", self._look_how)

    def _note(self, complaint):
        if not any(words in complaint for words in self.expected):
            self.complaints.append(complaint)

    def _listen(self, said):
        if said.type == "error":
            self._note(f"{said.text} {said.location['url']}".strip())

    def _look_where(self, request):
        if not request.url.startswith(STAYS_HERE) and urlsplit(request.url)[:2] != self.origin:
            self._note(f"Asked elsewhere: {request.url}")

    def _look_how(self, response):
        if response.request.resource_type != "document":
            return
        policy = response.headers.get("content-security-policy", "")
        if "unsafe-" in policy or not any(words in policy for words in STRICT):
            self._note(f"{response.url} has no strict policy: {policy or 'none at all'}")
