"""A browser that shows a page without an icon of its own asks for ours at a fixed address."""

from django.templatetags.static import static


def test_the_icon_is_found_where_browsers_ask_for_it(client):
    assert client.get("/favicon.ico").url == static("favicon.svg")
