"""How long does the bundle of a large portfolio take, cold, after one change, and unchanged?"""

import json
import os
import random
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import pikepdf
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client, override_settings

from accounts import people
from accounts.models import User
from assessment import coverage, judging
from bench import corpus, floor
from bench.watching import apart
from evidence import intake, mapping, previews, scanning, storage, submission
from evidence.mapping import Claim
from evidence.models import StoredFile
from evidence.places import Place
from learners import allocation, enrolment, registration
from learners.models import Enrolment
from portfolio.bundles import (
    archive,
    building,
    front_matter,
    gathering,
    imprint,
    manifest,
    pdf,
    requesting,
)
from portfolio.bundles.built import settle
from portfolio.bundles.lettering import Lettering
from portfolio.bundles.press import readable
from portfolio.demo import story
from qualifications.models import Criterion

EDITION = "centre"
GIVEN = "given"
CORES = len(os.sched_getaffinity(0))
FEEDBACK = (
    "The plan names who decides, by when, and what it costs if the date moves. The table on the "
    "second page compares the weeks before and after, which is what this criterion asks for."
)


def tell(count, seed, tries, folder):
    """Print the figures of `count` artefacts as JSON; `folder` takes what is made for them."""
    folder = Path(folder)
    # In a process of its own: else the jobs, which are forks, would seem to hold all the files.
    made, _, _ = apart(lambda: _prepare(count, seed, tries, folder))
    enrolled = Enrolment.objects.get(pk=made["enrolment"])
    # A worker knows both from its first bundle on; every job here is a process of its own.
    previews.converter_key()
    Lettering(pikepdf.new(), imprint.assets())
    artefacts = list(enrolled.artefacts.select_related("file"))
    paths = sorted((folder / GIVEN).iterdir())
    scenarios = {
        "cold": lambda _: _forget_all(enrolled, artefacts),
        "one feedback changed": lambda _: _judge_next(enrolled),
        "the same, settled": lambda _: _judge_and_settle(enrolled),
        "one DOCX replaced": lambda at: _replace(enrolled, artefacts, f"{seed}-{at}"),
        "the same DOCX, settled": lambda at: _replace_and_settle(
            enrolled, artefacts, f"{seed}+{at}"
        ),
    }
    rows = [_scenario(name, enrolled, make, tries) for name, make in scenarios.items()]
    bare = [_bare(enrolled, paths, folder) for _ in range(tries)]
    steps = {name: statistics.median(step[name] for step in bare) for name in bare[0]}
    assembly = steps["join"] + steps["zip"]
    unit = _unit_floor(enrolled, tries)
    floors = [floor.cold(steps, CORES), unit + assembly, assembly, assembly, assembly]
    for row, bare in zip(rows, floors, strict=True):
        row |= {"floor": round(bare, 2), "ratio": round(row["seconds"] / bare, 2)}
        row["of cold"] = f"{row['seconds'] / rows[0]['seconds']:.0%}"
    figures = {
        "artefacts": count,
        "megabytes": round(made["bytes"] / 1e6),
        "cores": CORES,
        "rows": rows,
        "steps of the floor": {name: round(seconds, 2) for name, seconds in steps.items()},
        # In a process of its own, as pages are answered.
        "unchanged": apart(lambda: _unchanged(enrolled, tries))[0],
        "ZIP step ratio": _zip_ratio(enrolled, paths, folder, tries),
        "same bytes": _same_bytes(enrolled, folder),
    }
    print(json.dumps(figures))


def tell_many(count, artefacts, seed):
    """Print the ids of `count` new enrolments, each with so many artefacts of its own, as JSON."""
    pks = []
    for number in range(count):
        enrolled = _enrol(f"learner-{Enrolment.objects.count()}")
        _fill(enrolled, corpus.make(artefacts, seed + number), to_judge_later=2)
        pks.append(enrolled.pk)
    print(json.dumps(pks))


def make_cold(pks):
    """Change each enrolment by one judgement, and forget every page that is kept."""
    for pk in pks:
        enrolled = Enrolment.objects.get(pk=pk)
        _judge_next(enrolled)
        _forget_pages(enrolled.artefacts.select_related("file"))
    print("cold")


