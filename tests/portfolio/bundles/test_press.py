"""May a page fetch anything but its own stylesheet, fonts and icons?"""

import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from evidence.renditions.documents import AssetFetcher
from portfolio.bundles.part import Part
from portfolio.bundles.press import Press, readable


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://127.0.0.1:9/",
        "static:../../manage.py",
        "static:fonts/../../../manage.py",
        "ftp://127.0.0.1/x",
    ],
)
def test_any_other_address_stops_the_render(tmp_path, address):
    fetcher = AssetFetcher(Press(tmp_path).folder)

    with pytest.raises(FatalURLFetchingError):
        HTML(string=f'<img src="{address}">', url_fetcher=fetcher).render()


def test_our_own_icons_and_fonts_are_given(tmp_path):
    fetcher = AssetFetcher(Press(tmp_path).folder)

    assert fetcher.fetch("static:icons/met.svg").read().startswith(b"<svg")
    assert fetcher.fetch("static:fonts/inter-regular.ttf").read().startswith(b"\0\1\0\0")


def test_a_process_of_its_own_sets_the_same_bytes(tmp_path):
    title = Part("title-slips", "pdf/title_slips.html", {"titles": ["Łódź 東京 & more"]}, "")
    here, apart = Press(tmp_path / "here"), Press(tmp_path / "apart")

    apart.set_apart(apart.wanting([title]))

    assert apart.wanting([title]) == {}
    assert apart.set(title).path.read_bytes() == here.set(title).path.read_bytes()
    assert [path.suffix for path in (tmp_path / "apart").iterdir()] == [".pdf"]


def test_a_part_that_asks_for_more_is_not_set_apart_and_spoils_nothing(tmp_path):
    press = Press(tmp_path / "cache")

    press.set_apart({"bad": '<img src="http://127.0.0.1:9/">', "good": "<p>Words</p>"})

    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["good.pdf"]


def test_a_part_that_is_set_here_is_kept_unless_it_asks_for_more(tmp_path):
    title = Part("title-slips", "pdf/title_slips.html", {"titles": ["Plan"]}, "")
    press = Press(tmp_path / "cache")

    press.set_here(press.wanting([title]) | {"bad": '<img src="http://127.0.0.1:9/">'})

    assert press.wanting([title]) == {}
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_roles_read_well_in_running_text():
    assert readable({"role": "Assessor, IQA"}) == {"role": "assessor, IQA"}
    assert readable({"role": ""}) == {"role": ""}
