"""What are the sheet's measures and colours, in points?"""

MM = 72 / 25.4
A4_SHORT, A4_LONG = 210 * MM, 297 * MM
LEFT, RIGHT = 22 * MM, 18 * MM
STRIP, STRIP_WITH_NOTE = 9 * MM, 13 * MM
GAP = 5 * MM

INK = (0.086, 0.125, 0.192)
INK_2 = (0.282, 0.329, 0.408)
LINE = (0.463, 0.510, 0.604)
PAPER = (0.953, 0.961, 0.973)
ACCENT = (0.114, 0.310, 0.624)
