"""A bad line, a closed page, a second click: what has arrived is safe, and it comes in once."""

import re
import struct

import pytest
from playwright.sync_api import expect

from tests.journeys.arriving import NOTE, arrive
from tests.running.waiting import until, until_it_is

PIECE = 8 * 1024 * 1024
SMALLEST = 256 * 1024
SPEED = 4 * 1024 * 1024
IN_THE_SECOND_PIECE = re.compile(r"(4[6-9]|5\d|6\d|7[0-5])%")
DROPPED = "ERR_INTERNET_DISCONNECTED"
BROKE = "ERR_CONNECTION_RESET"
COMES_BACK = "void dispatchEvent(new Event('online'))"
UNFINISHED = """
from evidence.models import Upload
print(*Upload.objects.unfinished().values_list("name", flat=True))
"""
INCOMING = """
from evidence import storage
print(*sorted(path.name for path in storage.incoming("").glob("*")))
"""
FILE_OF = "from evidence.models import Artefact; print(Artefact.objects.get(pk={pk}).file_name)"
ARRIVED = {"timeout": 120_000}

pytestmark = pytest.mark.face


@pytest.fixture(scope="module")
def ivy(site):
    """The login of a learner who has no evidence yet."""
    arrive(site, "ivy", "Ivy Shore")
    return "ivy"


@pytest.fixture
def recording(tmp_path):
    """Return a function that makes a silent recording of three pieces, each unlike the others."""

    def make(name, seconds):
        silence = seconds * 192_000
        head = struct.pack("<IHHIIHH", 16, 1, 2, 48_000, 192_000, 4, 16)
        whole = struct.pack("<I", 36 + silence), struct.pack("<I", silence)
        path = tmp_path / name
        with path.open("wb") as file:
            file.write(b"RIFF" + whole[0] + b"WAVEfmt " + head + b"data" + whole[1])
            file.truncate(44 + silence)
        return path

    return make


class Line:
    """The slow line of a page, and where the pieces began that went over it."""

    def __init__(self, page):
        self.began = []
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        page.on("request", self._note)
        self.mend()

    def cut(self):
        """Break it, even in the middle of a piece."""
        self._set(offline=True)

    def mend(self):
        """Let it carry again, slowly."""
        self._set(offline=False)

    def _set(self, *, offline):
        rates = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": SPEED}
        self._session.send("Network.emulateNetworkConditions", {"offline": offline, **rates})

    def _note(self, request):
        # Some proxies let no PATCH through, so a piece is sent as what they know.
        if request.method == "POST" and "upload-offset" in request.headers:
            self.began.append(int(request.headers["upload-offset"]))


def add_page(page):
    page.goto("/")
    page.get_by_role("link", name="Add evidence").first.click()
    expect(page.get_by_role("heading", name="Add evidence")).to_be_visible()


def row_of(page, path):
    return page.locator(".file-row").filter(has_text=path.name)


def choose(page, *paths):
    page.locator("input[type=file][multiple]").set_input_files(paths)


TELLS_SIZES = """const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
  if (body?.size) this.setRequestHeader("Piece-Size", body.size);
  send.call(this, body);
};"""


class Tunnel:
    """A line that breaks under every piece that is larger than `carries`; `sizes` came along it."""

    def __init__(self, page, carries):
        self.carries, self.sizes = carries, []
        page.add_init_script(TELLS_SIZES)
        page.route("**/uploads/*/", self._carry)

    def _carry(self, route, request):
        size = int(request.headers.get("piece-size", 0))
        if size:
            self.sizes.append(size)
        if size > self.carries:
            route.abort("connectionreset")
        else:
            route.continue_()