def _prepare(count, seed, tries, folder):
    """Make a portfolio of so many artefacts, and put their files into `folder` too."""
    files = corpus.make(count, seed)
    enrolled = _enrol(f"learner-{Enrolment.objects.count()}")
    _fill(enrolled, files, to_judge_later=2 * tries + 2)
    _learn_pages(enrolled, folder)
    (folder / GIVEN).mkdir()
    for file in files:
        (folder / GIVEN / file.name).write_bytes(file.data)
    return {"enrolment": enrolled.pk, "bytes": sum(len(file.data) for file in files)}


def _enrol(login):
    owen, ben = (User.objects.get(email=f"{who}@harbour.example") for who in ("owen", "ben"))
    like = Enrolment.objects.get(learner__user__email=story.person("amy").email)
    email = f"{login}@harbour.example"
    people.add_person(email, name="Petra Long", by=owen)
    learner = registration.add_learner(
        like.learner.centre, name="Petra Long", email=email, uln="", by=owen
    )
    days = {"starts_on": like.starts_on, "due_on": like.due_on}
    enrolled = registration.enrol(learner, like.specification, by=owen, **days)
    enrolled = enrolment.choose_units(enrolled, list(like.chosen_units()), by=owen)
    allocation.allocate(enrolled, ben, role="assessor", by=owen)
    return enrolled


def _fill(enrolled, files, *, to_judge_later):
    """Add, map, send and judge all files; return the artefacts.

    So many criteria have a file of their own, which is judged later.
    """
    learner = enrolled.learner.user
    units = enrolled.chosen_units()
    criteria = list(Criterion.objects.filter(outcome__unit__in=units).order_by("pk"))
    chance = random.Random(len(files))
    later, now = criteria[:to_judge_later], criteria[to_judge_later:]
    artefacts = []
    for number, file in enumerate(files):
        upload = SimpleUploadedFile(file.name, file.data, content_type="")
        artefact = intake.receive(enrolled, upload, by=learner)
        _call_clean(artefact, file.pages or 1)
        shown = chance.sample(now, 2) if number >= len(later) else [later[number]]
        claims = [Claim(criterion, Place(1), FEEDBACK[:80]) for criterion in shown]
        mapping.cross_reference(
            artefact, claims, title=file.name[4:-5], kind=artefact.kind, by=learner
        )
        artefacts.append(artefact)
    submission.submit(enrolled, artefacts, declared=True, by=learner)
    _judge(enrolled, [c for c in _waiting(enrolled) if c.criterion not in later])
    return artefacts


def _call_clean(artefact, pages):
    """Let a file pass for checked, with pages still to be made."""
    StoredFile.objects.filter(pk=artefact.file_id).update(
        state="clean", pages=pages, rendition="pages", rendered_with=previews.converter_key()
    )


def _learn_pages(enrolled, folder):
    """Note how many pages each file has, which the check of a file that comes in would know."""
    told = manifest.take(enrolled.pk, EDITION)
    _gather(told, folder)
    for artefact in told["artefacts"]:
        StoredFile.objects.filter(sha256=artefact["sha256"]).update(
            pages=artefact["pages"], rendition=artefact["rendition"]
        )


def _gather(told, folder):
    return gathering.gather(
        told,
        cache=building.front_matter(),
        scratch=folder,
        report=lambda percent, step: None,
    )


def _waiting(enrolled):
    covered = coverage.of_enrolment(enrolled)
    return [c for unit in covered.units for c in unit.criteria if c.waiting]


def _judge(enrolled, waiting):
    decisions = [
        judging.Decision(
            covered.criterion.pk,
            met=True,
            seen=frozenset(version.pk for version in covered.waiting),
            feedback=FEEDBACK,
        )
        for covered in waiting
    ]
    ben = User.objects.get(email="ben@harbour.example")
    judging.record_judgements(enrolled, decisions, feedback="", by=ben)


def _judge_next(enrolled):
    _judge(enrolled, _waiting(enrolled)[:1])


def _judge_and_settle(enrolled):
    """Judge one more, and let the worker set what that changed."""
    _judge_next(enrolled)
    _settle(enrolled)


def _settle(enrolled):
    pdf.set_ahead(manifest.take(enrolled.pk, EDITION), building.front_matter())


def _replace(enrolled, artefacts, seed):
    """Put another document in the place of one; its check makes its pages, as of all that come."""
    learner = enrolled.learner.user
    old = next(a for a in artefacts if a.file_name.endswith(".docx"))
    file = corpus.make_one("docx", "900", seed)
    intake.replace_file(old, SimpleUploadedFile(file.name, file.data, content_type=""), by=learner)
    old.refresh_from_db()
    scanning.scan(old.file_id)


