"""Which risks stand in the two risk registers, how are they scored and what is done?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Risk:
    """One line of a risk register; scores are from 1 to 5."""

    number: str
    what: str
    cause: str
    likely: int
    impact: int
    answer: str
    owner: str
    likely_after: int
    impact_after: int
    state: str


CALL_RISKS = (
    Risk("R1", "Advisers refuse or work round call-backs", "Seen as work on top; last change came "
         "by e-mail", 4, 4, "One-to-one talks; breaks first in the rota; turns by choice; Marek as "
         "champion", "Amy Carter", 2, 3, "28 May: 12 of 14 chose turns; two still doubtful"),
    Risk("R2", "Licence comes late", "Supplier needs ten working days", 3, 4,
         "Date in writing; go or no-go three days before; go-live can move a week", "Sanjay Rao",
         1, 2, "Happened 18 May; go-live moved to 2 June (plan v2)"),
    Risk("R3", "Promised hour is not kept", "More bookings than advisers", 4, 4,
         "Slots limited to 12 an hour at first; third turn ready; stop switch", "Grace Adeyemi",
         2, 3, "28 May: slots set, stop switch tested"),
    Risk("R4", "Wait gets longer for those who stay", "Two advisers away from the live queue", 3,
         4, "Turns only from 10:00 to 14:00; stop when the wait passes 12 minutes", "Amy Carter",
         2, 3, "28 May: rule in the shift sheet"),
    Risk("R5", "Customers do not trust the promise", "Bad experience elsewhere", 3, 3,
         "Plain message, “you keep your place”; text when two tries fail", "Priya Nair", 2, 2,
         "28 May: message tested with five customers"),
    Risk("R6", "Figures can't be compared", "Definitions change, holiday weeks", 2, 4,
         "Definitions fixed on 23 April; five weeks each; bank holidays marked", "Priya Nair", 1,
         3, "28 May: four of five baseline weeks in"),
    Risk("R7", "Advisers miss the training", "Leave, sickness", 3, 3,
         "Four groups; Marek sits with those who miss it", "Amy Carter", 1, 2,
         "28 May: 11 of 14 trained, rest on 29 May"),
    Risk("R8", "Depots promise delivery times in our name", "They read call-back as van time", 2,
         3, "Note and call in the week before go-live", "Leanne Hughes", 1, 2, "28 May: note sent"),
    Risk("R9", "Numbers kept too long", "Call-back list holds telephone numbers", 2, 4,
         "List is emptied each night; agreed with data protection", "Sanjay Rao", 1, 3,
         "28 May: tested"),
    Risk("R10", "Cost passes £3,200", "Overtime in go-live week", 2, 2,
         "30 hours at most; reserve of £407", "Amy Carter", 1, 2, "28 May: £1,850 spent"),
)
REFUND_RISKS = (
    Risk("R1", "Refunds are given too freely", "No second pair of eyes", 3, 4,
         "Limit; reason code; refund per request watched weekly; stop at 5% above baseline",
         "Callum Reid", 2, 3, "13 March: within the limit in every week"),
    Risk("R2", "Duty managers block or work round the change", "Loss of standing", 4, 3,
         "Workshop before the policy; new role as coach; Ewa writes a part of the guide",
         "Joe Okafor", 2, 2, "13 March: Torquay asks in 9 cases a week, was most"),
    Risk("R3", "Permissions wrong in the booking system", "Roles differ by hotel", 2, 4,
         "Test on a copy; roll-back in ten minutes", "Duncan Muir", 1, 4, "13 March: no incident"),
    Risk("R4", "Hotels decide like cases differently", "Habit, local custom", 3, 3,
         "One-page guide; comparison call on Fridays", "Aisha Khan", 2, 2,
         "13 March: two of 20 cases differed"),
    Risk("R5", "Advisers fear blame and pass requests on", "Part-time staff, earlier warnings", 4,
         3, "“Honest mistakes are ours” in the policy; Joe at the desk", "Joe Okafor", 2, 2,
         "13 March: Poole at 31%, visit agreed"),
    Risk("R6", "Queues at check-in grow", "Decisions take time at the desk", 3, 3,
         "Second desk from 10:00 to 12:00 on Sundays; time five cases a week", "Aisha Khan", 2, 2,
         "13 March: four minutes a case, no queue"),
    Risk("R7", "Fraud by guests who know the limit", "Word gets round", 2, 3,
         "Two refunds a guest and year; then duty manager", "Callum Reid", 1, 3,
         "13 March: none found"),
    Risk("R8", "Fraud by staff", "Refund to own card", 1, 5,
         "Refund only to the card that paid; sample of one in ten", "Callum Reid", 1, 4,
         "13 March: none found"),
    Risk("R9", "Training not finished before Easter", "Absence, season", 3, 3,
         "Second trainer; no start at a site below 90% trained", "Aisha Khan", 1, 3,
         "13 March: 38 of 38 trained"),
    Risk("R10", "Figures of a short pilot mislead", "Chance, one site", 3, 3,
         "Three weeks instead of two; agreed stop rules", "Hannah Price", 2, 2,
         "13 March: closed, pilot ran to 8 March"),
)
