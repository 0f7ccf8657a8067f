"""What do Ben and a colleague put down about Amy's work, and what are colleagues asked?"""

from portfolio.demo.people import AMY, TOM

TOM_ASKED = (
    "How I dealt with the people who were against call-back turns: the listening session on "
    "20 May, and what came of it in the weeks after. Please say what you saw, also where it did "
    "not work."
)
MAREK_ASKED = (
    "The first three weeks of the queue, 2 to 19 June: what I did at the board in the mornings "
    "when only 71% of call-backs were on time, and how I was with those who did not want turns."
)
TOM_ANSWERS = {
    "name": TOM,
    "job_title": "HR adviser",
    "relation": "Colleague; I look after customer contact for HR",
    "standing": "other",
    "competence": (
        "I have sat in on changes to rotas and contracts here for nine years. I can judge how "
        "people were heard. I can’t judge telephony."
    ),
    "seen_when": "20 May to 12 June 2026",
    "seen_where": "Customer contact, Portsmouth",
    "seen": (
        "On 20 May I sat beside Grace in the listening session. Amy spoke for five minutes and "
        "then wrote. She did not defend the plan once, and I was waiting for it. Seventeen points "
        "hung at the board two hours later, each with a name and a date.\n\n"
        "Three advisers had said no. Amy offered each a talk and asked me what she may promise. I "
        "told her: nothing about contracts. She kept to that. Two came. Afterwards she changed the "
        "rota so that breaks stand before the turns, and I checked it against the contracts.\n\n"
        "In the second week of June I saw her go to an adviser who had been silent at the board. "
        "They talked for some ten minutes. I did not hear what was said. That adviser took a turn "
        "the week after. Another one had not been won over when I last asked, and Amy told me so "
        "before I asked."
    ),
}
QUESTIONS = {
    "asked_by": "Ben Whitfield",
    "asked_on": "2026-11-13",
    "questions": [
        {
            "question": "How did you get hours from people who do not report to you?",
            "answer": (
                "I never asked for “some help”. I asked each manager for a number and said until "
                "when: 18 hours of Grace, 22 of Priya. When the new rota took six hours more, I "
                "went back with that figure and did not hope that nobody would notice."
            ),
        },
        {
            "question": "Which risk did you score too low?",
            "answer": (
                "R3, the promised hour. I believed that a third turn “ready” was enough after we "
                "had scored it. It was ready on paper. In week 23 we missed 112 of 386, and only "
                "then did somebody sit there. Now an answer to a risk has a name and a day."
            ),
        },
        {
            "question": "How would you have noticed that a message did not arrive?",
            "answer": (
                "By people who ask what we had told them. So I waited for the depots to ring in "
                "the first week, and none did. With the advisers I did not wait, I asked them "
                "before go-live to say the promise and their turn."
            ),
        },
    ],
}
DISCUSSED = {
    "held_on": "2026-11-13",
    "between": f"{AMY} and Ben Whitfield",
    "marks": [
        {"at": 0, "about": "How the risks were scored"},
        {"at": 4, "about": "How the hours were agreed"},
        {"at": 8, "about": "How messages came back"},
    ],
}
"""Beside the recording, which is tones: the times are those at which the two voices change."""
