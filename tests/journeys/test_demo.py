"""The demo: there at once, the same after a second load, and ready for a bundle from a shell."""

import subprocess
import zipfile

from playwright.sync_api import expect

from evidence.submission import ANSWER_WITHIN_DAYS
from portfolio.demo.amy import AMY
from portfolio.demo.story import PEOPLE

STATES = """
from assessment import coverage
from learners.models import Enrolment
enrolment = Enrolment.objects.get(learner__user__email="amy@harbour.example")
units = coverage.of_enrolment(enrolment).units
print({u.unit.code: {c.criterion.number: str(c.state) for c in u.criteria} for u in units})
"""
WAITS = """
from accounts.models import User
from assessment import work_list
for entry in (e for login in ("ben", "tess") for e in work_list.of(
        User.objects.get(email=f"{login}@harbour.example"))):
    print("waits", entry.enrolment.learner.user.name, entry.days)
"""

MANIFESTS = """
from learners.models import Enrolment
from portfolio.bundles import archive, manifest, names, schema
kept = 0
for enrolment in Enrolment.objects.all():
    for edition in ("learner", "centre"):
        told = manifest.take(enrolment.pk, edition)
        schema.load(archive._manifest_text(told, *names.name_files(told)).encode())
        kept += 1
print(kept)
"""


def test_it_prints_who_can_sign_in_one_a_line(site):
    lines = site.manage("load_demo", "--sign-ins").stdout.splitlines()

    assert sorted(line.split()[-2] for line in lines) == sorted(person.email for person in PEOPLE)
    assert lines[0].split() == ["Learner", "amy@harbour.example", "portfolio-demo"]


def test_loading_it_again_changes_nothing(site):
    before = site.manage("verify_audit").stdout

    again = site.manage("load_demo")

    assert (again.returncode, again.stdout) == (0, "The demo is there already.\n")
    assert site.manage("verify_audit").stdout == before


def test_the_learner_half_way_stands_where_her_story_says(site):
    said = site.manage("shell", "-v0", "-c", STATES).stdout.splitlines()[-1]

    assert said == str(AMY.ends)


def test_what_waits_has_waited_for_days_and_once_longer_than_promised(site):
    said = site.manage("shell", "-v0", "-c", WAITS).stdout.splitlines()
    waits = {
        name: int(days)
        for name, days in (line.split(" ", 1)[1].rsplit(" ", 1) for line in said if "waits" in line)
    }

    assert waits.keys() >= {"Amy Carter", "Aaliyah Hussain", "Blessing Adebayo", "Gurpreet Singh"}
    assert max(waits.values()) <= 13
    late = [name for name, days in waits.items() if days > ANSWER_WITHIN_DAYS]
    assert late == ["Blessing Adebayo"]


def test_the_finished_learner_has_a_finished_bundle(sign_in):
    joe = sign_in("joe")
    joe.get_by_role("link", name="Bundles").first.click()

    expect(joe.get_by_role("row").filter(has_text="Ready")).to_have_count(1)


def test_the_bundle_of_the_finished_learner_can_be_built_from_a_shell(site, tmp_path):
    built = site.manage("build_bundle", "demo", "--to", str(tmp_path))

    assert built.returncode == 0, built.stderr
    pdf, packed = built.stdout.split()[-2:]
    assert subprocess.run(["qpdf", "--check", pdf], capture_output=True).returncode == 0
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None


def test_every_manifest_of_the_demo_keeps_the_schema(site):
    said = site.tell(MANIFESTS)

    assert int(said) >= 30


def test_a_second_centre_sees_nothing_of_the_first(sign_in, site):
    amy = sign_in("amy")
    amy.get_by_role("link", name="Portfolio", exact=True).first.click()
    address = amy.url

    outsider = sign_in("dan", centre="northgate")
    assert outsider.request.get(address).status == 404
