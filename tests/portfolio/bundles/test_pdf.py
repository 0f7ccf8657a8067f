"""Is the PDF whole, and does everything in it lead where it says?"""

import json
import re

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from audit import fingerprints
from portfolio.bundles.built import NO_ROOM
from portfolio.bundles.pdf import PagesLost
from tests.full_disk import files_no_larger_than
from tests.portfolio.bundles.example import criterion, document, judgement, sign_off
from tests.portfolio.bundles.reading import bookmarks, identifier, links, texts


class Stopped(Exception):
    """What a test's report raises to stop a build."""


def test_the_cover_says_whose_portfolio_it_is_and_how_it_stood(whole, print_pdf):
    path = print_pdf(whole)

    cover = texts(path)[0]

    digest = fingerprints.of_value(whole.manifest)
    for words in [
        "Amy Carter",
        "Harbour Skills Centre",
        "Level 4 NVQ Diploma in Customer Service",
        "22 November 2026, 20:31",
        "6 April 2026 to 5 April 2027",
        "not held",
        "2 of 3",
        "Signed 14 November 2026",
        "Time used 63%",
        "later changes are not in it. 5 artefacts. Pages:",
        f"{len(texts(path))} " + " ".join(digest[start : start + 4] for start in range(0, 64, 4)),
    ]:
        assert words in cover


def test_each_page_number_in_the_contents_is_true(whole, print_pdf):
    path = print_pdf(whole)
    pages = texts(path)
    contents = next(n for n, text in enumerate(pages, 1) if "Contents Declaration" in text)

    numbers = [link for link in links(path) if link.page == contents and link.words.isdigit()]

    assert all(int(link.words) == link.target for link in numbers)
    titles = ["Declaration", "Initiate", "Understand", "Decisions", "Sign-off"]
    titles += ["Manage", "Understand", "Decisions", "Sign-off", "Overall", "Evidence index"]
    titles += ["Call-back", "Gantt", "Minutes", "Role play", "Świadectwo"]
    assert len(numbers) == len(titles)
    for link, title in zip(numbers, titles, strict=True):
        assert title in pages[link.target - 1]


def test_each_link_in_the_matrix_lands_on_the_page_that_it_names(whole, print_pdf):
    path = print_pdf(whole)
    pages = texts(path)

    where = [link for link in links(path) if re.fullmatch(r"p \d+", link.words)]

    assert where
    assert all(int(link.words[2:]) == link.target for link in where)
    unit = next(n for n, text in enumerate(pages, 1) if "Explain what 1.1 asks for" in text)
    landed = [pages[link.target - 1] for link in where if link.page == unit][:4]
    assert ["Plan two" in landed[0], "E04" in landed[1]] == [True, True]
    assert ["Minutes two" in landed[2], "A letter" in landed[3]] == [True, True]


def test_a_cross_reference_beyond_the_last_page_leads_to_the_last(example, print_pdf):
    plan = example.add_artefact("Plan", pages_pdf=document("First", "Last"))
    example.add_unit("Change", [criterion("1.1", shown=[(plan, 9)])])
    path = print_pdf(example)
    pages = texts(path)

    of_unit = [link for link in links(path) if "Explain what 1.1 asks for" in pages[link.page - 1]]

    assert {link.words for link in of_unit} >= {"E01"}
    assert all("Last" in pages[link.target - 1] for link in of_unit)


