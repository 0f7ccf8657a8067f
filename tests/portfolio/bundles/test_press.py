"""May a page fetch anything but its own stylesheet, fonts and icons?"""

import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from portfolio.bundles.press import AssetFetcher, Press, readable


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


def test_roles_read_well_in_running_text():
    assert readable({"role": "Assessor, IQA"}) == {"role": "assessor, IQA"}
    assert readable({"role": ""}) == {"role": ""}
