"""Every URL: declares a permission, sends strangers to sign-in, and hides from outsiders."""

import re

import pytest
from django.urls import resolve, reverse

from accounts.permissions import Permission
from assessment.models import UnitSignOff
from evidence import uploads
from evidence.intake import Given
from evidence.testimony import witnesses
from learners.models import Allocation
from portfolio.bundles import manifest, requesting
from portfolio.exports import requesting as exporting
from portfolio.imports import importing, opening
from tests.urls import arguments_of, named_urls

PUBLIC = {
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "evidence:testimony-give",
    "evidence:testimony-draft",
    "portfolio:bundle-verify",
    "portfolio:healthz",
    "portfolio:schema-view",
    "site-icon",
}
OWN_ACCOUNT = {"account_change_password", "accounts:session-renew"}
OF_NOBODY = {
    "portfolio:home",
    "portfolio:system-view",
    "accounts:draft-keep",
    "accounts:matrix-view",
    "qualifications:specification-list",
    "qualifications:specification-view",
    "assessment:work-list",
}
OF_IMPORTED_FILES = {
    "portfolio:imported-file-view",
    "portfolio:imported-original",
    "portfolio:imported-page",
    "portfolio:imported-recording",
    "portfolio:imported-words",
}


URLS = dict(named_urls())
OURS = {name: p for name, p in URLS.items() if name not in PUBLIC | OWN_ACCOUNT}


def without_tokens(response):
    """Return the page without its form tokens and the second of its making, which always differ."""
    return re.sub(rb'[A-Za-z0-9]{64}|data-now="\d+"', b"", response.content)


@pytest.fixture
def addresses(signed, sent, unit, specification, centre, owen, packed):
    """One real address for every URL of ours."""
    bundle = requesting.request(signed.enrolment, edition="centre", by=owen)
    export = exporting.request(
        centre, [signed.enrolment_id], edition="centre", chosen="All learners.", by=owen
    )
    learner = signed.enrolment.learner.user
    upload = uploads.begin(signed.enrolment, Given("later.pdf"), 9, by=learner)
    enrolment = signed.enrolment
    allocation = Allocation.objects.get(enrolment=enrolment, role="assessor")
    criteria = [row.criterion for row in sent.cross_references.select_related("criterion__outcome")]
    asked, _ = witnesses.ask(
        enrolment, name="Paula", email="p@x.example", about="It", criteria=criteria, by=learner
    )
    zip_file = opening.read(packed(manifest.take(signed.enrolment_id, "centre")))
    imported, _ = importing.bring_in(zip_file, enrolment.learner, by=owen)
    pks = {
        "portfolio:import-list": centre.pk,
        "portfolio:import-check": centre.pk,
        "portfolio:imported-view": imported.pk,
        "portfolio:imported-bundle": imported.pk,
        **dict.fromkeys(OF_IMPORTED_FILES, imported.files.first().pk),
        "learners:learner-add": centre.pk,
        "portfolio:learner-list": centre.pk,
        "accounts:staff-list": centre.pk,
        "learners:membership-end": centre.memberships.get(user=owen).pk,
        "learners:enrolment-add": enrolment.learner_id,
        "learners:allocation-end": allocation.pk,
        "qualifications:specification-view": specification.pk,
        "evidence:testimony-again": asked.pk,
        "evidence:testimony-take-back": asked.pk,
        "assessment:unit-declare": signed.pk,
        "assessment:unit-reopen": signed.pk,
        "portfolio:bundle-view": bundle.pk,
        "portfolio:bundle-cancel": bundle.pk,
        "portfolio:bundle-download": bundle.pk,
        "portfolio:export-list": centre.pk,
        "portfolio:export-request": centre.pk,
        "portfolio:export-view": export.pk,
        "portfolio:export-cancel": export.pk,
        "portfolio:export-try-again": export.pk,
        "portfolio:export-download": export.pk,
    }
    found = {}
    for name, pattern in OURS.items():
        path = str(pattern.pattern)
        pk = pks.get(name, sent.pk if path.startswith("artefacts/") else enrolment.pk)
        every = {"pk": pk, "unit": unit.pk, "number": 1, "page": 1, "key": "k", "kind": "pdf"}
        every["token"] = upload.token
        found[name] = reverse(name, kwargs={key: every[key] for key in arguments_of(pattern)})
    return found


def test_every_url_of_ours_declares_a_permission():
    without = [
        n
        for n, p in OURS.items()
        if not isinstance(getattr(p.callback, "permission", 0), Permission)
    ]

    assert without == []


def test_only_the_listed_urls_are_about_nobody_in_particular():
    assert {name for name, p in OURS.items() if p.callback.subject is None} == OF_NOBODY


def test_the_public_pages_are_just_these(db, client):
    assert {n for n, p in URLS.items() if not getattr(p.callback, "login_required", True)} == PUBLIC


def test_a_stranger_is_sent_to_sign_in(addresses, client):
    for name, address in addresses.items():
        for ask in (client.get, client.post):
            response = ask(address)
            assert (name, response.status_code) == (name, 302)
            assert response.url.startswith(reverse("account_login")), name


def test_an_outsider_gets_the_404_of_what_never_existed(addresses, client_of, dan):
    outsider = client_of(dan)
    for name, address in addresses.items():
        if name in OF_NOBODY:
            continue
        never = reverse(name, kwargs=_never(_arguments(address)))
        for ask in (outsider.get, outsider.post):
            real, invented = ask(address), ask(never)
            assert (name, real.status_code) == (name, 404)
            assert (name, without_tokens(real)) == (name, without_tokens(invented))


def test_an_assessor_of_the_same_centre_without_allocation_gets_404(addresses, client_of, una):
    client = client_of(una)
    own_centre = {
        "portfolio:learner-list",
        "portfolio:export-list",
        "portfolio:export-request",
        "learners:learner-add",
        "learners:membership-end",
        "accounts:staff-list",
        "portfolio:import-list",
        "portfolio:import-check",
    }
    for name, address in addresses.items():
        if name not in OF_NOBODY:
            expected = 403 if name in own_centre else 404
            assert (name, client.get(address).status_code) == (name, expected)


def test_an_eqa_is_refused_every_change(addresses, client_of, eve):
    client = client_of(eve)
    for name, address in addresses.items():
        if name not in OF_NOBODY:
            assert (name, client.post(address).status_code) in {(name, 403), (name, 404)}


def test_nothing_changes_by_get(addresses, client_of, amy, ben, owen):
    before = UnitSignOff.objects.values().get()
    for user in (amy, ben, owen):
        client = client_of(user)
        for address in addresses.values():
            client.get(address)

    assert UnitSignOff.objects.values().get() == before


def _never(arguments):
    """Return arguments that name nothing that ever existed."""
    return {**arguments, **({"token": "never"} if "token" in arguments else {"pk": 987654321})}


def _arguments(address):
    return resolve(address).kwargs
