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
LORNA = "Lorna Tait"
HANNAH = "Hannah Price"
DUNCAN = "Duncan Muir"
