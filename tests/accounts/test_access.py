"""Who sees what, and who may do what: outsiders nothing, each role its own."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory

from accounts.access import may, permissions_of, requires
from accounts.models import Role
from accounts.permissions import EVERYONE, MATRIX, READ_ONLY_ROLES, Permission
from learners.models import Enrolment


@requires(Permission.EVIDENCE_ADD, Enrolment)
def add_page(request, enrolment):
    return enrolment


def ask(user, enrolment, method="get"):
    request = getattr(RequestFactory(), method)("/")
    request.user = user
    return add_page(request, pk=enrolment.pk)


def test_the_right_role_gets_the_object(enrolment, amy):
    assert ask(amy, enrolment) == enrolment


def test_an_outsider_gets_404_as_for_what_never_existed(enrolment, dan, una):
    for outsider in (dan, una):
        with pytest.raises(Http404):
            ask(outsider, enrolment)


def test_the_wrong_role_gets_403(enrolment, ben, cara, owen):
    for insider in (ben, cara, owen):
        with pytest.raises(PermissionDenied):
            ask(insider, enrolment)


def test_an_eqa_changes_nothing_whatever_the_matrix_says(enrolment, eve, monkeypatch):
    monkeypatch.setitem(MATRIX, Role.EQA, frozenset(Permission))
    assert ask(eve, enrolment) == enrolment

    with pytest.raises(PermissionDenied):
        ask(eve, enrolment, method="post")


def test_each_person_has_the_permissions_of_the_role_towards_the_enrolment(
    enrolment, amy, ben, cara, eve, owen
):
    for user, role in {
        amy: Role.LEARNER,
        ben: Role.ASSESSOR,
        cara: Role.IQA,
        eve: Role.EQA,
        owen: Role.CENTRE_ADMIN,
    }.items():
        assert permissions_of(user, enrolment) == EVERYONE | MATRIX[role]


def test_an_assessor_of_the_centre_without_allocation_may_nothing_here(enrolment, una):
    assert not may(una, Permission.PORTFOLIO_VIEW, enrolment)


def test_every_role_stands_in_the_matrix():
    assert set(MATRIX) == set(Role)


def test_every_permission_is_given_to_somebody():
    assert set().union(*MATRIX.values()) == set(Permission)


def test_read_only_roles_have_only_permissions_to_view():
    for role in READ_ONLY_ROLES:
        changing = {p for p in MATRIX[role] - EVERYONE if not p.endswith((".view", ".download"))}
        assert changing == set()
