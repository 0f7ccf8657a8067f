"""How are the photographs of boards and the screenshot of a dashboard drawn?"""

import io
import random
from datetime import UTC, datetime

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from PIL.PngImagePlugin import PngInfo

from portfolio.demo import figures

INK = {"black": (38, 40, 46), "blue": (28, 62, 150), "red": (184, 36, 36), "green": (22, 112, 62)}
NOTES = {
    "yellow": (250, 232, 130),
    "pink": (248, 176, 190),
    "blue": (168, 212, 240),
    "green": (186, 226, 160),
}
TODAY = (
    # hour of 17 June, call-backs booked, made within the hour
    (9, 12, 12),
    (10, 18, 17),
    (11, 18, 17),
    (12, 16, 15),
    (13, 14, 13),
    (14, 9, 9),
    (15, 6, 6),
)


def stand_up_board():
    """Amy's stand-up board on 10 June 2026: a JPEG held upright by its EXIF orientation."""
    week = figures.CALLS_GO_LIVE
    scene, draw, hand = _board((2250, 3000), "Call-back queue - stand-up Wed 10 June, week 24")
    hand.write((190, 330), f"WEEK {week.number}", 92, "black")
    hand.write((190, 450), f"abandoned {week.abandoned / week.offered:.1%}  (was 18.6)", 76, "blue")
    hand.write((190, 550), f"wait {figures.SHOWN['clock'](week.wait)}   (was 6:36)", 76, "blue")
    hand.write(
        (190, 650),
        f"kept in the hour {week.kept} of {week.booked} = {week.kept / week.booked:.0%}",
        76,
        "red",
    )
    hand.write((190, 750), "promise: 90%", 76, "red")
    draw.line((180, 870, 2060, 878), fill=INK["black"], width=7)
    for x, words in ((210, "TO DO"), (850, "DOING"), (1490, "DONE")):
        hand.write((x, 910), words, 84, "black")
    for x in (790, 1430):
        draw.line((x, 890, x + 6, 2080), fill=INK["black"], width=7)
    hand.note((200, 1050), "yellow", ("text before", "we ring", "Sanjay 22/6"))
    hand.note((230, 1530), "pink", ("late list", "09:30 Mondays", "Leanne 15/6"))
    hand.note((850, 1060), "blue", ("18 slots an hour", "10 to 12", "Grace 11/6"))
    hand.note((870, 1540), "yellow", ("third turn", "10 to 12", "Grace 11/6"))
    hand.note((1490, 1050), "green", ("no damage calls", "in call-back turn", "done 4/6"))
    hand.note((1510, 1520), "green", ("training", "14 of 14", "done 1/6"))
    draw.line((180, 2110, 2060, 2118), fill=INK["black"], width=7)
    hand.write((190, 2150), "DOUBTS (answer in 2 days)", 84, "black")
    hand.write((210, 2270), "- more work on top?  Amy 11/6", 70, "blue")
    hand.write((210, 2370), "- breaks move?  NO, fixed first. Tom", 70, "green")
    hand.write((210, 2470), "- who rings twice?  Kerry 12/6", 70, "blue")
    return _photograph(
        scene, upright=False, taken=datetime(2026, 6, 10, 9, 27, 14, tzinfo=UTC), seed=10
    )


def force_field():
    """Joe's whiteboard of the workshop on 20 January 2026: a JPEG, landscape."""
    scene, draw, hand = _board(
        (3000, 2250), "Refunds at the desk: what pushes, what holds?  20 Jan"
    )
    draw.rounded_rectangle((1330, 420, 1690, 1690), 30, outline=INK["black"], width=10)
    for y, words in ((760, "DESK"), (880, "DECIDES"), (1000, "REFUNDS"), (1120, "up to ?")):
        hand.write((1360, y), words, 66, "black")
    hand.write((240, 360), "PUSHES", 96, "green")
    hand.write((2080, 360), "HOLDS BACK", 96, "red")
    push = (
        ("guests wait 6 days", 5),
        ("98% approved anyway", 4),
        ("12 hours a week", 3),
        ("bad reviews", 3),
        ("staff want to help", 4),
    )
    hold = (
        ("habit since 2011", 4),
        ("lose our say (Lorna)", 5),
        ("money leaks (Callum)", 4),
        ("sites differ", 2),
        ("blame ??", 2),
    )
    for at, ((left, strong), (right, weak)) in enumerate(zip(push, hold, strict=True)):
        y = 560 + at * 250
        hand.write((200, y - 44), left, 66, "green")
        hand.write((2080, y - 44), right, 66, "red")
        _arrow(draw, (1300 - strong * 55, y + 66), (1300, y + 66), INK["green"])
        _arrow(draw, (1720 + weak * 55, y + 66), (1720, y + 66), INK["red"])
        hand.write((1200 - strong * 55, y + 30), str(strong), 60, "green")
        hand.write((1750 + weak * 55, y + 30), str(weak), 60, "red")
    hand.write(
        (200, 1760),
        "so: limit + guide, managers coach, Lorna reads the draft, mistakes are ours",
        64,
        "blue",
    )
    return _photograph(
        scene, upright=True, taken=datetime(2026, 1, 20, 15, 48, 2, tzinfo=UTC), seed=20
    )


