"""How long until the first page of something large is there, cold and from the store?

`python -m bench.first_page [--pages N] [--runs N] [--var FOLDER]`; README.md beside this says more.
"""

import argparse
import json
import tempfile
from pathlib import Path

from bench.pages import PREPARE, django

MEASURE = "from bench import large_files; large_files.tell({pages}, {runs})"


def main():
    """Measure on a demo of its own, or on the one in a folder; print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=300, help="how many pages the PDF has")
    parser.add_argument("--runs", type=int, default=20, help="how often each thing is asked for")
    parser.add_argument("--var", type=Path, help="the VAR_DIR of a demo that is there already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portfolio-bench-") as folder:
        if not asked.var:
            django(folder, PREPARE)
        told = django(asked.var or folder, MEASURE.format(pages=asked.pages, runs=asked.runs))
    for row in json.loads(told.splitlines()[-1]):
        print("  ".join(f"{name} {value}" for name, value in row.items()))


if __name__ == "__main__":
    main()
