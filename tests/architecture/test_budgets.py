"""The budgets of the architecture: how large things may become before they are split."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = [
    "core", "audit", "accounts", "qualifications", "learners", "evidence", "assessment",
    "portfolio", "config",
]  # fmt: skip
MODULES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_TEMPLATE, LONGEST_BASE = (
    400,
    50,
    40,
    150,
    100,
)
MOST_ACTS, MOST_BASES, MOST_REQUIREMENTS, CORE_LINES = 6, 2, 31, 400


def functions(tree):
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_of(node):
    return node.end_lineno - node.lineno + 1


def is_act(function):
    """An act is written in one transaction for somebody: `@transaction.atomic` and `by`."""
    decorators = {ast.unparse(decorator) for decorator in function.decorator_list}
    names = {argument.arg for argument in function.args.kwonlyargs}
    return (
        "transaction.atomic" in decorators and "by" in names and not function.name.startswith("_")
    )


@pytest.fixture(params=MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def module(request):
    return request.param


@pytest.fixture
def tree(module):
    return ast.parse(module.read_text())


def test_a_module_has_a_docstring_and_is_short(module, tree):
    lines = len(module.read_text().splitlines())

    assert lines <= LONGEST_MODULE
    assert lines == 0 or ast.get_docstring(tree)


def test_functions_are_short(module, tree):
    longest = LONGEST_VIEW if "views" in str(module) else LONGEST_FUNCTION

    assert [f.name for f in functions(tree) if lines_of(f) > longest] == []


def test_there_is_no_import_inside_a_function(tree):
    inside = [
        f.name
        for f in functions(tree)
        for node in ast.walk(f)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_a_class_has_at_most_two_bases(tree):
    many = [
        n.name for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and len(n.bases) > MOST_BASES
    ]

    assert many == []


def test_a_module_holds_at_most_six_acts(tree):
    assert len([f for f in functions(tree) if is_act(f)]) <= MOST_ACTS


def test_there_are_no_model_signals(module):
    text = module.read_text()

    assert [
        word for word in ("post_save", "pre_save", "m2m_changed", "post_delete") if word in text
    ] == []


def test_core_is_small():
    total = sum(len(path.read_text().splitlines()) for path in (ROOT / "core").rglob("*.py"))

    assert total <= CORE_LINES


def test_templates_are_short():
    long = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if len(path.read_text().splitlines())
        > (LONGEST_BASE if path.name == "base.html" else LONGEST_TEMPLATE)
    ]

    assert long == []


def test_direct_requirements_are_few():
    lines = (ROOT / "requirements.in").read_text().splitlines()

    assert len([line for line in lines if line and not line.startswith("#")]) <= MOST_REQUIREMENTS


def test_lock_files_hold_no_addresses():
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert "://" not in (ROOT / name).read_text()
