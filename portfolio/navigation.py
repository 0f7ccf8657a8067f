"""Where can this person go from every page?"""

from django.urls import reverse

from accounts.models import Membership, Role
from evidence.models import Artefact
from learners.models import Allocation


def navigation(request):
    """Give every template `nav`, `density`, `role_label` and `centre` of the signed-in person."""
    user = request.user
    if not user.is_authenticated:
        return {}
    memberships = list(Membership.objects.current().filter(user=user).select_related("centre"))
    allocations = list(
        Allocation.objects.current()
        .filter(user=user, role=Role.LEARNER)
        .select_related("enrolment__learner__centre")
        .order_by("-pk")
    )
    roles = {membership.role for membership in memberships}
    items = [_item(request, "Home", "home", reverse("portfolio:home"))]
    if allocations:
        items += _learner_items(request, allocations[0].enrolment_id)
    if Role.ASSESSOR in roles:
        waiting = _waiting(user)
        items.append(_item(request, "Marking", "marking", reverse("assessment:work-list"), waiting))
    items += [
        _item(
            request,
            "Learners" if len(memberships) == 1 else f"Learners, {membership.centre}",
            "learners",
            reverse("portfolio:learner-list", args=[membership.centre_id]),
        )
        for membership in memberships
        if membership.role == Role.CENTRE_ADMIN
    ]
    items.append(
        _item(request, "Units", "list", reverse("qualifications:specification-list"))
    )
    labels = [m.get_role_display() for m in memberships] + ["Learner"] * bool(allocations)
    centre = (
        memberships[0].centre
        if memberships
        else allocations[0].enrolment.learner.centre if allocations else None
    )
    return {
        "nav": items,
        "density": "staff" if memberships else "learner",
        "role_label": ", ".join(dict.fromkeys(labels)),
        "centre": centre,
    }


def _learner_items(request, enrolment):
    return [
        _item(
            request, "Portfolio", "portfolio", reverse("portfolio:portfolio-view", args=[enrolment])
        ),
        _item(
            request, "Add evidence", "evidence", reverse("evidence:evidence-add", args=[enrolment])
        ),
        _item(request, "Bundles", "bundle", reverse("portfolio:bundle-list", args=[enrolment])),
    ]


def _waiting(user):
    mine = Allocation.objects.current().filter(user=user, role=Role.ASSESSOR)
    submitted = Artefact.objects.awaiting_assessor().filter(enrolment__in=mine.values("enrolment"))
    return submitted.values("enrolment").distinct().count()


def _item(request, label, icon, url, count=None):
    return {
        "label": label,
        "icon": icon,
        "url": url,
        "count": count,
        "current": request.path == url,
    }
