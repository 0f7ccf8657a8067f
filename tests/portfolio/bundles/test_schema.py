"""Does every manifest keep the published schema, and is anything else refused with its place?"""

import copy
import json
import zipfile

import pytest
from jsonschema import Draft202012Validator

from portfolio.bundles import archive, schema
from portfolio.bundles.built import settle
from portfolio.bundles.names import name_files


@pytest.fixture
def told(whole, tmp_path):
    """The manifest.json of the example's ZIP."""
    pdf = tmp_path / "made.pdf"
    pdf.write_bytes(b"%PDF-1.7 the portfolio")
    archive.build(
        whole.manifest,
        pdfs={pdf: settle(pdf)},
        original_of=whole.original_of,
        out=tmp_path / "out.zip",
        report=lambda percent, step: None,
    )
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        assert packed.read(schema.NAME).decode() == schema.published()
        return json.loads(packed.read("manifest.json"))


def refusal_of(value):
    with pytest.raises(schema.NotAManifest) as caught:
        schema.load(json.dumps(value).encode())
    return str(caught.value)


def fields_of(node):
    """Yield every (name, definition) of a field in a schema."""
    for name, field in node.get("properties", {}).items():
        yield name, field
        yield from fields_of(field)
        yield from fields_of(field.get("items", {}))


def test_the_schema_is_valid_and_describes_every_field():
    published = json.loads(schema.published())
    definitions = [published, *published["$defs"].values()]
    fields = [field for node in definitions for field in fields_of(node)]

    Draft202012Validator.check_schema(published)
    assert len(fields) > 120
    silent = [n for n, f in fields if "description" not in f and "$ref" not in f]
    assert silent == []


def test_every_object_of_the_schema_is_strict():
    def loose(node):
        if isinstance(node, dict):
            if "properties" in node and node.get("additionalProperties") is not False:
                yield node["description"]
            for inner in node.values():
                yield from loose(inner)
        if isinstance(node, list):
            for inner in node:
                yield from loose(inner)

    assert list(loose(json.loads(schema.published()))) == []


def test_the_manifest_of_a_zip_keeps_the_schema(told):
    assert schema.load(json.dumps(told).encode()) == told


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (["format"], "nvq-portfolio/9", "“nvq-portfolio/9”, and this installation reads"),
        (["format"], 1, "manifest.json, format: “1” is not one of: nvq-portfolio/1."),
        (["edition"], "public", "edition: “public” is not one of: learner, centre."),
        (["taken_at"], "2026-02-31T10:00:00+00:00", "taken_at: “2026-02-31T10:00:00+00:00” is not"),
        (["taken_at"], "0001-01-01T00:00:00+14:00", "taken_at: “0001-01-01T00:00:00+14:00” is not"),
        (["learner", "uln"], "12", "manifest.json, learner, uln: “12” is not written as"),
        (["learner", "name"], "", "manifest.json, learner, name: it is empty."),
        (
            ["progress", "met"],
            1.5,
            "manifest.json can’t be read as JSON: 1.5 is not a whole number.",
        ),
        (["progress", "met"], -1, "manifest.json, progress, met: -1 is out of range (minimum 0)."),
        (["surprise"], 1, "manifest.json: “surprise” is not known in this format."),
        (
            ["units", 0, "outcomes", 0, "criteria", 1, "state"],
            "done",
            "manifest.json, unit 1, outcome 1, criterion 2, state: “done” is not one of: unmapped",
        ),
        (
            ["units", 0, "outcomes", 0, "criteria", 0, "judgements", 1, "met"],
            "yes",
            "unit 1, outcome 1, criterion 1, judgement 2, met: it has to be true or false.",
        ),
        (["artefacts", 2, "title"], "x" * 501, "artefact 3, title: it is too long; the most is"),
        (["artefacts", 2, "title"], "a\x00b", "manifest.json holds letters that no text may hold."),
        (["artefacts", 2, "title"], "\ud800", "manifest.json holds letters that no text may hold."),
        (["artefacts", 1, "id"], 101, "artefacts, id: “101” stands there twice."),
        (["artefacts", 1, "archive_name"], "../x", "archive_name: “../x” is not written as it has"),
        (["artefacts", 1, "archive_name"], "", "E02, archive_name: a file has a place in the ZIP"),
        (["artefacts", 1, "quarantined"], True, "E02, archive_name: a file has a place"),
        (["earlier_versions", 0, "artefact_id"], 999, "earlier version 1: it names E01, which is"),
        (
            ["units", 0, "outcomes", 0, "criteria", 0, "evidence", 0, "artefact_id"],
            999,
            "manifest.json, unit 1: 1.1 names E01, which is not there.",
        ),
    ],
)
def test_it_is_refused_with_the_place(told, path, value, sentence):
    changed = copy.deepcopy(told)
    node = changed
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value

    assert sentence in refusal_of(changed)


def test_what_is_missing_is_named(told):
    del told["artefacts"][3]["sha256"]

    assert refusal_of(told) == "manifest.json, artefact 4: “sha256” is missing."


def test_withdrawn_evidence_keeps_it_and_can_t_stand_as_well(taken_back):
    told = json.loads(archive._manifest_text(taken_back.manifest, *name_files(taken_back.manifest)))
    assert schema.load(json.dumps(told).encode()) == told

    told["earlier_versions"][1]["artefact_id"] = 101

    assert "earlier version 2: it names E06, which is not there" in refusal_of(told)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[1]", b"null", b"\xff", b'{"a": 1, "a": 2}', b"[" * 200_000, b'{"a": 1e999}'],
)
def test_what_is_no_manifest_at_all_is_refused(data):
    with pytest.raises(schema.NotAManifest, match="manifest.json"):
        schema.load(data)
