"""Where can this person go from every page?"""

from django.urls import reverse

from accounts.models import Membership, Role
from assessment import work_list
from learners.models import Allocation

PORTFOLIO = {
    "portfolio:portfolio-view",
    "portfolio:artefact-view",
    "portfolio:history-view",
    "portfolio:imported-view",
    "portfolio:imported-file-view",
    "assessment:unit-view",
}
EVIDENCE = {
    "evidence:evidence-add",
    "evidence:evidence-write",
    "evidence:record-write",
    "evidence:record-rewrite",
    "evidence:discussion-add",
    "evidence:testimony-list",
    "evidence:testimony-ask",
    "evidence:details-change",
    "evidence:artefact-map",
    "evidence:evidence-submit",
}
BUNDLES = {"portfolio:bundle-list", "portfolio:bundle-view"}
EXPORTS = {"portfolio:export-list", "portfolio:export-request", "portfolio:export-view"}
MARKING = {"assessment:work-list", "assessment:enrolment-judge", "evidence:observation-record"}
LEARNERS = (
    {
        "portfolio:learner-list",
        "learners:learner-add",
        "learners:enrolment-add",
        "learners:enrolment-view",
        "learners:units-choose",
        "learners:allocation-add",
        "portfolio:import-list",
        "portfolio:import-check",
    }
    | PORTFOLIO
    | BUNDLES
    | EXPORTS
)
STAFF = {"accounts:staff-list"}
UNITS = {"qualifications:specification-list", "qualifications:specification-view"}


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
    labels = [m.get_role_display() for m in memberships] + ["Learner"] * bool(allocations)
    centres = [m.centre for m in memberships] + [a.enrolment.learner.centre for a in allocations]
    return {
        "nav": _items(request, memberships, allocations),
        "density": "staff" if memberships else "learner",
        "role_label": ", ".join(dict.fromkeys(labels)),
        "centre": centres[0] if centres else None,
    }


def _items(request, memberships, allocations):
    roles = {membership.role for membership in memberships}
    centres = {membership.centre_id for membership in memberships}
    items = [_item(request, "Home", "home", reverse("portfolio:home"), {"portfolio:home"})]
    if allocations:
        items += _learner_items(request, allocations[0].enrolment_id)
    if Role.ASSESSOR in roles:
        url = reverse("assessment:work-list")
        waiting = work_list.count(request.user)
        items.append(_item(request, "Marking", "marking", url, MARKING, count=waiting))
    for membership in memberships:
        if membership.role == Role.CENTRE_ADMIN:
            items += _admin_items(request, membership.centre, by_name=len(centres) > 1)
    url = reverse("qualifications:specification-list")
    return [*items, _item(request, "Units", "list", url, UNITS)]


def _learner_items(request, enrolment):
    places = (
        ("Portfolio", "portfolio", "portfolio:portfolio-view", PORTFOLIO),
        ("Add evidence", "evidence", "evidence:evidence-add", EVIDENCE),
        ("Bundles", "bundle", "portfolio:bundle-list", BUNDLES),
    )
    return [
        _item(request, label, icon, reverse(name, args=[enrolment]), pages)
        for label, icon, name, pages in places
    ]


def _admin_items(request, centre, *, by_name):
    learners = f"Learners, {centre}" if by_name else "Learners"
    staff = f"Staff, {centre}" if by_name else "Staff"
    here = [centre.pk]
    return [
        _item(
            request, learners, "learners", reverse("portfolio:learner-list", args=here), LEARNERS
        ),
        _item(request, staff, "people", reverse("accounts:staff-list", args=here), STAFF),
    ]


def _item(request, label, icon, url, pages, *, count=None):
    """Return one place; it is the current one on any of `pages`, which are names of URLs."""
    match = request.resolver_match
    return {
        "label": label,
        "icon": icon,
        "url": url,
        "count": count,
        "current": bool(match) and match.view_name in pages,
    }