def dashboard():
    """The contact dashboard on 17 June 2026 as a PNG that looks like a screenshot."""
    done = figures.CALL_WEEKS[6]
    image = Image.new("RGB", (1600, 900), (238, 241, 246))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1600, 64), fill=(15, 76, 92))
    _type(draw, (28, 17), "Contact dashboard", 28, "white")
    _type(draw, (1120, 21), "Customer Contact | Wed 17 June 2026 16:05", 20, (210, 228, 232))
    tiles = (
        ("Abandoned, week 24", f"{done.abandoned / done.offered:.1%}", "target 10.0%", False),
        ("Average wait", figures.SHOWN["clock"](done.wait), "target 4:00", False),
        ("Kept in the hour", f"{done.kept / done.booked:.0%}", "promise 90%", False),
        ("CSAT", f"{done.satisfied / done.surveyed:.1%}", "target 78.0%", False),
        ("Handling time", figures.SHOWN["clock"](done.handling), "limit 6:30", True),
    )
    for at, (name, value, aim, good) in enumerate(tiles):
        x = 28 + at * 312
        draw.rounded_rectangle((x, 92, x + 292, 242), 10, fill="white", outline=(205, 211, 221))
        _type(draw, (x + 18, 104), name, 20, (72, 84, 104))
        _type(draw, (x + 18, 134), value, 52, (19, 97, 58) if good else (138, 64, 0))
        _type(draw, (x + 18, 204), aim, 18, (72, 84, 104))
    _bars(draw, (28, 270, 1020, 870))
    _today(draw)
    facts = PngInfo()
    facts.add_text("Title", "Contact dashboard, 17 June 2026")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True, pnginfo=facts)
    return out.getvalue()


