"""Do browsers that keep scripts for a year get new ones when they change, imported ones too?"""

import json
import re

from django.core.management import call_command


def test_scripts_import_modules_by_names_that_change_with_them(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    ours = {"staticfiles": {"BACKEND": "config.static.NamedByContent"}}
    settings.STORAGES = settings.STORAGES | ours
    call_command("collectstatic", interactive=False, verbosity=0)

    named = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    scripts = [name for name in named if re.match(r"js/.*\.js$", name)]
    imported = {
        str((tmp_path / named[name]).parent.joinpath(found).resolve().relative_to(tmp_path))
        for name in scripts
        for found in re.findall(
            r'^import .* from "(.+)";$', (tmp_path / named[name]).read_text(), re.MULTILINE
        )
    }
    assert "js/uploads/desk.js" in scripts
    assert {named[name] for name in scripts if name.startswith("js/uploads/")} == imported
