"""How long does the server work on a page, how much does it ask the database and send?

`python -m bench.pages [--runs N] [--json FILE] [--var FOLDER]`; README.md beside this says more.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PREPARE = "from config import running; running.prepare(demo=True)"
MEASURE = "from bench import measuring; measuring.tell({runs})"
COLUMNS = {
    "page": "page", "login": "by", "queries": "queries", "median": "median ms", "p95": "p95 ms",
    "ratio": "ratio", "ratio_p95": "ratio p95", "html": "HTML", "styles_and_scripts": "CSS+JS",
}  # fmt: skip


def main():
    """Measure on a demo of its own, or on the one in a folder; print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20, help="how often each page is asked for")
    parser.add_argument("--json", type=Path, help="a file that takes the figures too")
    parser.add_argument("--var", type=Path, help="the VAR_DIR of a demo that is there already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portfolio-bench-") as folder:
        if not asked.var:
            django(folder, PREPARE)
        told = django(asked.var or folder, MEASURE.format(runs=asked.runs))
    rows = json.loads(told.splitlines()[-1])
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2) + "\n")
    print(table(rows, COLUMNS))


def django(var, lines):
    """Run lines of Python on the data in folder `var`; return what they printed."""
    taken = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "DEBUG")
    environment = {name: value for name, value in os.environ.items() if name not in taken}
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", lines],
        env=environment | {"VAR_DIR": str(Path(var).resolve())},
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip


def table(rows, columns):
    """Return a Markdown table of `columns`, {key of a row: heading}, as wide as it has to be."""
    cells = [list(columns.values())]
    cells += [[str(row[column]) for column in columns] for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(COLUMNS))]
    cells.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(map(str.ljust, line, widths))} |" for line in cells)


if __name__ == "__main__":
    main()
