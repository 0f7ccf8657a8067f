"""Which pages does a person reach, and which URLs are no pages?"""

import html
import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse

from accounts.models import Role
from accounts.permissions import EVERYONE, MATRIX
from tests.urls import arguments_of, named_urls

LOGINS = {
    "learner": ("amy", "joe"),
    "assessor": ("ben",),
    "trainee assessor": ("tess",),
    "IQA": ("cara",),
    "EQA": ("eve",),
    "centre admin": ("owen",),
    "nobody": (None,),
}
"""Who stands for a role. A learner who has finished sees pages that no other learner has yet."""

_MATRIX_ROLES = {
    "learner": Role.LEARNER,
    "assessor": Role.ASSESSOR,
    "trainee assessor": Role.ASSESSOR,
    "IQA": Role.IQA,
    "EQA": Role.EQA,
    "centre admin": Role.CENTRE_ADMIN,
}
_ADDRESS = re.compile(r'="((?:/|\?version=)[^"#]*)')
_ENOUGH = 6
_EACH = {"portfolio:artefact-view"}
"""What it offers depends on what the evidence is, so each is asked, now and in an old version."""
_OTHER_ARGUMENTS = {"number": 1, "page": 1, "key": "k", "kind": "pdf", "uidb36": "1", "token": "t"}
URLS = dict(named_urls())


class Walk:
    """What one person gets: the address of the longest page of each URL, and what is no page."""

    def __init__(self, ask):
        """Walk from home with `ask`, which GETs, through all that pages name, then the rest."""
        self.pages, self.no_pages, self.answers, self.bodies = {}, set(), {}, {}
        self._ask, self._asked, self._known = ask, Counter(), {}
        self._each = set()
        self._follow(["/", "/sign-in/", "/password/reset/", "/password/reset/done/"])
        for name in URLS.keys() - self._asked.keys():
            if address := self._address_of(name):
                self._visit(address)

    def _follow(self, addresses):
        todo = deque(addresses)
        found = set(addresses)
        while todo:
            here = todo.popleft()
            for written in _ADDRESS.findall(self._visit(here)):
                address = urljoin(here, html.unescape(written))
                if address not in found:
                    found.add(address)
                    todo.append(address)

    def _visit(self, address):
        """Return the page at an address of ours; empty for what is none or was seen often."""
        try:
            match = resolve(urlsplit(address).path)
        except Resolver404:
            return ""
        name = match.view_name
        for argument, value in match.kwargs.items():
            self._known.setdefault((_noun(address), argument), value)
        if name in self.no_pages or self._is_enough(name, address):
            return ""
        self._asked[name] += 1
        self._each.add(_without_place(address))
        answer = self._ask.get(address, max_redirects=0)
        self.answers[name] = answer.status
        if answer.status == 405 or (answer.ok and not _is_page(answer)):
            self.no_pages.add(name)
            return ""
        if not answer.ok:
            return ""
        body = answer.text()
        if len(body) > len(self.bodies.get(name, "")):
            self.pages[name], self.bodies[name] = address, body
        return body

    def _is_enough(self, name, address):
        if name in _EACH:
            return _without_place(address) in self._each
        return self._asked[name] == _ENOUGH

    def _address_of(self, name):
        """Return an address for a URL that no page names, from what is known of its like."""
        noun = str(URLS[name].pattern).split("/")[0]
        given = {
            argument: self._known.get((noun, argument), _OTHER_ARGUMENTS.get(argument, 1))
            for argument in arguments_of(URLS[name])
        }
        return reverse(name, kwargs=given)


def permitted(role):
    """Return the names of the URLs that the permission matrix opens to a role."""
    if role == "nobody":
        return {n for n, p in URLS.items() if not getattr(p.callback, "login_required", True)}
    allowed = EVERYONE | MATRIX[_MATRIX_ROLES[role]]
    return {n for n, p in URLS.items() if getattr(p.callback, "permission", None) in allowed}


def _without_place(address):
    """Return the path, and whether a version is asked for; a page or a passage is no other page."""
    parts = urlsplit(address)
    return parts.path, "version=" in parts.query


def _noun(address):
    return address.split("/")[1]


def _is_page(answer):
    return "text/html" in answer.headers.get("content-type", "") and "<html" in answer.text()
