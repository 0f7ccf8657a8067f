"""Two editions: the centre's names the quality assurers, the learner's does not."""

import json

import pytest
from django.urls import reverse

from accounts.models import Membership
from portfolio.bundles import editions, manifest, requesting
from portfolio.models import Bundle


def told(enrolment, edition):
    return json.dumps(manifest.take(enrolment.pk, edition))


def test_the_centre_s_names_the_quality_assurers_and_the_learner_s_does_not(all_met, cara, eve):
    for assurer in (cara, eve):
        assert assurer.name in told(all_met, "centre")
        assert assurer.name not in told(all_met, "learner")


def test_only_the_centre_s_holds_a_quality_assurer_s_signature(signed, ben, cara):
    signed.signatures.create(role="iqa", words="Confirmed.", fingerprint="0" * 64, signed_by=cara)

    def names(edition):
        [unit] = manifest.take(signed.enrolment_id, edition)["units"]
        return [signature["name"] for signature in unit["sign_off"]["signatures"]]

    assert names("centre") == [ben.name, cara.name]
    assert names("learner") == [ben.name]


def test_both_name_the_assessor(all_met, ben):
    for edition in ("learner", "centre"):
        named = [(p["name"], p["role"]) for p in manifest.take(all_met.pk, edition)["staff"]]
        assert (ben.name, "Assessor") in named


def test_the_learner_is_offered_one_and_the_centre_both(all_met, amy, owen, ben):
    assert editions.offered(amy, all_met) == ["learner"]
    assert editions.offered(owen, all_met) == ["centre", "learner"]
    assert editions.offered(ben, all_met) == []


def test_who_administers_the_centre_is_not_offered_the_centre_s_of_an_own_portfolio(
    all_met, amy, centre
):
    Membership.objects.create(user=amy, centre=centre, role="centre_admin")

    assert editions.offered(amy, all_met) == ["learner"]


def test_one_of_each_can_be_on_its_way(all_met, owen):
    both = {requesting.request(all_met, edition=e, by=owen).pk for e in ("learner", "centre")}
    again = {requesting.request(all_met, edition=e, by=owen).pk for e in ("learner", "centre")}

    assert (len(both), again) == (2, both)


def test_the_learner_can_t_tell_the_centre_s_from_none(all_met, amy, owen, client_of):
    bundle = requesting.request(all_met, edition="centre", by=owen)
    client = client_of(amy)

    assert client.get(bundle.get_absolute_url()).status_code == 404
    assert (
        client.get(reverse("portfolio:bundle-download", args=[bundle.pk, "pdf"])).status_code == 404
    )
    listed = client.get(reverse("portfolio:bundle-list", args=[all_met.pk]))
    assert bundle.get_absolute_url() not in listed.content.decode()
    portfolio = client.get(reverse("portfolio:portfolio-view", args=[all_met.pk]))
    assert bundle.get_absolute_url() not in portfolio.content.decode()
    assert client_of(owen).get(bundle.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("edition", ["centre", "another", ""])
def test_the_learner_can_t_ask_for_another_edition(all_met, amy, client_of, edition):
    address = reverse("portfolio:bundle-request", args=[all_met.pk])

    assert client_of(amy).post(address, {"edition": edition}).status_code == 403
    assert Bundle.objects.count() == 0


def test_the_centre_chooses_which_edition_is_made(all_met, owen, client_of):
    address = reverse("portfolio:bundle-request", args=[all_met.pk])
    for edition in ("learner", "centre"):
        client_of(owen).post(address, {"edition": edition})

    assert set(all_met.bundles.values_list("edition", flat=True)) == {"learner", "centre"}
    page = client_of(owen).get(reverse("portfolio:bundle-list", args=[all_met.pk])).content.decode()
    assert "Learner’s edition, the newest" in page
    assert "Make the" not in page
