"""What the tests of the bundles share: an example, and a press whose work is kept."""

import pytest

from portfolio.bundles import built, pdf
from portfolio.bundles.volumes import ANY
from tests.portfolio.bundles.example import DOCX, Example, criterion, document, judgement, sign_off


@pytest.fixture(scope="session")
def kept_parts(tmp_path_factory):
    """One cache for all tests that do not look into it."""
    return tmp_path_factory.mktemp("parts")


@pytest.fixture
def example(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    return Example(folder)


@pytest.fixture
def whole(example):
    """Two units and five artefacts: upright, wide, converted to text, without pages, foreign."""
    plan = example.add_artefact(
        "Call-back project plan", pages_pdf=document("Plan one", "Plan two", "Plan three")
    )
    chart = example.add_artefact(
        "Gantt chart", pages_pdf=document("A wide chart", size="A3 landscape")
    )
    minutes = example.add_artefact(
        "Minutes of 4 March",
        pages_pdf=document("Minutes one", "Minutes two"),
        data=b"a word file",
        content_type=DOCX,
        file_name="minutes.docx",
        rendition="text",
    )
    video = example.add_artefact(
        "Role play",
        data=b"moving pictures",
        content_type="video/mp4",
        file_name="VID_1.MP4",
    )
    letter = example.add_artefact(
        "Świadectwo, Отзыв, ŵ a ŷ, ملاحظات", pages_pdf=document("A letter")
    )
    tries = [judgement(1, met=False, feedback="Say who holds each risk."), judgement(2)]
    example.add_unit(
        "Initiate and implement operational change",
        [
            criterion("1.1", shown=[(plan, 2), (video, None)], judgements=tries),
            criterion("1.2", shown=[(minutes, 2), (letter, None)], judgements=[judgement()]),
            criterion("1.3", state="unmapped", label="Unmapped"),
        ],
        sign_off=sign_off(),
    )
    example.add_unit(
        "Manage customer service operations",
        [criterion("1.1", shown=[(chart, 1), (plan, None)], state="mapped", label="Mapped")],
    )
    example.manifest["feedback"].append(
        {
            "text": "A strong portfolio.",
            "given_by": "Ben Hughes",
            "role": "Assessor",
            "given_at": "2026-11-14T09:00:00+00:00",
        }
    )
    example.manifest["earlier_versions"].append(
        {
            "artefact_id": plan["id"],
            "reference": "E01",
            "number": 1,
            "file_name": "old plan.pdf",
            "sha256": example.keep(b"the plan as it was"),
            "size": 18,
            "content_type": "application/pdf",
            "submitted_at": "2026-04-20T10:00:00+01:00",
            "quarantined": False,
        }
    )
    return example


@pytest.fixture
def taken_back(whole):
    """As `whole`, but the first unit was reopened, and a piece that was judged is withdrawn."""
    first = whole.manifest["units"][0]
    first["earlier_sign_offs"] = [
        {
            "signatures": first["sign_off"]["signatures"],
            "reopened_at": "2026-11-15T10:00:00+00:00",
            "reopened_by": "Ben Hughes",
            "because": "One decision was a slip.",
        }
    ]
    first["sign_off"] = None
    first["outcomes"][0]["criteria"][0]["judgements"][0]["evidence"] = ["E06 version 1"]
    whole.manifest["earlier_versions"].append(
        {
            "artefact_id": 106,
            "reference": "E06",
            "number": 1,
            "file_name": "letter.txt",
            "sha256": whole.keep(b"a letter of complaint"),
            "size": 21,
            "content_type": "text/plain",
            "submitted_at": "2026-05-01T10:00:00+01:00",
            "quarantined": False,
            "withdrawn": {
                "title": "Letter of complaint",
                "kind_label": "Product evidence",
                "at": "2026-11-16T09:30:00+00:00",
                "by": "Amy Carter",
                "because": "It names a customer.",
            },
        }
    )
    return whole


@pytest.fixture
def print_pdf(tmp_path, kept_parts):
    """Return a function that builds the PDF of an example and returns its path."""

    def build(
        example,
        *,
        cache=kept_parts,
        name="out.pdf",
        report=lambda percent, step: None,
        seal=built.settle,
        most=ANY,
    ):
        out = tmp_path / name
        pdf.build(
            example.manifest,
            rendition_of=example.rendition_of,
            original_of=example.original_of,
            scratch=tmp_path,
            out=out,
            cache=cache,
            report=report,
            seal=seal,
            most=most,
        )
        return out

    return build
