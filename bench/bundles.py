"""How long does a bundle take, against the bare libraries on the same files?

`python -m bench.bundles [--artefacts N] [--seed N] [--tries N] [--json FILE]`; README.md beside
this says more.
"""

import argparse
import json
import tempfile
from pathlib import Path

from bench.pages import PREPARE, django, table

COLUMNS = {
    "what": "after", "seconds": "ours s", "floor": "floor s", "ratio": "ratio",
    "of cold": "of cold", "pages": "pages", "bundle MB": "PDF+ZIP MB", "job MB": "job MB",
    "largest other MB": "largest other MB",
}  # fmt: skip
MEASURE = "from bench import portfolios; portfolios.tell({artefacts}, {seed}, {tries}, {folder!r})"


def main():
    """Measure in a demo of its own; print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artefacts", type=int, default=30, help="30, 200 and 500 are compared")
    parser.add_argument("--seed", type=int, default=7, help="which files it makes")
    parser.add_argument("--tries", type=int, default=3, help="how often; medians are printed")
    parser.add_argument("--json", type=Path, help="a file that takes the figures too")
    parser.add_argument("--var", type=Path, help="the VAR_DIR of a demo that is there already")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="portfolio-bench-") as folder:
        if not asked.var:
            django(folder, PREPARE)
        measure = MEASURE.format(
            artefacts=asked.artefacts, seed=asked.seed, tries=asked.tries, folder=folder
        )
        figures = json.loads(django(asked.var or folder, measure).splitlines()[-1])
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=2) + "\n")
    print(table(figures.pop("rows"), COLUMNS))
    for name, value in figures.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
