"""What does `manage.py import_portfolio` do, say and refuse?"""

import pytest
from django.core.management import CommandError, call_command

from learners import registration
from portfolio.models import ImportedPortfolio
from tests.portfolio.imports.test_importing import everything


def run(path, capsys, *options):
    call_command("import_portfolio", str(path), "--centre", "northgate", *options)
    return capsys.readouterr().out


def test_it_imports_and_says_what(zip_of_amy, amy_there, capsys):
    said = run(zip_of_amy, capsys)

    imported = ImportedPortfolio.objects.get()
    assert (imported.learner, imported.imported_by) == (amy_there, None)
    for line in (
        "Learner         Amy",
        "Qualification   Level 2 Award in Stock, Small Awards",
        "Comes from      Harbour",
        "Units           1 unit, 3 of 3 criteria met",
        "Evidence        2 artefacts, 0 earlier versions",
        "Decisions       3 decisions",
        "Sign-offs       1 unit with 1 signature",
        f"Imported for Amy at Northgate: /imports/{imported.pk}/",
    ):
        assert line in said


def test_a_second_time_it_says_so(zip_of_amy, amy_there, capsys):
    run(zip_of_amy, capsys)
    before = everything()

    assert "It was imported before, for Amy. Nothing was changed." in run(zip_of_amy, capsys)
    assert everything() == before


def test_a_dry_run_writes_nothing(zip_of_amy, amy_there, capsys):
    before = everything()

    said = run(zip_of_amy, capsys, "--dry-run")

    assert "The file is whole. The portfolio would go to Amy. Nothing was written." in said
    assert everything() == before


@pytest.mark.parametrize("who", ["amy@x.example", "1234567890"])
def test_the_learner_is_named_by_e_mail_or_uln(zip_of_amy, amy_there, capsys, who):
    run(zip_of_amy, capsys, "--learner", who)

    assert ImportedPortfolio.objects.get().learner == amy_there


def test_a_learner_of_another_name_is_named_and_said_to_be_the_same(
    zip_of_amy, other_centre, dan, capsys
):
    luke = registration.add_learner(
        other_centre, name="Luke Robson", email="luke@x.example", uln="", by=dan
    )

    said = run(zip_of_amy, capsys, "--learner", "luke@x.example")

    assert "The file says Amy, but --learner says that this is Luke Robson." in said
    assert ImportedPortfolio.objects.get().learner == luke


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--centre", "nowhere"], "There is no centre “nowhere”. There are: harbour, northgate."),
        (["--centre", "northgate"], "No single learner of Northgate fits Amy. Say who it is"),
        (["--centre", "northgate", "--learner", "x@x.example"], "Northgate has no learner with"),
    ],
)
def test_it_refuses_with_the_way_on(zip_of_amy, other_centre, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("import_portfolio", str(zip_of_amy), *options)


def test_it_names_the_place_in_a_file_that_was_changed(unpacked, amy_there, capsys):
    unpacked.entries["index.html"] += b" "

    with pytest.raises(CommandError, match="^index.html is not the file that sha256sum.txt lists"):
        run(unpacked.seal(), capsys)


def test_it_says_when_there_is_no_file(tmp_path, other_centre, capsys):
    with pytest.raises(CommandError, match="There is no file"):
        run(tmp_path / "none.zip", capsys)
