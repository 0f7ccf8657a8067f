"""How long is each bar of progress on the cover?"""


def of(progress):
    """Return a lane with its words and lengths for the time used, for mapped and for met."""
    whole = progress["criteria"]
    made = []
    if progress["time_percent"] is not None:
        percent = min(max(round(progress["time_percent"]), 0), 100)
        made.append(
            {"label": "Time used", "fill": "time", "percent": percent, "words": f"{percent}%"}
        )
    for key, label in [("mapped", "Mapped"), ("met", "Met")]:
        percent = round(100 * progress[key] / whole) if whole else 0
        words = f"{progress[key]} of {whole}"
        made.append({"label": label, "fill": key, "percent": percent, "words": words})
    today = made[0]["percent"] if progress["time_percent"] is not None else None
    for lane in made:
        lane["length"] = lane["percent"] * 4
        lane["inner"] = max(lane["length"] - 1.5, 1)
        lane["today"] = today
        lane["line"] = min(max((today or 0) * 4 - 1, 0), 398)
    return made
