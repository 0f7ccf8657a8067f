"""Does a portfolio come in whole, once, or not at all, and go out again as it came?"""

import datetime as dt
import json
import threading
import zipfile

import pytest
from django.db import connection, transaction

from accounts.models import Role
from assessment import signing_off
from audit import fingerprints, trail
from audit.models import AuditEvent
from core import clock
from core.errors import RuleViolation
from evidence import intake, scanning, storage, submission
from evidence.models import StoredFile
from evidence.states import FileState
from evidence.stores import differences, leftovers
from learners import allocation, registration
from portfolio.bundles import building, damage, manifest, requesting
from portfolio.imports import exporting, importing, opening, taking_in
from portfolio.models import Bundle, ImportedFile, ImportedPortfolio
from tests.people import DUE_ON, STARTS_ON, add_artefact, enrolled, person, text_file


def bring_in(path, learner, by):
    read_zip = opening.read(path)
    opening.prove(read_zip)
    return importing.bring_in(read_zip, learner, by=by)


def zip_of(bundle):
    """Return the path of the ZIP of a bundle, built now."""
    building.build(bundle.pk)
    bundle.refresh_from_db()
    assert bundle.state == "ready", bundle.reason
    return storage.store().fetch(building.stored_name(bundle, building.ZIP_NAME))


def manifest_in(path):
    with zipfile.ZipFile(path) as packed:
        return json.loads(packed.read("manifest.json"))


def everything():
    """How many rows there are of all that an import writes."""
    models = (ImportedPortfolio, ImportedFile, StoredFile, AuditEvent)
    return [model.objects.count() for model in models]


def test_it_comes_in_as_history_with_its_origin(zip_of_amy, amy_there, other_centre, dan, signed):
    imported, is_new = bring_in(zip_of_amy, amy_there, dan)

    told = manifest.take(signed.enrolment_id, "centre")
    assert is_new
    assert (imported.centre, imported.learner, imported.imported_by) == (
        other_centre, amy_there, dan,
    )  # fmt: skip
    for part in ("units", "artefacts", "declarations", "feedback", "staff"):
        assert imported.manifest[part] == json.loads(json.dumps(told[part]))
    [step] = imported.origin
    assert step == {
        "centre": "Harbour",
        "taken_at": imported.manifest["taken_at"],
        "manifest_sha256": fingerprints.of_value(imported.manifest),
        "sealed_by": "a demo key, which shows no sender",
        "imported_into": "Northgate",
        "imported_at": manifest.moment_in_words(imported.imported_at),
    }
    files = [(f.reference, f.version, f.file_name) for f in imported.files.all()]
    assert files == [("E01", 0, "minutes.txt"), ("E02", 0, "report.txt")]


def test_it_writes_one_event_and_the_trail_holds(zip_of_amy, amy_there, dan):
    before = AuditEvent.objects.count()

    imported, _ = bring_in(zip_of_amy, amy_there, dan)

    event = AuditEvent.objects.order_by("pk").last()
    assert AuditEvent.objects.count() == before + 1
    assert (event.act, event.by, event.chain.name) == (
        "portfolio.imported", dan, imported.centre.audit_chain,
    )  # fmt: skip
    assert list(trail.verify()) == []


def test_nothing_of_it_counts_as_judged_here(zip_of_amy, amy_there, dan):
    bring_in(zip_of_amy, amy_there, dan)

    assert not amy_there.enrolments.exists()


def test_an_earlier_version_comes_too(all_met, sent, amy, packed, amy_there, dan):
    intake.replace_file(sent, text_file("v2.txt", "Second."), by=amy)

    imported, _ = bring_in(packed(manifest.take(all_met.pk, "centre")), amy_there, dan)

    files = [(f.reference, f.version, f.file_name) for f in imported.files.all()]
    assert files[-1] == ("E01", 1, "minutes.txt")
    assert len(files) == 3


def test_files_that_were_not_known_are_checked_like_all_others(zip_of_amy, amy_there, dan):
    hashes = set(StoredFile.objects.values_list("sha256", flat=True))
    forget_files()

    imported, _ = bring_in(zip_of_amy, amy_there, dan)

    files = StoredFile.objects.filter(imports__imported=imported)
    assert {file.sha256 for file in files} == hashes
    assert {file.state for file in files} == {FileState.PENDING}
    for file in files:
        scanning.scan(file.pk)
    assert {file.state for file in files.all()} == {FileState.CLEAN}


