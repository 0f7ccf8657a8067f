"""Can this PDF be opened without a password, and does every page that it names exist?"""

import pypdfium2
from pypdfium2 import raw

from evidence.renditions.telling import Problem, tell


def check(path, most_pages):
    """Return {"pages": n}; raise Problem "password", "damaged", "form" or "too many pages"."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise Problem("password") from error
        raise Problem("damaged") from error
    pages = len(document)
    if pages == 0:
        raise Problem("damaged")
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
        raise Problem("form")
    if pages > most_pages:
        raise Problem("too many pages", pages)
    try:
        for index in range(pages):
            document.get_page_size(index)
    except pypdfium2.PdfiumError as error:
        raise Problem("damaged") from error
    return {"pages": pages}


if __name__ == "__main__":
    tell(check)
