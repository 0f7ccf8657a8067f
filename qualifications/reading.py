"""What does a YAML file say, and on which line does each part stand?"""

import difflib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import yaml

MOST_BYTES = 2 * 1024 * 1024
MOST_NESTING = 12


class PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads text, whole numbers and null only: `no`, `2014-11-01` and `1.10` stay text."""

    yaml_implicit_resolvers: ClassVar = {}


PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile("^(~|null|)$"), ["~", "n", ""]
)
PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile("^-?(0|[1-9][0-9]*)$"), list("-0123456789")
)
PlainLoader.add_constructor(
    "tag:yaml.org,2002:str", lambda loader, node: loader.construct_scalar(node).strip()
)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a specification file: where, and what, in a sentence."""

    line: int
    field: str
    sentence: str

    def __str__(self):
        place = f"line {self.line}, {self.field}" if self.field else f"line {self.line}"
        return f"{place}: {self.sentence}"


class SpecificationError(Exception):
    """A specification file can't be loaded; `problems` lists all that is wrong, in line order."""

    def __init__(self, file_name, problems):
        self.file_name = file_name
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(self.sentences()))

    def sentences(self):
        """Return a sentence for each problem, with file, line and field."""
        return [f"{self.file_name}, {problem}" for problem in self.problems]


@dataclass(frozen=True)
class Document:
    """The data of a YAML file, and the line of each path in it, such as ("units", 0, "title")."""

    file_name: str
    content: bytes
    data: object
    lines: dict

    def problem(self, path, sentence):
        """Return the Problem that `sentence` tells about the value at `path`."""
        known = tuple(path)
        while known not in self.lines:
            known = known[:-1]
        return Problem(self.lines[known], field_name(path), sentence)


def read(path):
    """Return the Document in the file at `path`.

    Raises SpecificationError when the file can't be read, is not YAML, or has an anchor,
    a repeated field, a control character or too much nesting.
    """
    path = Path(path)
    content = content_of(path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(path, line, "The file is not UTF-8 text. Save it as UTF-8.") from error
    try:
        _refuse_what_is_unsafe(path, text)
        loader = PlainLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise _refusal(path, 1, "The file is empty.")
        lines, problems = _lines_of(node)
        if problems:
            raise SpecificationError(path.name, problems)
        data = loader.construct_document(node)
    except yaml.YAMLError as error:
        raise _yaml_refusal(path, error) from error
    except ValueError as error:
        raise _refusal(path, 1, f"A value can’t be read: {error}.") from error
    return Document(path.name, content, data, lines)


def content_of(path):
    """Return the bytes of the file at `path`.

    Raises SpecificationError when it can't be read or is larger than any specification.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refusal(path, 1, f"The file can’t be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise _refusal(path, 1, "The file is larger than 2 MB. Split it by qualification.")
    return content


def field_name(path):
    """Return `path` in words, counted from 1: `units[1].outcomes[2].title`."""
    name = ""
    for part in path:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return name.lstrip(".")


def did_you_mean(wrong, known):
    """Return " Did you mean …?" for the name in `known` that is nearest to `wrong`, or ""."""
    folded = {name.lower(): name for name in sorted(known)}
    nearest = difflib.get_close_matches(str(wrong).lower(), folded, n=1, cutoff=0.5)
    return f' Did you mean "{folded[nearest[0]]}"?' if nearest else ""


def _refuse_what_is_unsafe(path, text):
    """Aliases can grow without end, deep nesting exhausts the parser, NULs the database."""
    depth = 0
    for event in yaml.parse(text, Loader=PlainLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal(path, line, "Anchors and aliases (& and *) are not taken. Write it out.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_NESTING:
            raise _refusal(path, line, f"The file is nested more than {MOST_NESTING} deep.")
        if isinstance(event, yaml.ScalarEvent) and any(
            unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t"
            for char in event.value
        ):
            raise _refusal(path, line, "The value holds a control character. Remove it.")


def _lines_of(root):
    lines, problems, waiting = {}, [], [((), root)]
    while waiting:
        path, node = waiting.pop()
        lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            waiting += [((*path, index), item) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                place, line = (*path, key.value), key.start_mark.line + 1
                if not isinstance(key, yaml.ScalarNode) or not key.tag.endswith(":str"):
                    sentence = "A field name must be plain text."
                    problems.append(Problem(line, field_name(path), sentence))
                elif place in lines:
                    sentence = f'The field "{key.value}" stands twice. Keep one of them.'
                    problems.append(Problem(line, field_name(place), sentence))
                else:
                    lines[place] = line
                    waiting.append((place, value))
    return lines, problems


def _yaml_refusal(path, error):
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", "unknown character")
    line = mark.line + 1 if mark else 1
    sentence = f"This is not valid YAML: {what}. Look for a quote, colon or space above."
    return _refusal(path, line, sentence)


def _refusal(path, line, sentence):
    return SpecificationError(path.name, [Problem(line, "", sentence)])