def blue_of(path, page):
    """Return the box of all that is drawn in the accent colour below the strip, in per cent."""
    with pypdfium2.PdfDocument(path) as pdf:
        picture = pdf[page - 1].render(scale=2).to_pil().convert("RGB")
    body = picture.crop((0, picture.height // 12, *picture.size))
    red, _, blue = body.split()
    found = ImageChops.subtract(blue, red).point(lambda tone: 255 * (tone > 60)).getbbox()
    return [round(100 * side / of) for side, of in zip(found, body.size * 2, strict=True)]


def test_a_marked_area_is_framed_on_its_page_with_the_number_of_the_criterion(example, print_pdf):
    plan = example.add_artefact("Plan", pages_pdf=document("First", "Last"))
    area = [200, 500, 400, 250]
    example.add_unit("Change", [criterion("1.1", shown=[(plan, 2)], area=area, quote="The end.")])
    path = print_pdf(example)

    pages = texts(path)
    framed = next(number for number, text in enumerate(pages, 1) if "Last" in text)
    unit = next(text for text in pages if "Explain what 1.1" in text)
    assert pages[framed - 1].endswith("1.1")
    left, top, right, bottom = blue_of(path, framed)
    assert (left, right) == pytest.approx((22, 59), abs=2)
    assert (top, bottom) == pytest.approx((47, 73), abs=4)
    assert "marked on the page" in unit
    assert "Marked on the page." in unit
    assert "“The end.”" in unit


def test_the_words_of_a_passage_are_underlined_where_they_stand(example, print_pdf):
    plan = example.add_artefact("Plan", pages_pdf=document("First", "Last"))
    example.add_unit("Change", [criterion("1.1", shown=[(plan, 2)], quote="the end.")])
    words = [["At", 100, 300, 40, 20], ["the", 150, 300, 60, 20], ["end.", 100, 330, 80, 20]]
    folder = example.rendition_of(plan["sha256"]).parent
    (folder / "words.jsonl").write_text(f"[]\n{json.dumps(words)}\n")

    path = print_pdf(example)

    pages = texts(path)
    marked = next(number for number, text in enumerate(pages, 1) if "Last" in text)
    assert pages[marked - 1].endswith("1.1")
    left, top, right, bottom = blue_of(path, marked)
    assert (left, right) == pytest.approx((12, 23), abs=3)
    assert (top, bottom) == pytest.approx((28, 32), abs=4)


@pytest.mark.parametrize("page", ["[]", '[["another", 100, 300, 40, 20]]', None])
def test_a_passage_that_is_not_there_is_not_marked(example, print_pdf, page):
    plan = example.add_artefact("Plan", pages_pdf=document("Only"))
    example.add_unit("Change", [criterion("1.1", shown=[(plan, 1)], quote="the end.")])
    if page:
        (example.rendition_of(plan["sha256"]).parent / "words.jsonl").write_text(page)

    pages = texts(print_pdf(example))

    shown = next(text for text in pages if "Only" in text)
    assert not shown.endswith("1.1")


def test_a_stretch_of_a_recording_is_printed_with_its_claim(example, print_pdf):
    talk = example.add_artefact("Talk", data=b"RIFF", content_type="audio/wav")
    example.add_unit("Change", [criterion("1.1", shown=[(talk, None)], start=250, end=330)])
    path = print_pdf(example)

    where = [text for text in texts(path) if "04:10–05:30" in text]

    assert ["by the clock of the player" in text for text in where] == [False, True]
    assert "Explain what 1.1" in where[0]


def test_every_page_of_evidence_has_its_strip(whole, print_pdf):
    pages = texts(print_pdf(whole))
    first = next(n for n, text in enumerate(pages) if "page 1 of 3" in text)

    strips = pages[first:]

    assert "E01 Call-back project plan page 1 of 3" in strips[0]
    assert "shows unit 1: 1.1 · unit 2: 1.1" in strips[0]
    assert f" {first + 1} " in f" {strips[0]} "
    assert "page 3 of 3" in strips[2]
    assert "E02 Gantt chart page 1 of 1" in strips[3]
    assert "Text rendition: the words without their layout." in strips[4]
    assert "no pages to show" in strips[6]


def test_letters_of_any_alphabet_are_written_and_can_be_found(whole, print_pdf):
    whole.manifest["learner"]["name"] = "Łukasz Żółć-Ŵyn"
    pages = texts(print_pdf(whole))

    assert "Łukasz Żółć-Ŵyn" in pages[0]
    assert "Świadectwo" in pages[-1]
    assert "Отзыв" in pages[-1]
    assert "ŵ a ŷ" in pages[-1]


def test_bookmarks_lead_to_units_outcomes_and_artefacts(whole, print_pdf):
    path = print_pdf(whole)
    pages = texts(path)

    marks = bookmarks(path)

    assert [title for title, _, _ in marks] == [
        "Cover",
        "Declaration",
        "Contents",
        "Initiate and implement operational change",
        "Manage customer service operations",
        "Overall feedback",
        "Evidence index",
        "Evidence",
    ]
    assert [title.split("\u2002")[-1] for title, _, _ in marks[3][2]] == [
        "Understand initiate and implement operational change",
        "Decisions and feedback",
        "Sign-off",
    ]
    evidence = marks[-1][2]
    assert [title[:3] for title, _, _ in evidence] == ["E01", "E02", "E03", "E04", "E05"]
    assert all(title[:3] in pages[page - 1] for title, page, _ in evidence)


def test_contents_and_bookmarks_tell_the_same_of_every_unit(whole, print_pdf):
    whole.add_unit("Structure only", [])
    path = print_pdf(whole)

    listed = [" ".join(link.words.split()) for link in links(path) if link.page == 3]
    listed = [words for words in listed if not words.isdigit()]
    for title, _, below in bookmarks(path)[3:6]:
        marked = [" ".join(words.split()) for words, _, _ in below]
        at = listed.index(title) + 1
        assert listed[at : at + len(marked)] == marked


def test_wide_pages_get_a_wide_sheet(whole, print_pdf):
    with pikepdf.open(print_pdf(whole)) as pdf:
        sizes = {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages}

    assert sizes == {(595, 842), (842, 595)}


def test_what_has_no_pages_is_named_with_its_hash(whole, print_pdf):
    video = whole.manifest["artefacts"][3]

    page = next(text for text in texts(print_pdf(whole)) if "can’t be shown as pages" in text)

    assert "A file of this kind has no pages" in page
    assert "“VID_1.MP4”" in page
    assert video["sha256"] in page


@pytest.mark.parametrize("harm", ["cut", "emptied", "lost"])
def test_a_damaged_rendition_is_named_by_its_artefact(whole, print_pdf, harm):
    artefact = whole.manifest["artefacts"][0]
    path = whole.rendition_of(artefact["sha256"])
    if harm == "lost":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:400] if harm == "cut" else b"")

    with pytest.raises(PagesLost) as lost:
        print_pdf(whole)

    assert lost.value.artefact_ids == {artefact["id"]}


