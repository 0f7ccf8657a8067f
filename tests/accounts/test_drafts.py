"""Drafts: kept for each person and form; what comes after the form was saved comes too late."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts import drafts

KEY = "account-1"
ONE, OTHER, BEFORE = "a" * 32, "b" * 32, "c" * 32


def test_what_comes_after_the_form_was_saved_brings_nothing_back(amy):
    drafts.keep(amy, KEY, {"text": "Half a sent"}, page=ONE)
    drafts.spend(amy, KEY, ONE)

    drafts.keep(amy, KEY, {"text": "Half a sentence"}, page=ONE)

    assert drafts.recall(amy, KEY) == {}


def test_so_does_what_comes_when_nothing_was_kept_before(amy):
    drafts.spend(amy, KEY, ONE)

    drafts.keep(amy, KEY, {"text": "Half a sentence"}, page=ONE)

    assert drafts.recall(amy, KEY) == {}


def test_the_same_form_on_another_page_is_kept(amy):
    drafts.spend(amy, KEY, ONE)

    drafts.keep(amy, KEY, {"text": "The next one"}, page=OTHER)

    assert drafts.recall(amy, KEY) == {"text": "The next one"}


def test_what_the_server_kept_itself_outlives_the_saving(amy):
    """As feedback on criteria that are not decided yet."""
    drafts.keep(amy, KEY, {"text": "All of it"}, page=ONE)
    drafts.keep(amy, KEY, {"text": "The rest"})

    drafts.spend(amy, KEY, ONE)

    assert drafts.recall(amy, KEY) == {"text": "The rest"}


def test_nobody_spends_or_reads_what_is_another_s(amy, ben):
    drafts.keep(amy, KEY, {"text": "Amy's"}, page=ONE)

    drafts.spend(ben, KEY, ONE)
    drafts.discard(ben, KEY)

    assert (drafts.recall(amy, KEY), drafts.recall(ben, KEY)) == ({"text": "Amy's"}, {})
    spent = [drafts.standing(person, KEY).known.spent for person in (amy, ben)]
    assert spent == ["", ONE]


class TestTwoDevices:
    """Each page says what it knew when it came."""

    @pytest.fixture
    def knew(self, amy):
        """What both pages knew when they came: words that were kept before."""
        drafts.keep(amy, KEY, {"text": "From before"}, page=BEFORE)
        return drafts.standing(amy, KEY).known

    @pytest.fixture
    def type_on(self, amy, knew):
        """Return a function that keeps words of a page, and says whether they were taken."""

        def typed(page, words):
            return drafts.keep(amy, KEY, {"text": words}, page=page, knows=knew)

        return typed

    def test_one_goes_on_with_what_it_knows_and_with_its_own(self, amy, type_on):
        taken = [type_on(ONE, "One"), type_on(ONE, "One word")]

        assert (taken, drafts.recall(amy, KEY)) == ([True, True], {"text": "One word"})

    def test_newer_words_of_another_stay(self, amy, type_on):
        taken = [type_on(ONE, "Newer"), type_on(OTHER, "Stale")]

        assert (taken, drafts.recall(amy, KEY)) == ([True, False], {"text": "Newer"})

    def test_what_was_on_its_way_when_another_sent_the_form_comes_too_late(self, amy, type_on):
        type_on(OTHER, "Half a sent")
        drafts.spend(amy, KEY, ONE)

        assert not type_on(OTHER, "Half a sentence")
        assert drafts.recall(amy, KEY) == {}

    def test_so_does_what_comes_after_two_were_sent(self, amy, type_on):
        drafts.spend(amy, KEY, ONE)
        drafts.spend(amy, KEY, OTHER)

        assert not type_on(ONE, "Half a sentence")

    def test_so_does_what_comes_after_it_was_saved_without_scripts(self, amy, type_on):
        drafts.discard(amy, KEY)

        assert not type_on(ONE, "Half a sentence")

    def test_whoever_comes_after_the_sending_is_kept(self, amy, type_on):
        drafts.spend(amy, KEY, ONE)
        now = drafts.standing(amy, KEY).known

        assert drafts.keep(amy, KEY, {"text": "The next"}, page=OTHER, knows=now)

    def test_of_two_at_once_one_is_kept(self, transactional_db, amy, type_on):
        both = threading.Barrier(2)

        def typed(page):
            both.wait()
            try:
                return type_on(page, page)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            taken = list(pool.map(typed, [ONE, OTHER]))

        assert sorted(taken) == [False, True]
        assert drafts.recall(amy, KEY) == {"text": [ONE, OTHER][taken.index(True)]}
