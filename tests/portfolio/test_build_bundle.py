"""What does somebody at a shell see of a bundle that is made there?"""

import logging
from io import StringIO

from django.core.management import call_command


def test_letters_that_no_font_has_are_told_in_the_bundle_and_not_on_the_terminal(
    own_storage, all_met, tmp_path, caplog
):
    caplog.set_level(logging.WARNING, logger="weasyprint")
    learner = all_met.learner.user
    learner.name = "Amy \U00012000"
    learner.save(update_fields=["name"])
    said = StringIO()

    call_command("build_bundle", str(all_met.pk), to=tmp_path, stdout=said)

    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []
    assert len(said.getvalue().splitlines()) == 2
