"""A worker that is killed in the middle of a bundle: the bundle still ends complete, and once."""

import re

from playwright.sync_api import expect

COUNT = """
from audit.models import AuditEvent
from portfolio.models import Bundle
bundle = Bundle.objects.latest("pk")
told = AuditEvent.objects.filter(subject=f"portfolio.bundle:{bundle.pk}").order_by("number")
print("told:", bundle.attempts, *(event.act for event in told))
"""

FORGET = """
import shutil
from portfolio.bundles import building
shutil.rmtree(building.front_matter())
print("forgotten")
"""


def test_a_bundle_whose_worker_is_killed_ends_complete_and_once(sign_in, site):
    owen = sign_in("owen")
    owen.goto("/")
    owen.get_by_role("link", name="Learners").first.click()
    row = owen.get_by_role("row").filter(has_text="Amy Carter")
    row.get_by_role("link", name="Bundles").click()
    # With every page to be set anew it takes long enough to be killed in the middle.
    site.tell(FORGET)
    owen.get_by_role("button", name="Make the centre’s edition").click()
    expect(owen.locator(".job-line strong")).to_have_text(re.compile(r"^[1-9]"))

    site.kill("--hostname bundles@")

    expect(owen.get_by_role("link", name="Download PDF")).to_be_visible(timeout=120_000)
    told = site.manage("shell", "-v0", "-c", COUNT).stdout
    assert told.splitlines()[-1] == (
        "told: 2 bundle.requested bundle.started bundle.handed_back bundle.started bundle.finished"
    )
    assert site.manage("verify_audit").returncode == 0
    assert site.manage("check_storage").returncode == 0