def test_a_line_that_breaks_says_so_and_goes_on_by_itself(sign_in, ivy, recording):
    talk = recording("talk.wav", 100)
    page = sign_in(ivy, expected=(DROPPED,))
    add_page(page)
    line = Line(page)
    chooser = page.locator("input[type=file][multiple]")
    chooser.set_input_files(talk)
    chooser.set_input_files(talk)
    row = row_of(page, talk)
    expect(row).to_contain_text(IN_THE_SECOND_PIECE, **ARRIVED)

    line.cut()

    expect(row).to_contain_text(
        re.compile(r"(8\.4|17) of 19 MB are safe\. The connection dropped at \d\d:\d\d\.")
    )
    expect(row.get_by_role("button", name="Carry on")).to_be_visible()
    line.mend()
    expect(row).to_contain_text("E01", **ARRIVED)
    expect(page.locator(".file-row")).to_have_count(1)
    assert line.began.count(0) == 1
    assert line.began == sorted(line.began)
    assert {0, PIECE} < set(line.began)


def test_a_closed_page_goes_on_when_the_same_file_is_chosen_again(sign_in, ivy, recording, site):
    film = recording("film.wav", 101)
    page = sign_in(ivy)
    add_page(page)
    Line(page)
    page.locator("input[type=file][multiple]").set_input_files(film)
    expect(row_of(page, film)).to_contain_text(IN_THE_SECOND_PIECE, **ARRIVED)
    again = page.context.new_page()
    page.close()
    add_page(again)
    line = Line(again)
    row = row_of(again, film)
    expect(row).to_contain_text(
        re.compile(r"Not finished: (8\.4|17) of 19 MB are safe, kept until")
    )

    with again.expect_file_chooser() as chosen:
        row.get_by_role("button", name="Choose the file").click()
    chosen.value.set_files(film)

    expect(row).to_contain_text(re.compile(r"E\d\d"), **ARRIVED)
    assert line.began in ([PIECE, 2 * PIECE], [2 * PIECE])
    assert site.manage("check_storage").returncode == 0


def test_a_very_bad_line_gets_smaller_pieces_and_a_better_one_larger_ones(sign_in, ivy, recording):
    talk = recording("tunnel.wav", 102)
    page = sign_in(ivy, expected=(BROKE,))
    tunnel = Tunnel(page, carries=SMALLEST)
    add_page(page)

    choose(page, talk)
    row = row_of(page, talk)
    expect(row).to_contain_text("Nothing of 20 MB has arrived yet. The connection dropped at")
    until(lambda: page.evaluate(COMES_BACK) or tunnel.sizes[-1] == SMALLEST)
    expect(row).to_contain_text("of 20 MB are safe. The connection dropped at")
    tunnel.carries = PIECE

    expect(row).to_contain_text(re.compile(r"E\d\d"), **ARRIVED)
    assert tunnel.sizes[:6] == [PIECE >> times for times in range(6)]
    assert tunnel.sizes[6:8] == [SMALLEST, 2 * SMALLEST]
    assert PIECE // 2 in tunnel.sizes[8:]


def test_many_at_once_each_by_itself_paused_cancelled_and_gone_on(sign_in, ivy, recording, site):
    talks = [recording(f"many-{number}.wav", 103 + number) for number in range(3)]
    before = site.tell(INCOMING).split()
    page = sign_in(ivy)
    add_page(page)
    Line(page)

    choose(page, *talks)
    kept, paused, cancelled = (row_of(page, talk) for talk in talks)
    for row in (kept, paused, cancelled):
        expect(row).to_contain_text(re.compile(r"[1-9]\d?%, "), **ARRIVED)
        expect(row.get_by_role("progressbar")).not_to_have_attribute("aria-valuenow", "0")
    expect(page.get_by_role("status").filter(has_text="3 on the way")).to_be_visible()
    paused.get_by_role("button", name="Pause").click()
    expect(paused).to_contain_text("Paused.")
    cancelled.get_by_role("button", name="Cancel").click()
    expect(cancelled).to_have_count(0)
    expect(kept).to_contain_text(re.compile(r"E\d\d"), **ARRIVED)
    expect(paused).to_contain_text("Paused.")

    paused.get_by_role("button", name="Carry on").click()
    expect(paused).to_contain_text(re.compile(r"E\d\d"), **ARRIVED)
    page.reload()
    expect(row_of(page, talks[2])).to_have_count(0)
    until(lambda: "many-" not in site.tell(UNFINISHED))
    until_it_is(set(), lambda: set(site.tell(INCOMING).split()).difference(before))