def _replace_and_settle(enrolled, artefacts, seed):
    """Put another document in the place of one, and let the worker set what that changed."""
    _replace(enrolled, artefacts, seed)
    _settle(enrolled)


def _forget_all(enrolled, artefacts):
    """Forget every page, and that there is a bundle, which would else be offered as it is."""
    enrolled.bundles.update(state="expired")
    _forget_pages(artefacts)


def _forget_pages(artefacts):
    for artefact in artefacts:
        shutil.rmtree(storage.rendition(artefact.file.sha256, previews.converter_key()), True)
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "front-matter", ignore_errors=True)


def _scenario(name, enrolled, make, tries):
    """Return the median of building after `make(try)`, with the highest memory of all tries."""
    runs = [_run(enrolled, make, at) for at in range(tries)]
    peaks = [peak for _, _, peak in runs]
    return {
        "what": name,
        "seconds": round(statistics.median(seconds for _, seconds, _ in runs), 2),
        "pages": runs[-1][0]["pages"],
        "bundle MB": round(runs[-1][0]["bytes"] / 1e6),
        **{f"{of} MB": max(peak[of] for peak in peaks) for of in peaks[0]},
    }


def _run(enrolled, make, at):
    make(at)
    bundle = requesting.request(enrolled, edition=EDITION, by=None)

    def job():
        built = building.build(bundle.pk)
        if built is None or built.state != "ready":
            raise SystemExit(f"The bundle was not made: {built and built.reason}")
        return {"pages": built.pages, "bytes": built.pdf_size + built.zip_size}

    return apart(job)


def _documents(enrolled):
    """Return the HTML of each unit's pages in one document, as the typesetter gets it."""
    told = manifest.take(enrolled.pk, EDITION)
    return [
        render_to_string("pdf/unit.html", readable(front_matter.unit_data(told, unit, position)))
        for position, unit in enumerate(told["units"], 1)
    ]


def _bare(enrolled, paths, folder):
    with tempfile.TemporaryDirectory(dir=folder) as made:
        return floor.measure(paths, _documents(enrolled), Path(made))


def _unit_floor(enrolled, tries):
    """Return the seconds of the bare typesetter for the longest unit."""
    longest = max(_documents(enrolled), key=len)
    return statistics.median(floor.units([longest]) for _ in range(tries))


def _unchanged(enrolled, tries):
    """Return the seconds from asking again to the first byte of the bundle that is there."""
    admin = User.objects.get(email="owen@harbour.example")
    client = Client()
    client.force_login(admin, settings.AUTHENTICATION_BACKENDS[-1])
    seconds = []
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for _ in range(tries):
            began = time.perf_counter()
            asked = client.post(f"/enrolments/{enrolled.pk}/bundles/request/", {"edition": EDITION})
            first = client.get(f"{asked.url}download/pdf/")
            next(iter(first.streaming_content))
            seconds.append(time.perf_counter() - began)
            first.close()
    return round(statistics.median(seconds), 3)


def _zip_ratio(enrolled, paths, folder, tries):
    """Return how long the ZIP of a bundle takes, divided by a plain ZIP of the same files."""
    bundle = enrolled.bundles.ready().first()
    made = storage.store().fetch(building.stored_name(bundle, building.PDF_NAME))
    pdfs = {made: settle(made)}
    ratios = []
    for _ in range(tries):
        began = time.perf_counter()
        archive.build(
            bundle.manifest,
            pdfs=pdfs,
            original_of=storage.original,
            out=folder / "ours.zip",
            report=lambda percent, step: None,
        )
        ours = time.perf_counter() - began
        began = time.perf_counter()
        floor.zip_store([*paths, made], folder / "plain.zip")
        ratios.append(ours / (time.perf_counter() - began))
    return round(statistics.median(ratios), 2)


def _same_bytes(enrolled, folder):
    """Return whether the same manifest gives the same PDF twice, before it is signed."""
    told = enrolled.bundles.ready().first().manifest
    pages = _gather(told, folder)
    made = []
    for name in ("once.pdf", "twice.pdf"):
        (built,) = pdf.build(
            told,
            rendition_of=pages.get,
            original_of=storage.original,
            scratch=folder,
            out=folder / name,
            cache=folder / name[:4],
            report=lambda percent, step: None,
        ).values()
        made.append(built.sha256)
    return made[0] == made[1]