def test_imported_twice_it_is_the_first_one(zip_of_amy, amy_there, dan):
    first, _ = bring_in(zip_of_amy, amy_there, dan)
    before = everything()

    second, is_new = bring_in(zip_of_amy, amy_there, dan)

    assert (second, is_new) == (first, False)
    assert everything() == before


def test_another_centre_has_its_own(zip_of_amy, amy_there, dan, enrolment, owen):
    there, _ = bring_in(zip_of_amy, amy_there, dan)
    here, is_new = bring_in(zip_of_amy, enrolment.learner, owen)

    assert is_new
    assert here != there


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one(zip_of_amy, amy_there, dan):
    read_zip = opening.read(zip_of_amy)
    meet, results = threading.Barrier(2, timeout=20), []

    def import_it():
        try:
            kept = taking_in.take_in(read_zip)
            meet.wait()
            results.append(importing._write_down(read_zip, amy_there, kept, by=dan))
        finally:
            connection.close()

    both = [threading.Thread(target=import_it) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert sorted(is_new for _, is_new in results) == [False, True]
    assert ImportedPortfolio.objects.count() == 1


def test_a_failure_in_the_middle_leaves_nothing(zip_of_amy, amy_there, dan, own_storage):
    forget_files()
    before = everything()
    read_zip = opening.read(zip_of_amy)
    kept = taking_in.take_in(read_zip)
    del kept[read_zip.originals[-1].sha256]

    with pytest.raises(KeyError), transaction.atomic():
        importing._write_down(read_zip, amy_there, kept, by=dan)

    assert everything() == before
    assert list(storage.incoming("").iterdir()) == []
    until = clock.now() + dt.timedelta(minutes=1)
    assert len(list(differences.unknown(storage.ORIGINALS, until))) == 2
    with clock.standing_at(clock.now() + dt.timedelta(days=2)):
        assert leftovers.remove() == 2
    assert list(differences.unknown(storage.ORIGINALS, until)) == []


def test_a_refused_original_leaves_nothing_and_is_named(unpacked, amy_there, dan, own_storage):
    forget_files()
    before, told = everything(), unpacked.manifest
    name, data = told["artefacts"][1]["archive_name"], b"MZ\x90\x00" + b"\x00" * 200
    set_original(unpacked, told, 1, data)

    with pytest.raises(RuleViolation) as caught:
        bring_in(unpacked.seal(), amy_there, dan)

    assert caught.value.message.startswith(f"{name} can’t be taken in.")
    assert everything() == before
    assert list(storage.incoming("").iterdir()) == []


def test_an_original_of_another_type_is_refused(unpacked, amy_there, dan):
    told = unpacked.manifest
    told["artefacts"][0]["content_type"] = "application/pdf"
    set_original(unpacked, told, 0, b"Words that nobody sent yet.")

    with pytest.raises(RuleViolation, match="is of the type text/plain, but the manifest says"):
        bring_in(unpacked.seal(), amy_there, dan)


def test_twins_are_each_looked_at_by_their_own_name(unpacked, amy_there, dan):
    told = unpacked.manifest
    for position, file_name in enumerate(["run me.bat", "notes.txt"]):
        told["artefacts"][position]["file_name"] = file_name
        set_original(unpacked, told, position, b"Notes of the week\r\ncalc\r\n")

    with pytest.raises(RuleViolation, match="can’t be taken in") as caught:
        bring_in(unpacked.seal(), amy_there, dan)

    assert caught.value.message.startswith(told["artefacts"][0]["archive_name"])
    assert not ImportedPortfolio.objects.exists()


@pytest.mark.parametrize(
    ("told_otherwise", "refusal"),
    [
        ({"content_type": "text/x-bat"}, "is of the type text/plain, but the manifest says"),
        ({"file_name": "run me.bat"}, "can’t be taken in"),
    ],
)
def test_bytes_that_are_known_here_pass_the_same_door(
    unpacked, amy_there, dan, told_otherwise, refusal
):
    told = unpacked.manifest
    told["artefacts"][0] |= told_otherwise
    unpacked.put_manifest(told)

    with pytest.raises(RuleViolation, match=refusal):
        bring_in(unpacked.seal(), amy_there, dan)


def test_a_table_that_somebody_else_had_sent_as_a_text_comes_in(
    all_met, amy, packed, amy_there, centre, specification, owen, dan
):
    bea = enrolled("bea", centre=centre, specification=specification, by=owen)
    words = "day,calls\n1,20\n2,31\n"
    add_artefact(bea, by=bea.learner.user, name="calls.txt", words=words)
    add_artefact(all_met, by=amy, name="calls.csv", words=words)
    told = manifest.take(all_met.pk, "centre")
    assert told["artefacts"][-1]["content_type"] == "text/csv"

    imported, _ = bring_in(packed(told), amy_there, dan)

    assert [file.file_name for file in imported.files.all()][-1] == "calls.csv"


def test_the_same_words_may_be_a_text_and_a_table(unpacked, amy_there, dan):
    told = unpacked.manifest
    facts = [("notes.txt", "text/plain"), ("notes.csv", "text/csv")]
    for position, (file_name, content_type) in enumerate(facts):
        told["artefacts"][position] |= {"file_name": file_name, "content_type": content_type}
        set_original(unpacked, told, position, b"day,calls\n1,20\n2,31\n")

    imported, _ = bring_in(unpacked.seal(), amy_there, dan)

    assert [file.file_name for file in imported.files.all()] == ["notes.txt", "notes.csv"]
    assert len({file.file_id for file in imported.files.all()}) == 1
    built = building.build(exporting.request(imported, by=dan).pk)
    assert (built.state, built.reason) == ("ready", "")


def test_what_claims_to_be_written_in_a_form_has_to_read_as_that(unpacked, amy_there, dan):
    told = unpacked.manifest
    told["artefacts"][0]["content_type"] = "application/vnd.portfolio.record+json"
    set_original(unpacked, told, 0, b'{"kind": "plan"}')

    with pytest.raises(RuleViolation, match="is not what was written in such a form"):
        bring_in(unpacked.seal(), amy_there, dan)


def test_the_round_trip_gives_the_same_manifest_but_for_its_origin(
    signed, amy_there, dan, owen, enrolment
):
    first = zip_of(requesting.request(signed.enrolment, edition="centre", by=owen))
    imported, _ = bring_in(first, amy_there, dan)

    second = zip_of(exporting.request(imported, by=dan))

    before, after = manifest_in(first), manifest_in(second)
    assert after.pop("origin") == imported.origin
    assert before.pop("origin") == []
    assert json.dumps(after, sort_keys=True) == json.dumps(before, sort_keys=True)
    third, _ = bring_in(second, enrolment.learner, owen)
    assert [(step["centre"], step["imported_into"]) for step in third.origin] == [
        ("Harbour", "Northgate"), ("Northgate", "Harbour"),
    ]  # fmt: skip
    assert bring_in(second, amy_there, dan) == (imported, False)
    assert list(trail.verify()) == []


def test_the_round_trip_keeps_what_was_taken_back(
    signed, sent, amy_there, amy, ben, dan, owen, client_of
):
    signing_off.reopen(signed, because="A slip of mine.", by=ben)
    submission.withdraw(sent, because="It names a customer.", by=amy)
    first = zip_of(requesting.request(signed.enrolment, edition="centre", by=owen))
    imported, _ = bring_in(first, amy_there, dan)

    second = zip_of(exporting.request(imported, by=dan))

    before, after = manifest_in(first), manifest_in(second)
    assert {**after, "origin": []} == before
    assert [s["because"] for s in after["units"][0]["earlier_sign_offs"]] == ["A slip of mine."]
    file = imported.files.get(reference="E01")
    assert (file.version, file.file.sha256) == (1, sent.file.sha256)
    page = client_of(dan).get(imported.get_absolute_url()).content.decode()
    assert "A slip of mine." in page
    assert file.get_absolute_url() in page
    assert "E01 version 1 (withdrawn on" in page
    assert "It names a customer." in client_of(dan).get(file.get_absolute_url()).content.decode()


def test_asked_again_it_is_the_same_bundle(zip_of_amy, amy_there, dan):
    imported, _ = bring_in(zip_of_amy, amy_there, dan)
    bundle = exporting.request(imported, by=dan)
    assert exporting.request(imported, by=dan) == bundle

    zip_of(bundle)

    assert exporting.request(imported, by=dan) == bundle
    assert Bundle.objects.get().audit_chain == imported.centre.audit_chain


def test_where_its_files_are_gone_a_new_one_is_made(zip_of_amy, amy_there, dan):
    imported, _ = bring_in(zip_of_amy, amy_there, dan)
    zip_of(exporting.request(imported, by=dan)).unlink()

    assert exporting.request(imported, by=dan).state == "requested"


@pytest.mark.parametrize("here", [True, False])
def test_while_a_file_stays_damaged_it_is_the_same_bundle(
    own_storage, all_met, packed, amy_there, dan, here
):
    told = manifest.take(all_met.pk, "centre")
    if not here:
        damage.mark(told["artefacts"][0])
    imported, _ = bring_in(packed(told), amy_there, dan)
    if here:
        storage.original(told["artefacts"][0]["sha256"]).unlink()
    bundle = exporting.request(imported, by=dan)
    zip_of(bundle)

    assert exporting.request(imported, by=dan) == bundle


def test_a_bundle_of_an_import_is_called_off(zip_of_amy, amy_there, dan):
    imported, _ = bring_in(zip_of_amy, amy_there, dan)
    bundle = exporting.request(imported, by=dan)

    requesting.cancel(bundle, by=dan)

    bundle.refresh_from_db()
    assert bundle.state == "cancelled"
    assert list(trail.verify()) == []


def test_what_is_found_infected_here_is_left_out_of_the_next_zip(zip_of_amy, amy_there, dan):
    imported, _ = bring_in(zip_of_amy, amy_there, dan)
    with transaction.atomic():
        stored = StoredFile.objects.get(imports__reference="E02")
        stored.state, stored.reason = FileState.INFECTED, "ClamAV found Eicar in it."
        stored.save()
        trail.record("file.checked", stored, by=None)

    told = manifest_in(zip_of(exporting.request(imported, by=dan)))

    entry = told["artefacts"][1]
    assert (entry["quarantined"], entry["archive_name"]) == (True, "")
    assert entry["problem"] == "Quarantined: ClamAV found Eicar in it."


def test_who_sees_it(zip_of_amy, amy_there, other_centre, dan, amy, una_there, specification, ben):
    imported, _ = bring_in(zip_of_amy, amy_there, dan)
    there = registration.enrol(amy_there, specification, starts_on=STARTS_ON, due_on=DUE_ON, by=dan)
    seen = ImportedPortfolio.objects.visible_to

    assert list(seen(dan)) == [imported]
    assert list(seen(una_there)) == list(seen(ben)) == list(seen(person("nobody"))) == []
    # Of an own portfolio nobody sees the centre's edition.
    assert list(seen(amy)) == []
    allocation.allocate(there, una_there, role=Role.ASSESSOR, by=dan)
    assert list(seen(una_there)) == [imported]
    assert imported.roles_of(una_there) == {Role.ASSESSOR}
    assert imported.roles_of(ben) == set()
    assert imported.roles_of(dan) == {Role.CENTRE_ADMIN}


def test_a_learner_sees_the_own_edition(signed, packed, amy_there, dan, amy):
    imported, _ = bring_in(packed(manifest.take(signed.enrolment_id, "learner")), amy_there, dan)

    assert list(ImportedPortfolio.objects.visible_to(amy)) == [imported]
    assert imported.roles_of(amy) == {Role.LEARNER}
    assert set(ImportedFile.objects.visible_to(amy)) == set(imported.files.all())


def test_a_quarantined_artefact_comes_without_its_file(all_met, amy, packed, amy_there, dan):
    add_artefact(all_met, by=amy, name="third.txt")
    told = manifest.take(all_met.pk, "centre")
    told["artefacts"][2] |= {"quarantined": True, "problem": "Quarantined: a virus."}

    imported, _ = bring_in(packed(told), amy_there, dan)

    assert [f.reference for f in imported.files.all()] == ["E01", "E02"]
    again = manifest_in(zip_of(exporting.request(imported, by=dan)))
    assert again["artefacts"][2]["problem"] == "Quarantined: a virus."


def set_original(unpacked, told, position, data):
    """Put other bytes in the place of an original, with every sum and size set right."""
    artefact = told["artefacts"][position]
    unpacked.put(artefact["archive_name"], data)
    artefact["size"] = len(data)
    lines = unpacked.entries["sha256sum.txt"].decode().splitlines()
    artefact["sha256"] = next(x[:64] for x in lines if x[66:] == artefact["archive_name"])
    unpacked.put_manifest(told)


def test_a_damaged_artefact_comes_without_its_file(all_met, amy, packed, amy_there, dan):
    told = manifest.take(all_met.pk, "centre")
    damage.mark(told["artefacts"][1])

    imported, _ = bring_in(packed(told), amy_there, dan)

    assert [f.reference for f in imported.files.all()] == ["E01"]
    again = manifest_in(zip_of(exporting.request(imported, by=dan)))
    assert (again["artefacts"][1]["damaged"], again["artefacts"][1]["archive_name"]) == (True, "")


def forget_files():
    """Let the records look as they would in another installation: no file is known there."""
    for stored in StoredFile.objects.all():
        StoredFile.objects.filter(pk=stored.pk).update(sha256="0" * 48 + f"{stored.pk:016}")
