"""Which are the main screens, of whom, and where are they in the demo?"""

from django.urls import reverse

from assessment import work_list
from evidence.models import Artefact
from learners.models import Enrolment
from portfolio.demo import story


def main():
    """Return {name: [login, address]} of the eight main screens."""
    amy, joe = (_enrolment_of(login) for login in ("amy", "joe"))
    ben = amy.allocations.current().get(role="assessor").user
    unit = amy.chosen_units().first()
    found = {
        "portfolio": ("amy", amy.get_absolute_url()),
        "map": ("amy", reverse("evidence:artefact-map", args=[_to_map(amy).pk])),
        "add-evidence": ("amy", reverse("evidence:evidence-add", args=[amy.pk])),
        "workbench": ("ben", reverse("assessment:enrolment-judge", args=[_to_judge(ben).pk])),
        "unit": ("amy", reverse("assessment:unit-view", args=[amy.pk, unit.pk])),
        "home-assessor": ("ben", reverse("portfolio:home")),
        "learners": ("owen", amy.learner.centre.get_absolute_url()),
        "bundle": ("joe", joe.bundles.filter(edition="learner").first().get_absolute_url()),
    }
    return {name: list(screen) for name, screen in found.items()}


def every():
    """Return the same for these, the homes of the others, and what people read most."""
    amy = _enrolment_of("amy")
    return main() | {
        "home-learner": ["amy", reverse("portfolio:home")],
        "home-centre": ["owen", reverse("portfolio:home")],
        "artefact": ["amy", reverse("portfolio:artefact-view", args=[_to_map(amy).pk])],
        "history": ["amy", reverse("portfolio:history-view", args=[amy.pk])],
        "marking": ["ben", reverse("assessment:work-list")],
        "units": ["amy", reverse("qualifications:specification-view", args=[amy.specification_id])],
    }


def _enrolment_of(login):
    return Enrolment.objects.get(learner__user__email=story.person(login).email)


def _to_map(enrolment):
    drafts = Artefact.objects.filter(enrolment=enrolment, state="draft")
    return drafts.order_by("-file__pages", "number").first()


def _to_judge(assessor):
    return work_list.of(assessor)[0].enrolment
