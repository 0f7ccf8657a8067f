"""Only acts write: no view, form or task saves a row or assigns a state."""

import ast
from pathlib import Path

import pytest

from tests.architecture.test_budgets import MODULES, ROOT

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create",
}  # fmt: skip
THIN = [
    path
    for path in MODULES
    if path.name in ("views.py", "forms.py", "tasks.py", "urls.py", "navigation.py")
    or {"views", "forms"} & set(path.parts)
]


@pytest.mark.parametrize("module", THIN, ids=lambda path: str(path.relative_to(ROOT)))
def test_views_forms_and_tasks_write_nothing(module):
    calls = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(Path(module).read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
    ]
    assigned = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(Path(module).read_text()))
        if isinstance(node, ast.Assign)
        and any(isinstance(t, ast.Attribute) and t.attr == "state" for t in node.targets)
    ]

    assert calls + assigned == []
