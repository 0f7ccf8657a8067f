"""The versions of an artefact: the latest first, each with the decisions on it, or without."""

from core import clock
from evidence import intake, scanning, submission
from evidence.models import Artefact
from portfolio import versions
from tests.people import add_artefact, find_virus_in, judge, map_to, submit, text_file


def told_of(artefact):
    """Return (number, decisions or the word in their place) of each version."""
    artefact = Artefact.objects.get(pk=artefact.pk)
    return [
        (row["version"].number, [d["word"] for d in row["decisions"]] or row["word"])
        for row in versions.of(artefact, list(artefact.versions.all()))
    ]


def unsent(artefact):
    artefact = Artefact.objects.get(pk=artefact.pk)
    return versions.unsent(artefact, versions.of(artefact, list(artefact.versions.all())))


def test_a_version_that_waits_is_not_yet_judged(sent):
    assert told_of(sent) == [(1, "Not yet judged")]
    assert unsent(sent) == ""


def test_decisions_stay_with_the_version_that_they_were_made_on(enrolment, sent, amy, ben):
    judge(enrolment, ben, c11=True, c12="Say who was there.")
    now = intake.replace_file(sent, text_file("better.txt", "Better."), by=amy)
    scanning.scan(now.file_id)
    before = unsent(sent)
    submit(enrolment, sent, by=amy)

    assert before == "better.txt: a new file since version 1. Not sent yet, not judged."
    assert told_of(sent) == [(2, "Not yet judged"), (1, ["1.1 met", "1.2 not yet met"])]


def test_what_was_taken_back_says_so(enrolment, sent, amy):
    submission.recall(enrolment, [sent], by=amy)
    taken_back = told_of(sent), unsent(sent)
    submit(enrolment, sent, by=amy)

    assert taken_back == (
        [(1, "Not judged: it was taken back.")],
        "The file of version 1, taken back. Not sent yet, not judged.",
    )
    assert told_of(sent)[1] == (1, "Not judged: a later version came after it.")


def test_what_changed_after_it_was_judged_says_so(all_met, sent, amy, criteria):
    map_to(sent, criteria["1.1"], by=amy, words="Who counts, and when.")

    assert unsent(sent) == (
        "The file of version 1, with another title, kind or mapping. Not sent yet, not judged."
    )


def test_what_was_never_sent_is_said_to_be_so(enrolment, amy):
    artefact = add_artefact(enrolment, by=amy)

    assert (told_of(artefact), unsent(artefact)) == ([], "minutes.txt: not sent yet, not judged.")


def test_with_whom_it_is_and_why_it_stays(enrolment, sent, ben):
    free = versions.with_whom(sent)
    judge(enrolment, ben, c11=True)

    assert free == {"said": "Sent to Ben. The answer is promised within ten days.", "why_not": ""}
    assert versions.with_whom(sent)["why_not"].startswith("E01 can’t be taken back: 1.1 is judged")


def test_without_an_assessor_it_is_with_the_centre(enrolment, sent):
    enrolment.allocations.filter(role="assessor").update(ends=clock.now())

    assert versions.with_whom(sent)["said"] == ("Sent to your centre, which will name an assessor.")


def test_what_a_virus_sent_back_is_not_said_to_be_taken_back(own_storage, sent):
    find_virus_in(sent.file)

    assert told_of(sent) == [(1, "Not judged: a virus was found in its file.")]
