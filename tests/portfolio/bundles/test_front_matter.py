"""Which parts before the evidence does a change set anew, and which stay as they are?"""

import copy

import pytest
from django.template.loader import render_to_string

from portfolio.bundles import damage
from portfolio.bundles.evidence_index import INDEX_ROWS, QUARANTINED
from portfolio.bundles.front_matter import LONG_UNIT, facts, parts
from portfolio.bundles.press import readable
from tests.portfolio.bundles.example import criterion, document, judgement

LACKS = {"damaged": damage.DAMAGED, "quarantined": QUARANTINED}


@pytest.fixture
def large(example):
    """A unit of two outcomes with more decisions than stand together, and a long index."""
    page = document("The only page")
    for number in range(1, INDEX_ROWS + 2):
        example.add_artefact(f"Artefact {number}", pages_pdf=page)
    example.add_unit("Manage change", [criterion("1.1", judgements=attempts())])
    second = [criterion("2.1", judgements=attempts())]
    outcomes = example.manifest["units"][0]["outcomes"]
    outcomes.append({"number": 2, "title": "Review it", "criteria": second})
    return example.manifest


def attempts():
    return [judgement(attempt) for attempt in range(1, LONG_UNIT)]


def changed(before, change):
    """Return the names of the parts that `change(manifest)` leaves otherwise than they were."""
    after = copy.deepcopy(before)
    change(after)
    was = {part.name: part.data for part in parts(before)}
    return [part.name for part in parts(after) if was.get(part.name) != part.data]


def index_of(manifest):
    """Return the HTML of an index that is one part."""
    (index,) = [part for part in parts(manifest) if part.name == "index"]
    return render_to_string(index.template, readable(index.data))


def decide_on(outcome):
    def decide(manifest):
        decided = manifest["units"][0]["outcomes"][outcome]["criteria"][0]
        decided["judgements"][-1]["feedback"] = "Say more."

    return decide


def test_of_a_long_unit_a_decision_sets_one_outcome_anew(large):
    assert changed(large, decide_on(0)) == ["unit/11/decisions"]
    assert changed(large, decide_on(1)) == ["unit/11/decisions/2"]


def test_a_state_that_changes_leaves_the_decisions_as_they_were(large):
    def change(manifest):
        manifest["units"][0]["outcomes"][0]["criteria"][0]["state"] = "needs_reconfirmation"

    assert changed(large, change) == ["cover", "unit/11"]


def test_a_piece_of_evidence_that_is_accepted_leaves_the_index_as_it_was(large):
    def accept(manifest):
        manifest["artefacts"][0] |= {"state": "accepted", "state_label": "Accepted"}

    large["artefacts"][0] |= {"state": "submitted", "state_label": "Submitted"}

    assert changed(large, accept) == []


def test_a_replaced_file_sets_its_own_rows_and_those_after_the_index_anew(large):
    def replace(manifest):
        manifest["artefacts"][0]["file_name"] = "another.pdf"
        manifest["earlier_versions"].append({"reference": "E01", "number": 1})

    assert changed(large, replace) == ["index", "index/after"]


def test_a_short_index_is_one_with_what_comes_after_it(whole):
    assert [part.name for part in parts(whole.manifest) if "index" in part.name] == ["index"]


@pytest.mark.parametrize(("count", "rows"), [(0, [0]), (43, [43]), (59, [59]), (60, [40, 20])])
def test_no_few_rows_of_the_index_stand_alone(example, count, rows):
    page = document("The only page")
    for number in range(count):
        example.add_artefact(f"Artefact {number}", pages_pdf=page)

    indexes = [part for part in parts(example.manifest) if part.name.startswith("index")]

    assert [len(part.data["artefacts"]) for part in indexes if "artefacts" in part.data] == rows


@pytest.mark.parametrize(
    ("state", "version", "told"),
    [
        ("draft", 0, "draft, not sent yet"),
        ("draft", 1, "draft after version 1"),
        ("returned", 1, "returned, replaced after version 1"),
        ("returned", 2, "returned, version 2"),
        ("accepted", 2, "accepted, version 2"),
    ],
)
def test_a_file_is_not_told_to_be_the_version_that_it_replaced(whole, state, version, told):
    plan = whole.manifest["artefacts"][0]
    plan |= {"state": state, "state_label": state.capitalize(), "version": version}

    assert facts(whole.manifest)[f"state/{plan['id']}"] == told


@pytest.mark.parametrize("lack", ["damaged", "quarantined"])
def test_the_index_says_which_file_nobody_is_given(taken_back, lack):
    manifest = taken_back.manifest
    assert "unless" not in index_of(manifest)

    manifest["artefacts"][1][lack] = True
    rows, after = index_of(manifest).split("Earlier versions")
    assert rows.count("unless their row says otherwise") == 1
    assert rows.index("E02") < rows.index(LACKS[lack]) < rows.index("E03")
    assert "otherwise" not in after

    manifest["earlier_versions"][1][lack] = True
    after = index_of(manifest).split("Withdrawn evidence")[1]
    assert (after.count("unless their row says otherwise"), after.count(LACKS[lack])) == (1, 1)
