"""Who works at the two invented firms of the demo stories, and how does their paper look?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Firm:
    """An invented employer: name, the learner's department, colour of its paper."""

    name: str
    department: str
    colour: str


HARBOUR = Firm("Harbour Home Deliveries", "Customer Contact · Portsmouth", "#0f4c5c")
QUAYSIDE = Firm("Quayside Hotels", "Guest Relations · Plymouth", "#5a2a4f")

AMY = "Amy Carter"
DEV = "Dev Malhotra"
PRIYA = "Priya Nair"
MAREK = "Marek Zielinski"
SANJAY = "Sanjay Rao"
GRACE = "Grace Adeyemi"
KERRY = "Kerry Lloyd"
LEANNE = "Leanne Hughes"
TOM = "Tom Fielding"

JOE = "Joe Okafor"
MARIA = "Maria Santos"
CALLUM = "Callum Reid"
AISHA = "Aisha Khan"
EWA = "Ewa Nowak"
HANNAH = "Hannah Price"
DUNCAN = "Duncan Muir"

ROLES = {
    AMY: "Team leader, customer contact (leads the change)",
    DEV: "Operations manager (sponsor)",
    PRIYA: "Customer insight analyst (figures)",
    MAREK: "Senior adviser (call-back champion)",
    SANJAY: "Telephony engineer",
    GRACE: "Resource planner (rota)",
    KERRY: "Adviser, quality lead",
    LEANNE: "Depot manager",
    TOM: "HR partner",
    JOE: "Guest relations team leader (leads the change)",
    MARIA: "Guest relations manager (sponsor)",
    CALLUM: "Finance controller",
    AISHA: "Front desk supervisor, Plymouth",
    EWA: "Duty manager, Torquay",
    HANNAH: "Reservations analyst (figures)",
    DUNCAN: "Booking systems lead",
}
