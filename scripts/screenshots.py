"""Take pictures of the main screens of the demo: light, dark and on a phone.

`python -m scripts.screenshots [NAME …]` takes all of them into docs/screenshots, or some.
"""

import io
import json
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.running import demo_site

FOLDER = demo_site.ROOT / "docs" / "screenshots"
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOOKS = {
    "light": {"viewport": WIDE, "color_scheme": "light"},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "color_scheme": "light", "is_mobile": True, "has_touch": True},
}
EVERYWHERE = {"locale": "en-GB", "timezone_id": "Europe/London", "reduced_motion": "reduce"}
MOST_BYTES = 3 * 1024 * 1024
QUALITY = 86


def main(names):
    """Take the pictures of the screens with these names, or of all; say how large they are."""
    with (
        tempfile.TemporaryDirectory(prefix="portfolio-pictures-") as folder,
        demo_site.Site(Path(folder)).running() as site,
        demo_site.chromium() as browser,
    ):
        password, screens = json.loads(site.tell(demo_site.SCREENS))
        for login, addresses in by_person(screens, names).items():
            for look, options in LOOKS.items():
                context = browser.new_context(base_url=site.address, **options, **EVERYWHERE)
                page = context.new_page()
                demo_site.sign_in(page, f"{login}@harbour.example", password)
                for name, address in addresses.items():
                    page.goto(address)
                    # Fonts that came too late for the first showing are there at the second.
                    page.reload(wait_until="networkidle")
                    keep(page.screenshot(), f"{name}-{look}")
                context.close()
    sizes = {path.name: path.stat().st_size for path in sorted(FOLDER.iterdir())}
    print("\n".join(f"{size:>8} {name}" for name, size in sizes.items()))
    if sum(sizes.values()) > MOST_BYTES:
        raise SystemExit(f"{sum(sizes.values())} bytes in all are too many.")


def by_person(screens, names):
    """Return {login: {name: address}} of the screens with these names, or of all."""
    if unknown := set(names) - screens.keys():
        raise SystemExit(f"{', '.join(unknown)}: there are only {', '.join(screens)}.")
    found = {}
    for name, (login, address) in screens.items():
        if not names or name in names:
            found.setdefault(login, {})[name] = address
    return found


def keep(picture, name):
    """Write a picture, small enough for a page that shows many."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    main(sys.argv[1:])
