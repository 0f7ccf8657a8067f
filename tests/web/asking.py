"""How do the tests of pages ask: how many queries, which messages, which part?"""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

HTMX = {"HX-Request": "true"}


def queries_of(client, url):
    """Return how many questions a page asks the database, once everything is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def messages_of(response):
    """Return the texts of the messages on a page."""
    return [str(message) for message in response.context["messages"]]


def page_of(client, url, **headers):
    """Return the text of a page that is shown."""
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def lacking(page, *words):
    """Return the words that a page lacks, so that an empty list is what a test wants."""
    return [word for word in words if escape(word) not in page and word not in page]
