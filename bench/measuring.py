"""What does one process measure of the pages of the demo that it is connected to?"""

import gzip
import json
import re
import statistics
import time
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.models import User
from portfolio.demo import story
from tests.running import screens

REFERENCE = "/sign-in/"
WARM_UP = 3
_LOADED = re.compile(r'<(?:link rel="stylesheet"|script)[^>]*? (?:href|src)="([^"]+)"')


def tell(runs):
    """Print the figures of every page as JSON, the reference first."""
    pages = [("reference", None, REFERENCE)]
    pages += [(name, login, address) for name, (login, address) in screens.every().items()]
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        print(json.dumps([_figures(*page, runs) for page in pages]))


def _figures(name, login, address, runs):
    client, nobody = Client(), Client()
    if login:
        client.force_login(
            User.objects.get(email=story.person(login).email), settings.AUTHENTICATION_BACKENDS[-1]
        )
    for _ in range(WARM_UP):
        answer = client.get(address)
        _seconds(nobody, REFERENCE)
    if answer.status_code != 200:
        raise SystemExit(f"{name}: {address} answers {answer.status_code}")
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    # The next request empties the log.
    queries = len(captured)
    # Page and reference take turns, so that whatever else the machine does slows both.
    pairs = [(_seconds(client, address), _seconds(nobody, REFERENCE)) for _ in range(runs)]
    own, reference = (sorted(times) for times in zip(*pairs, strict=True))
    return {
        "page": name,
        "login": login or "nobody",
        "address": address,
        "queries": queries,
        "median": round(1000 * statistics.median(own), 1),
        "p95": round(1000 * _p95(own), 1),
        "ratio": round(statistics.median(own) / statistics.median(reference), 2),
        "ratio_p95": round(_p95(own) / _p95(reference), 2),
        "html": len(answer.content),
        "styles_and_scripts": sum(map(_compressed, _LOADED.findall(answer.content.decode()))),
    }


def _seconds(client, address):
    began = time.perf_counter()
    client.get(address)
    return time.perf_counter() - began


def _p95(times):
    return times[min(len(times) - 1, int(len(times) * 0.95))]


def _compressed(url):
    path = finders.find(url.split("?")[0].removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))
    return len(gzip.compress(Path(path).read_bytes()))