def test_an_artefact_with_a_page_that_can_not_be_placed_is_named(whole, print_pdf):
    artefact = whole.manifest["artefacts"][0]
    path = whole.rendition_of(artefact["sha256"])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        del pdf.pages[1].obj["/MediaBox"]
        pdf.pages[1].obj.Contents = pikepdf.Dictionary()
        pdf.save()

    with pytest.raises(PagesLost) as lost:
        print_pdf(whole)

    assert lost.value.artefact_ids == {artefact["id"]}


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x0b", "\x85", "\r\n", "\x1c"])
def test_a_title_that_holds_a_line_end_costs_no_bundle(example, print_pdf, letter):
    example.add_artefact(f"漢字{letter}Plan", pages_pdf=document("Plan one"))
    example.add_artefact(f"Żółć{letter}Minutes", pages_pdf=document("Minutes"))

    pages = texts(print_pdf(example))

    assert "Plan one" in pages[-2]
    assert "Minutes" in pages[-1]


def test_all_attempts_stay_in_order_with_their_reasons(whole, print_pdf):
    text = " ".join(texts(print_pdf(whole)))

    first, second = text.index("Say who holds each risk."), text.index("Well argued.")
    assert first < second
    assert "attempt 1 · saw E01 version 1" in text
    assert "Ben Hughes, assessor, 12 November 2026, 16:40 · attempt 2" in text
    assert "Valid Authentic Current Not sufficient Reliable" in text
    assert "Every criterion of this unit is met." in text


def test_what_was_taken_back_is_told_where_it_stood(taken_back, print_pdf):
    pages = texts(print_pdf(taken_back))

    (at,) = [number for number, text in enumerate(pages) if "Earlier sign-off, reopened" in text]
    unit = " ".join(pages[at : at + 2])
    assert "E06 version 1 was withdrawn on 16 November 2026: It names a customer." in unit
    assert "Reopened by Ben Hughes, 15 November 2026, 10:00: One decision was a slip." in unit
    assert "Every criterion of this unit is met." in unit
    (index,) = [text for text in pages if "Withdrawn evidence" in text]
    gone = taken_back.manifest["earlier_versions"][-1]
    assert "Letter of complaint" in index
    assert gone["sha256"] in index
    assert "Withdrawn because: It names a customer." in index
    assert "Reopened" in pages[0]


def test_what_people_typed_is_never_markup(example, print_pdf):
    typed = '<img src="file:///etc/hostname"> & <a href="bundle:index">x</a>'
    example.add_artefact(typed, pages_pdf=document("Plan"))
    example.add_unit("Change", [criterion("1.1", judgements=[judgement(feedback=typed)])])

    text = " ".join(texts(print_pdf(example)))

    assert text.count('<img src="file:///etc/hostname">') >= 3


