"""No log keeps the secret of a link."""

import logging

from config.discretion import WithoutSecrets, without_secrets

SECRET = "_1Ihf9obvIlQ2zFFuYqouUmJhotX9ajonXVj3MA35P8"


def test_the_secrets_of_links_are_left_out():
    line = f"GET /testimonies/{SECRET}/draft/ HTTP/1.1"

    assert without_secrets(line) == "GET /testimonies/…/draft/ HTTP/1.1"
    assert without_secrets("/password/reset/1-set-abc/") == "/password/reset/…/"
    assert without_secrets("GET /artefacts/12/map/") == "GET /artefacts/12/map/"


def test_what_is_logged_with_arguments_is_read_first():
    record = logging.makeLogRecord(
        {"msg": "%s: %s", "args": ("Not Found", f"/testimonies/{SECRET}/")}
    )

    WithoutSecrets().filter(record)

    assert record.getMessage() == "Not Found: /testimonies/…/"
