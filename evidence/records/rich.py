"""How do formatted words stay harmless, and how are they written where no editor runs?

Kept is HTML of a few tags without attributes. Without scripts the same is typed as text: blank
lines part paragraphs, `- ` and `1. ` begin items, `## ` a heading, `> ` a quotation, and
**bold** and *italic* stand between stars.
"""

import html
import re
from html.parser import HTMLParser

import nh3

TAGS = {"p", "br", "strong", "em", "h2", "h3", "ul", "ol", "li", "blockquote"}
SPOKEN = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3", "div": "p"}
OURS = "p|h[1-6]|ul|ol|blockquote|div|b|i|strong|em|br"
OF_OURS = re.compile(rf"\s*<(?:{OURS})\b[^>]*>", re.IGNORECASE)
OTHER_NAMES = re.compile(rf"<(/?)({'|'.join(SPOKEN)})\b[^<>]*>", re.IGNORECASE)
EMPTY = re.compile(r"<(p|h2|h3|li|blockquote|ul|ol)>(?:\s|&nbsp;|<br>)*</\1>")
# Formatted text from an office program has some ten letters of formatting to one that is read.
MOST_TYPED = 1_000_000
# So deep is what is empty taken away; each round goes through all of it.
DEEPEST = 6
BULLET, NUMBERED = re.compile(r"[-*•] +"), re.compile(r"\d{1,3}[.)] +")
HEADING, QUOTE = re.compile(r"(#{1,3}) +"), re.compile(r"> ?")


class TooLong(ValueError):
    """There is more of it than is worth a look; the message is a sentence."""


def cleaned(typed):
    """Return harmless HTML of what was typed, which is HTML from the editor or plain text.

    Raises TooLong at once for more than MOST_TYPED letters, those of the formatting counted.
    """
    if len(typed) > MOST_TYPED:
        raise TooLong(
            f"With its formatting this is longer than {MOST_TYPED:,} letters. Paste it as plain "
            "text, or keep to what matters."
        )
    typed = typed.replace("\r\n", "\n").replace("\x00", "")
    made = OTHER_NAMES.sub(_renamed, typed) if OF_OURS.match(typed) else from_text(typed)
    safe = nh3.clean(made, tags=TAGS, attributes={}, link_rel=None).replace("\u00a0", " ")
    for _ in range(DEEPEST):
        safe = EMPTY.sub("", safe)
    return re.sub(r"\n{2,}", "\n", safe).strip()


def from_text(text):
    """Return the HTML of plain text."""
    pieces = (piece for piece in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip("\n")) if piece)
    return "\n".join(made for piece in pieces for made in _pieces(piece.split("\n")))


def as_text(kept):
    """Return kept HTML as the plain text that it could have been typed as."""
    writer = _Writer()
    writer.feed(kept)
    writer.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(writer.said)).strip()


def words_in(kept):
    """Return the words alone, to be counted or to tell whether there are any."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", kept)).split())


def _renamed(found):
    return f"<{found[1]}{SPOKEN[found[2].lower()]}>"


def _pieces(lines):
    """Yield the HTML of the lines of one piece: runs of items, quotations and plain lines."""
    runs = []
    for line in lines:
        sort = _sort(line.strip())
        if runs and runs[-1][0] == sort and sort != "h":
            runs[-1][1].append(line.strip())
        else:
            runs.append((sort, [line.strip()]))
    for sort, run in runs:
        yield _HTML_OF[sort](run)


def _sort(line):
    for sort, begins in (("ul", BULLET), ("ol", NUMBERED), ("h", HEADING), ("q", QUOTE)):
        if begins.match(line):
            return sort
    return "p"


def _items(tag, begins):
    def made(run):
        items = "".join(f"<li>{_inline(begins.sub('', line, count=1))}</li>" for line in run)
        return f"<{tag}>{items}</{tag}>"

    return made


def _heading(run):
    level = "h3" if run[0].startswith("###") else "h2"
    return f"<{level}>{_inline(HEADING.sub('', run[0], count=1))}</{level}>"


def _quoted(run):
    lines = "<br>".join(_inline(QUOTE.sub("", line, count=1)) for line in run)
    return f"<blockquote><p>{lines}</p></blockquote>"


def _paragraph(run):
    return f"<p>{'<br>'.join(_inline(line) for line in run)}</p>"


_HTML_OF = {
    "ul": _items("ul", BULLET), "ol": _items("ol", NUMBERED), "h": _heading, "q": _quoted,
    "p": _paragraph,
}  # fmt: skip


def _inline(line):
    safe = html.escape(line, quote=False)
    safe = re.sub(r"\*\*(\S(?:[^*]*\S)?)\*\*", r"<strong>\1</strong>", safe)
    return re.sub(r"(?<!\*)\*(\S(?:[^*]*\S)?)\*(?!\*)", r"<em>\1</em>", safe)


class _Writer(HTMLParser):
    """Writes the few tags as the marks of plain text."""

    def __init__(self):
        super().__init__()
        self.said, self.lists, self.quoting = [], [], 0

    def handle_starttag(self, tag, attrs):
        if tag in ("ul", "ol"):
            self.lists.append([tag, 0])
            self.said.append("\n\n" if len(self.lists) == 1 else "\n")
        elif tag == "li":
            self.said.append(self._item())
        elif tag == "blockquote":
            self.quoting += 1
        elif tag == "br":
            self.said.append("\n> " if self.quoting else "\n")
        elif tag in ("p", "h2", "h3"):
            begins = {"p": "> " if self.quoting else "", "h2": "## ", "h3": "### "}[tag]
            self.said.append("" if self.lists else f"\n\n{begins}")
        else:
            self.said.append({"strong": "**", "em": "*"}.get(tag, ""))

    def handle_endtag(self, tag):
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
            self.said.append("\n\n" if not self.lists else "")
        elif tag == "blockquote":
            self.quoting = max(0, self.quoting - 1)
        elif tag in ("p", "h2", "h3") and not self.lists:
            self.said.append("\n\n")
        else:
            self.said.append({"strong": "**", "em": "*"}.get(tag, ""))

    def handle_data(self, data):
        self.said.append(re.sub(r"\s+", " ", data) if data.strip() else " " * bool(data == " "))

    def _item(self):
        if not self.lists:
            return "\n- "
        self.lists[-1][1] += 1
        tag, number = self.lists[-1]
        return "\n- " if tag == "ul" else f"\n{number}. "