def test_the_same_manifest_gives_the_same_bytes(whole, print_pdf, tmp_path):
    first = print_pdf(whole, cache=tmp_path / "one", name="one.pdf")
    second = print_pdf(whole, cache=tmp_path / "two", name="two.pdf")

    assert first.read_bytes() == second.read_bytes()


def test_its_identifier_changes_with_the_manifest(whole, print_pdf, tmp_path):
    first = identifier(print_pdf(whole, name="one.pdf"))
    again = identifier(print_pdf(whole, name="again.pdf"))
    whole.manifest["taken_at"] = "2026-11-23T08:00:00+00:00"
    later = identifier(print_pdf(whole, name="later.pdf"))

    assert first == again != later


def test_one_changed_judgement_sets_its_unit_anew_and_nothing_else(whole, print_pdf, tmp_path):
    cache = tmp_path / "cache"
    print_pdf(whole, cache=cache)
    before = {path: path.read_bytes() for path in cache.iterdir()}

    whole.manifest["units"][0]["outcomes"][0]["criteria"][1]["judgements"] = [judgement(2)]
    whole.manifest["taken_at"] = "2026-11-23T08:00:00+00:00"
    path = print_pdf(whole, cache=cache)

    after = set(cache.iterdir())
    assert len(after - set(before)) == 1
    assert all(path.read_bytes() == data for path, data in before.items())
    assert "23 November 2026, 08:00" in texts(path)[0]


def test_nothing_changed_sets_nothing_anew(whole, print_pdf, tmp_path):
    cache = tmp_path / "cache"
    print_pdf(whole, cache=cache)
    before = {path.name for path in cache.iterdir()}

    print_pdf(whole, cache=cache)

    assert {path.name for path in cache.iterdir()} == before


def test_a_kept_part_that_was_cut_short_is_set_again(whole, print_pdf, tmp_path):
    cache = tmp_path / "cache"
    good = print_pdf(whole, cache=cache).read_bytes()
    for path in cache.iterdir():
        path.write_bytes(path.read_bytes()[:300])

    assert print_pdf(whole, cache=cache).read_bytes() == good


def test_it_says_how_far_it_is_in_plain_words(whole, print_pdf):
    told = []

    print_pdf(whole, report=lambda percent, step: told.append((percent, step)))

    percents = [percent for percent, _ in told]
    assert percents == sorted(percents)
    assert percents[0] >= 0
    assert percents[-1] <= 100
    steps = [step for _, step in told]
    assert "Setting the page for unit 2 of 2" in steps
    assert "Adding E01, 3 pages" in steps
    assert "Writing the portfolio" in steps


def test_it_stops_when_the_report_says_so(whole, print_pdf, tmp_path):
    def stop(percent, step):
        if step.startswith("Writing"):
            raise Stopped

    with pytest.raises(Stopped):
        print_pdf(whole, report=stop)

    assert not (tmp_path / "out.pdf").exists()


def test_the_file_is_sound_and_says_what_it_is(whole, print_pdf):
    path = print_pdf(whole)

    with pikepdf.open(path) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.docinfo["/Title"]) == (
            "Portfolio of evidence: Amy Carter, Level 4 NVQ Diploma in Customer Service"
        )
        assert str(pdf.docinfo["/Author"]) == "Amy Carter"
        assert str(pdf.Root.Lang) == "en-GB"
        actions = [
            note for page in pdf.pages for note in page.obj.get("/Annots", []) if "/A" in note
        ]
        assert actions == []


def test_a_portfolio_without_anything_is_still_a_document(example, print_pdf):
    example.manifest["declarations"] = []
    pages = texts(print_pdf(example))

    assert any("No evidence had been added." in page for page in pages)
    assert any("nothing was declared yet" in page for page in pages)


def test_a_unit_without_criteria_says_so(example, print_pdf):
    example.add_unit("Structure only", [])
    text = " ".join(texts(print_pdf(example)))

    assert "specification holds its structure only" in text
    assert "none held" in text
    assert "Open: nobody had signed this unit." in text


def test_a_large_unit_and_a_long_answer_keep_every_word(example, print_pdf):
    title = "A title that goes on and on " * 12
    plan = example.add_artefact(title, pages_pdf=document("Plan"))
    long = " ".join(f"word{number}" for number in range(2000))
    criteria = [criterion(f"1.{n}", shown=[(plan, None)]) for n in range(1, 61)]
    criteria[7]["judgements"] = [judgement(feedback=long)]
    example.add_unit("Change", criteria)

    pages = texts(print_pdf(example))

    text = " ".join(pages)
    assert all(f"Explain what 1.{n} asks for" in text for n in range(1, 61))
    assert re.findall(r"word\d+", text) == long.split()
    assert "…" in pages[-1]
    assert re.search(r"page 1 of 1 shows 1\.1, 1\.2.*…", pages[-1])


