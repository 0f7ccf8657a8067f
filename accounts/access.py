"""May this person do this, to this thing? Every view asks here, and so do the templates."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from accounts.models import Membership
from accounts.permissions import EVERYONE, MATRIX, READ_ONLY_ROLES

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def permissions_of(user, subject=None):
    """Return the set of permissions that `user` has towards `subject`.

    `subject` has `roles_of(user)`; without one, the roles held at any centre count.
    """
    permissions = set(EVERYONE)
    for role in _roles(user, subject):
        permissions |= MATRIX[role]
    return permissions


def may(user, permission, subject=None):
    """Return whether the matrix gives `user` the `permission` towards `subject`."""
    return permission in permissions_of(user, subject)


def requires(permission, model=None, *, key="pk"):
    """Guard a view: load by `key` through `visible_to` (else 404), then ask the matrix (else 403).

    With a `model` the view receives (request, object, **other URL arguments).
    """

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            subject = None
            if model is not None:
                visible = model._default_manager.visible_to(request.user)
                subject = get_object_or_404(visible, **{key: kwargs.pop(key)})
                args = (subject, *args)
            roles = _roles(request.user, subject)
            if request.method not in SAFE_METHODS and roles and roles <= READ_ONLY_ROLES:
                raise PermissionDenied
            if permission not in permissions_of(request.user, subject):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission
        guarded.subject = model
        return guarded

    return guard


def _roles(user, subject):
    if subject is not None:
        return subject.roles_of(user)
    return set(Membership.objects.current().filter(user=user).values_list("role", flat=True))