class _Hand:
    """Writes on a board in marker pen, with the small unsteadiness of a hand."""

    def __init__(self, image, seed):
        self.image = image
        self.chance = random.Random(seed)  # noqa: S311 - a drawing, nothing secret

    def write(self, place, words, size, colour):
        x, y = place
        font = ImageFont.load_default(size)
        for letter in words:
            wide = font.getlength(letter)
            if letter != " ":
                tile = Image.new("L", (int(wide) + 24, int(size * 1.5)), 0)
                ImageDraw.Draw(tile).text(
                    (12, 4), letter, font=font, fill=255, stroke_width=max(1, size // 40)
                )
                tile = tile.rotate(self.chance.uniform(-4, 4), Image.Resampling.BILINEAR)
                drop = round(self.chance.uniform(-0.03, 0.03) * size)
                self.image.paste(INK[colour], (int(x) - 12, int(y) + drop), tile)
            x += wide + size * 0.03

    def note(self, place, colour, lines):
        paper = Image.new("RGBA", (500, 400), NOTES[colour] + (255,))
        own = _Hand(paper, self.chance.random())
        for at, line in enumerate(lines):
            own.write((26, 44 + at * 112), line, 58, "black")
        turned = paper.rotate(self.chance.uniform(-3, 3), Image.Resampling.BILINEAR, expand=True)
        shade = Image.new("L", turned.size, 0)
        shade.paste(70, (0, 0), turned.getchannel("A"))
        x, y = place
        self.image.paste((90, 92, 96), (x + 12, y + 14), shade)
        self.image.paste(turned.convert("RGB"), (x, y), turned.getchannel("A"))


def _board(size, heading):
    scene = Image.new("RGB", size, (201, 194, 184))
    draw = ImageDraw.Draw(scene)
    wide, high = size
    draw.rounded_rectangle((90, 110, wide - 90, high - 260), 26, fill=(128, 132, 138))
    draw.rectangle((120, 140, wide - 120, high - 290), fill=(247, 248, 246))
    draw.rounded_rectangle(
        (wide // 2 - 500, high - 275, wide // 2 + 500, high - 215), 12, fill=(148, 152, 158)
    )
    for at, colour in enumerate(("black", "blue", "red", "green")):
        x = wide // 2 - 420 + at * 190
        draw.rounded_rectangle((x, high - 306, x + 150, high - 270), 14, fill=INK[colour])
    hand = _Hand(scene, heading)
    hand.write((180, 180), heading, 78, "black")
    return scene, draw, hand


def _arrow(draw, start, end, colour):
    draw.line((*start, *end), fill=colour, width=14)
    back = -40 if end[0] > start[0] else 40
    draw.polygon((end, (end[0] + back, end[1] - 26), (end[0] + back, end[1] + 26)), fill=colour)


def _photograph(scene, *, upright, taken, seed):
    """The scene as a telephone would take it: slightly askew, lit from one side, grainy."""
    wide, high = scene.size
    lean = (0.012, 0.020, -0.010)
    scene = scene.transform(
        scene.size,
        Image.Transform.PERSPECTIVE,
        (1.0, lean[0], -0.006 * wide, lean[2], 1.0, 0.004 * high, 0.000006, 0.000002),
        Image.Resampling.BICUBIC,
        fillcolor=(190, 183, 173),
    )
    light = (
        Image.radial_gradient("L")
        .resize((wide * 2, high * 2))
        .crop((int(wide * 0.62), int(high * 0.7), int(wide * 1.62), int(high * 1.7)))
    )
    light = light.point(lambda value: 255 - int(value * 0.42))
    scene = ImageChops.multiply(scene, Image.merge("RGB", (light, light, light)))
    chance = random.Random(seed)  # noqa: S311 - grain, nothing secret
    grain = Image.frombytes("L", (750, 750), chance.randbytes(750 * 750))
    grain = grain.filter(ImageFilter.GaussianBlur(0.6)).resize(scene.size)
    scene = Image.blend(scene, Image.merge("RGB", (grain, grain, grain)), 0.035)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 1 if upright else 6
    exif[ExifTags.Base.Make] = "Fieldway"
    exif[ExifTags.Base.Model] = "Fieldway F7"
    exif[ExifTags.Base.DateTime] = f"{taken:%Y:%m:%d %H:%M:%S}"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    stored = scene if upright else scene.transpose(Image.Transpose.ROTATE_90)
    out = io.BytesIO()
    stored.save(out, "JPEG", quality=84, exif=exif)
    return out.getvalue()


def _today(draw):
    draw.rounded_rectangle((1048, 270, 1572, 870), 10, fill="white", outline=(205, 211, 221))
    _type(draw, (1070, 286), "Call-backs today, by hour", 22, (22, 32, 49))
    for at, head in enumerate(("Hour", "Booked", "In time")):
        _type(draw, (1070 + at * 160, 332), head, 19, (72, 84, 104))
    for at, (hour, booked, kept) in enumerate(TODAY):
        y = 372 + at * 52
        draw.line((1070, y - 8, 1550, y - 8), fill=(225, 230, 237), width=1)
        for column, value in enumerate((f"{hour:02d}:00", booked, kept)):
            _type(draw, (1070 + column * 160, y), str(value), 22, (22, 32, 49))
    _type(
        draw,
        (1070, 762),
        f"Total {sum(h[1] for h in TODAY)} booked, {sum(h[2] for h in TODAY)} in time",
        22,
        (22, 32, 49),
    )
    _type(draw, (1070, 806), "Longest call-back: 68 minutes", 20, (138, 64, 0))


def _bars(draw, place):
    left, top, right, bottom = place
    draw.rounded_rectangle(place, 10, fill="white", outline=(205, 211, 221))
    _type(draw, (left + 22, top + 16), "Calls abandoned by week", 22, (22, 32, 49))
    weeks = figures.CALL_WEEKS[:7]
    wide, floor, tall = (right - left - 110) / len(weeks), bottom - 60, bottom - top - 150
    for share in (0, 5, 10, 15, 20):
        y = floor - tall * share / 20
        draw.line((left + 70, y, right - 30, y), fill=(225, 230, 237), width=1)
        _type(draw, (left + 22, y - 12), f"{share}%", 18, (72, 84, 104))
    for at, week in enumerate(weeks):
        share = week.abandoned / week.offered
        x = left + 90 + at * wide
        after = week.number >= figures.CALLS_GO_LIVE.number
        draw.rectangle(
            (x, floor - tall * share / 0.2, x + wide * 0.62, floor),
            fill=(15, 76, 92) if after else (168, 176, 190),
        )
        _type(draw, (x, floor - tall * share / 0.2 - 28), f"{share:.1%}", 19, (22, 32, 49))
        _type(draw, (x + 10, floor + 14), f"W{week.number}", 20, (72, 84, 104))
    y = floor - tall * 0.5
    draw.line((left + 70, y, right - 30, y), fill=(184, 36, 36), width=3)
    _type(draw, (right - 230, top + 18), "red line: target 10.0%", 18, (184, 36, 36))


def _type(draw, place, words, size, colour):
    draw.text(place, words, font=ImageFont.load_default(size), fill=colour)