def test_what_is_cancelled_while_the_line_is_broken_is_forgotten_when_it_carries_again(
    sign_in, ivy, recording, site
):
    talk = recording("unwanted.wav", 106)
    page = sign_in(ivy, expected=(DROPPED,))
    add_page(page)
    line = Line(page)
    choose(page, talk)
    row = row_of(page, talk)
    expect(row).to_contain_text(IN_THE_SECOND_PIECE, **ARRIVED)
    line.cut()
    expect(row.get_by_role("button", name="Carry on")).to_be_visible()

    row.get_by_role("button", name="Cancel").click()
    expect(row).to_have_count(0)
    assert "unwanted.wav" in site.tell(UNFINISHED)
    line.mend()

    until(lambda: "unwanted.wav" not in site.tell(UNFINISHED))


LOST = "The file was changed or moved on this device. Choose it again."


def test_a_file_that_changed_on_the_device_is_to_be_chosen_again(sign_in, ivy, recording):
    talk = recording("changing.wav", 108)
    page = sign_in(ivy)
    add_page(page)
    Line(page)
    choose(page, talk)
    row = row_of(page, talk)
    expect(row).to_contain_text(IN_THE_SECOND_PIECE, **ARRIVED)
    row.get_by_role("button", name="Pause").click()
    talk.write_bytes(talk.read_bytes() + b"One more second")

    row.get_by_role("button", name="Carry on").click()

    expect(row.get_by_role("alert")).to_have_text(LOST)
    expect(row.get_by_role("button")).to_have_text(["Dismiss"])
    choose(page, talk)
    expect(row).to_have_count(1)
    expect(row).to_contain_text(re.compile(r"E\d\d"), **ARRIVED)


def test_a_folder_that_is_dropped_is_refused_in_words(sign_in, ivy, tmp_path):
    folder = tmp_path / "Evidence of May"
    folder.mkdir()
    page = sign_in(ivy)
    add_page(page)

    drop(page, page.locator("[data-drop]"), folder)

    row = row_of(page, folder)
    expect(row.get_by_role("alert")).to_have_text(LOST)


def drop(page, zone, path):
    """Drop what stands at `path` on a zone, as from the desk of the device."""
    session, box = page.context.new_cdp_session(page), zone.bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    dragged = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": dragged})


def test_a_new_file_takes_the_place_of_another_after_a_closed_page(sign_in, ivy, recording, site):
    film = recording("better.wav", 107)
    page = sign_in(ivy)
    add_page(page)
    note = {"name": "note.txt", "mimeType": "text/plain", "buffer": NOTE}
    page.locator("input[type=file][multiple]").set_input_files(note)
    row = page.locator(".file-row").filter(has_text="note.txt")
    artefact = row.get_by_role("link", name="Map").get_attribute("href").removesuffix("map/")
    page.goto(artefact)
    Line(page)
    page.get_by_label("New file for E").set_input_files(film)
    page.get_by_role("button", name="Replace the file").click()
    expect(row_of(page, film)).to_contain_text(IN_THE_SECOND_PIECE, **ARRIVED)
    again = page.context.new_page()
    page.close()

    add_page(again)
    row_of(again, film).get_by_role("link", name="Go to E").click()
    with again.expect_file_chooser() as chosen:
        row_of(again, film).get_by_role("button", name="Choose the file").click()
    chosen.value.set_files(film)

    again.wait_for_url(f"**{artefact}map/", timeout=120_000)
    expect(again.get_by_text("has a new file. Check its mapping")).to_be_visible()
    assert site.tell(FILE_OF.format(pk=artefact.split("/")[-2])) == "better.wav"
