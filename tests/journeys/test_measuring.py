"""The bench measures every main screen of a demo that is there."""

import json
import subprocess
import sys

import pytest

from tests.running.demo_site import ROOT, SCREENS

pytestmark = pytest.mark.face


def test_every_main_screen_is_measured(site, tmp_path):
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench.pages", "--runs", "1", "--json", figures]

    told = subprocess.run(
        [*command, "--var", site.environment["VAR_DIR"]],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip

    rows = {row["page"]: row for row in json.loads(figures.read_text())}
    _, screens = json.loads(site.tell(SCREENS))
    assert screens.keys() <= rows.keys()
    assert len(told) == len(rows) + 2
    assert rows["reference"]["queries"] == 0
    assert all(
        row["queries"] and row["styles_and_scripts"]
        for row in rows.values()
        if row["login"] != "nobody"
    )
