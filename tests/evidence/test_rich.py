"""Formatted words: what stays, what goes, and how plain text becomes them and back."""

import pytest

from evidence.records import rich


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>One</p>", "<p>One</p>"),
        ("<p onclick=x style='color:red'>One</p>", "<p>One</p>"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<p><img src=x onerror=alert(1)>One</p>", "<p>One</p>"),
        ("<p><a href='javascript:alert(1)'>One</a></p>", "<p>One</p>"),
        ("<div><b>One</b> <i>two</i></div>", "<p><strong>One</strong> <em>two</em></p>"),
        ("<h1>One</h1><h5>Two</h5>", "<h2>One</h2><h3>Two</h3>"),
        ("<p></p><p>&nbsp;</p><ul><li></li></ul>", ""),
        ("<p class=MsoNormal><o:p>One</o:p></p><style>p{}</style>", "<p>One</p>"),
        ("<table><tr><td>1", "<p>&lt;table&gt;&lt;tr&gt;&lt;td&gt;1</p>"),
        ("<svg/onload=alert(1)>", "<p>&lt;svg/onload=alert(1)&gt;</p>"),
    ],
)
def test_only_a_few_tags_without_attributes_stay(typed, kept):
    assert rich.cleaned(typed) == kept


def test_plain_text_gets_its_paragraphs_lists_and_marks():
    typed = "I **led** it\r\nalone.\r\n\r\n- One\r\n- Two\r\n\r\n## After\r\n> She said so"

    assert rich.cleaned(typed) == (
        "<p>I <strong>led</strong> it<br>alone.</p>\n<ul><li>One</li><li>Two</li></ul>\n"
        "<h2>After</h2>\n<blockquote><p>She said so</p></blockquote>"
    )


def test_signs_in_plain_text_stay_signs():
    assert rich.cleaned("a < b & c > d * 2 * 3") == "<p>a &lt; b &amp; c &gt; d * 2 * 3</p>"


@pytest.mark.parametrize(
    "text",
    [
        "One\ntwo\n\nthree",
        "- One\n- *Two*",
        "1. One\n2. Two",
        "## Head\n\nWords with **weight**",
        "> Quoted\n> twice\n\nAfter it",
        "a < b & c",
    ],
)
def test_words_go_to_the_editor_and_back_unchanged(text):
    assert rich.as_text(rich.cleaned(text)) == text


def test_cleaning_twice_changes_nothing():
    once = rich.cleaned("<p>a &amp;lt;b&gt;</p><blockquote>c<p>d</p></blockquote>")

    assert rich.cleaned(once) == once


def test_only_the_words_are_counted():
    assert rich.words_in("<p>One &amp; <strong>two</strong></p>") == "One & two"
