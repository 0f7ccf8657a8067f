"""Bundles end whole, once and with nothing left behind; `make test-durability` strikes far more."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.durability.ordeal import KINDS, points
from tests.durability.phases import PHASES

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.servers
def test_ten_blows_harm_no_bundle():
    """DURABILITY_SEED repeats what a failure has printed."""
    seed = os.environ.get("DURABILITY_SEED")
    command = [sys.executable, "-m", "tests.durability", "--points", "10"]
    done = subprocess.run(
        [*command, *(["--seed", seed] if seed else [])],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


def test_28_points_strike_every_kind_in_every_phase_and_10_all_kinds_and_all_phases():
    every = {(kind, phase) for kind in KINDS for phase in PHASES}

    for seed in range(20):
        assert {(point.kind, point.phase) for point in points(28, seed)} >= every
        ten = points(10, seed)[:10]
        assert {point.kind for point in ten} == set(KINDS)
        assert {point.phase for point in ten} == set(PHASES)


def test_a_seed_repeats_its_points():
    assert points(50, 7) == points(50, 7) != points(50, 8)