class TestALongUnit:
    """One with so many claims and decisions that each outcome is set by itself."""

    @pytest.fixture
    def long(self, example):
        def outcome(number):
            numbers = [f"{number}.{n}" for n in range(1, 23)]
            criteria = [criterion(n, judgements=[judgement()]) for n in numbers]
            return {"number": number, "title": f"Outcome {number} of it", "criteria": criteria}

        outcomes = [outcome(1), outcome(2)]
        example.add_unit("Change", [], outcomes=outcomes, sign_off=sign_off())
        return example

    def test_each_outcome_and_the_sign_off_begin_a_page(self, long, print_pdf):
        pages = texts(print_pdf(long))

        begun = [n for n, text in enumerate(pages) if "Decisions and feedback" in text[:60]]
        signed = next(n for n, text in enumerate(pages) if "Fingerprint of all" in text)
        assert ["1.1" in pages[n] for n in begun] == [True, False]
        assert ["2.1" in pages[n] for n in begun] == [False, True]
        assert "continued 2 Outcome 2 of it" in pages[begun[1]]
        assert signed > begun[1]
        assert "Decisions and feedback" not in pages[signed]

    def test_contents_and_bookmarks_lead_there(self, long, print_pdf):
        path = print_pdf(long)
        pages = texts(path)

        lead = {link.words: pages[link.target - 1] for link in links(path) if link.page == 3}
        assert "Decisions and feedback" in lead["Decisions and feedback"]
        assert "Sign-off" in lead["Sign-off"]
        (below,) = [below for title, _, below in bookmarks(path) if title == "Change"]
        assert [title for title, _, _ in below][-2:] == ["Decisions and feedback", "Sign-off"]

    def test_a_changed_decision_sets_its_outcome_anew_and_no_other(self, long, print_pdf, tmp_path):
        cache = tmp_path / "cache"
        print_pdf(long, cache=cache)
        before = set(cache.iterdir())

        outcome = long.manifest["units"][0]["outcomes"][1]
        outcome["criteria"][0]["judgements"] = [judgement(feedback="Say more.")]
        print_pdf(long, cache=cache)

        (made,) = set(cache.iterdir()) - before
        assert "continued" in texts(made)[0]
        assert "Say more." in texts(made)[0]

    def test_a_signature_sets_nothing_else_anew(self, long, print_pdf, tmp_path):
        cache = tmp_path / "cache"
        print_pdf(long, cache=cache)
        before = set(cache.iterdir())

        long.manifest["units"][0]["sign_off"]["signatures"][0]["words"] = "All of it is met."
        print_pdf(long, cache=cache)

        made = [texts(path)[0] for path in set(cache.iterdir()) - before]
        assert ["All of it is met." in text for text in made if "Sign-off" in text] == [True]
        assert not [text for text in made if "Evidence and page" in text]

    def test_a_reopened_one_stays_on_its_page(self, long, print_pdf):
        unit = long.manifest["units"][0]
        again = {
            "reopened_at": "2026-11-15T10:00:00+00:00",
            "reopened_by": "",
            "because": "A slip.",
        }
        unit["earlier_sign_offs"] = [again | {"signatures": unit["sign_off"]["signatures"]}]
        unit["sign_off"] = None

        (said,) = [text for text in texts(print_pdf(long)) if "Earlier sign-off, reopened" in text]

        assert "Reopened, 15 November 2026, 10:00: A slip." in said
        assert "Evidence and page" not in said

    def test_an_open_one_says_so_without_a_page_for_it(self, long, print_pdf):
        long.manifest["units"][0]["sign_off"] = None

        pages = texts(print_pdf(long))

        (said,) = [text for text in pages if "nobody had signed this unit" in text]
        assert "Evidence and page" in said


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_disk_that_is_full_while_it_is_written_is_an_error_and_no_more(whole, print_pdf, share):
    size = print_pdf(whole).stat().st_size

    with (
        files_no_larger_than(int(share * size)),
        pytest.raises(OSError, match="File too large") as caught,
    ):
        print_pdf(whole)

    assert caught.value.errno in NO_ROOM
