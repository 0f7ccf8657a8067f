"""What does an act raise when a rule says "not now", and how does a form show it?"""

from contextlib import contextmanager


class RuleViolation(Exception):
    """A rule refuses the act; the message is a sentence that says how to go on.

    `field` names the form field that the sentence belongs to; None means the whole form.
    """

    def __init__(self, message, *, field=None):
        super().__init__(message)
        self.message = message
        self.field = field


@contextmanager
def shown_by(form):
    """Run an act inside; what a rule refuses becomes an error of the form, beside its field."""
    try:
        yield
    except RuleViolation as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
