"""Whoever starts the program is told when no cage can be made."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from config.scanners import clamd_url
from evidence.cage import cage
from evidence.checks import NO_CAGE


@pytest.mark.parametrize(("level", "told"), [("limits", [NO_CAGE]), ("namespaces", [])])
def test_a_start_without_a_cage_is_warned_of(monkeypatch, level, told):
    monkeypatch.setattr(cage, "level", lambda: level)

    assert [advice.msg for advice in run_checks() if advice.id == "evidence.W001"] == told


@pytest.mark.parametrize(
    "url", ["", "unix:///run/clamav/clamd.ctl", "tcp://clamd", "tcp://127.0.0.1:3310"]
)
def test_the_address_of_a_scanner_is_taken(url):
    assert clamd_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "clamd:3310", "/run/clamav/clamd.ctl", "unix://", "unix:///", "unix://run/clamd", "tcp://",
        "tcp://clamd:many", "tcp://clamd:99999", "tcp://clamd:0", "tcp://clamd:3310/path",
        "http://clamd:3310", "tcp://me:secret@clamd",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(url):
    with pytest.raises(ImproperlyConfigured):
        clamd_url(url)
