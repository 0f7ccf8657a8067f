"""How do many files become harmless pages in one go, each as it would alone?

One process for all saves the start of a process for each, which takes longer than most pages.
"""

from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from evidence.renditions import paging
from evidence.renditions.telling import DAMAGED, HEAVY, Problem, tell

MAKERS = {"photo": "photo", "plain": "plain", "record": "record", "csv": "tables"}


def print_all(paths, jobs):
    """Do `jobs` on the files `paths`; return {"made": [{"pages"} or {"problem"}, …]}, one for each.

    A job is a dict of `maker` (pdf, photo, plain, record or csv), `out`, `title`, `most_pages`.
    """
    made = [_print(path, **job) for path, job in zip(paths, jobs, strict=True)]
    return {"made": made}


def _print(path, maker, out, title, most_pages):
    try:
        with TemporaryDirectory() as scratch:
            pdf = _converted(path, Path(scratch), maker)
            return {"pages": paging.defuse(pdf, out, title, most_pages)}
    except Problem as problem:
        return {"problem": problem.name}
    except (MemoryError, RecursionError):
        return {"problem": HEAVY}
    except Exception:  # noqa: BLE001 - one file that breaks a library must not end the others
        return {"problem": DAMAGED}


def _converted(path, scratch, maker):
    """Return the PDF of a file; what converts it is loaded only where there is such a file."""
    if maker == "pdf":
        return path
    pdf = scratch / "made.pdf"
    convert = import_module(f"evidence.renditions.{MAKERS[maker]}").convert
    if maker == "csv":
        convert(path, "csv", scratch / "tables.json", pdf)
    else:
        convert(path, pdf)
    return pdf


if __name__ == "__main__":
    tell(print_all)
