"""What do the plain texts say: e-mail thread, reflective accounts, short work diaries?"""

from portfolio.demo import figures

_THREAD = """\
From: Marek Zielinski
To: Amy Carter
Date: Monday 18 May 2026, 08:12
Subject: Call-backs, the mood

Amy, better from me than from the kitchen: people are not happy. I counted. Nine of
the 14 say that call-backs are work on top. Three say they will not do them. Main
points:
 1. Nobody has seen the rota, but training starts today.
 2. They think breaks go when two of us are off the live queue.
 3. "Same as 2024": an e-mail on a Friday, then it was there.
I am for it, you know that. But I would not start like this.
Marek

------------------------------------------------------------------------
From: Amy Carter
To: Marek Zielinski
Cc: Grace Adeyemi, Tom Fielding
Date: Monday 18 May 2026, 09:40
Subject: RE: Call-backs, the mood

Thank you, Marek. Point 1 is my mistake: I put training before the rota in the plan.
What I will do:
 - No training before people have seen the rota. First group moves from today to
   Wednesday noon.
 - Listening session on Wednesday 20 May, 08:30, on paid time, with Grace and Tom. I
   talk for five minutes, then I write down what you say.
 - I ask the three who said no for a talk each before that, if they want to.
Grace, could you bring the rota with breaks in it, even if it is rough?
Amy

------------------------------------------------------------------------
From: Sanjay Rao
To: Amy Carter
Cc: Dev Malhotra
Date: Tuesday 19 May 2026, 10:05
Subject: Licence

The supplier now says Friday 22 May for the licence, a week late. That is R2 in your
register. I need two days for tests after that, and Monday 25 May is a bank holiday.
26 May can't be done with tests. Tests without a licence are no tests.
Sanjay

------------------------------------------------------------------------
From: Amy Carter
To: Sanjay Rao, Dev Malhotra
Cc: Priya Nair, Grace Adeyemi, Leanne Hughes
Date: Tuesday 19 May 2026, 11:30
Subject: RE: Licence: I propose Tuesday 2 June

I do not want to go live untested on the busiest morning of the month. Proposal:
 - Tests Tuesday and Wednesday 26 and 27 May. Go or no-go on Thursday 28 May, noon.
 - Go-live Tuesday 2 June.
 - Priya measures week 22 as well: the baseline becomes weeks 18 to 22, five against
   five later.
 - Depot note goes out in the week of 26 May.
Cost: none. Old queue runs on as it is, so customers notice nothing.
Dev, is that all right with you?
Amy

------------------------------------------------------------------------
From: Dev Malhotra
To: Amy Carter
Date: Tuesday 19 May 2026, 12:02
Subject: RE: RE: Licence: I propose Tuesday 2 June

Agreed. Send me version 2 of the plan by Thursday. D.

------------------------------------------------------------------------
From: Amy Carter
To: Customer Contact, all advisers
Date: Wednesday 20 May 2026, 11:15
Subject: What you said this morning, and what we do about it

Thank you for this morning. I wrote down 17 points; the list hangs at the board. The
big ones:

"It is work on top."
    A call-back replaces a second call. In March 58% of those who gave up rang
    again the same day. Nobody makes more than six an hour.
"We lose our breaks."
    No. Breaks go into the rota first, then call-back turns. Tom confirms it.
"I want to choose."
    Yes. Turns of two hours, you choose; Grace opens the list today at 14:00.
"Nobody asked us."
    You are right. Marek and Kerry sit in the Thursday review from now on.

Go-live is 2 June, not 26 May. Not settled: what happens on days when two are ill.
Grace and I answer that by Friday, in writing.
Amy
"""

_THREAD_LATER = """
------------------------------------------------------------------------
From: Grace Adeyemi
To: Customer Contact, all advisers
Date: Friday 22 May 2026, 15:20
Subject: RE: What you said this morning, and what we do about it

As promised: when two are ill, there is one call-back turn instead of two, and slots
go from 12 to 6 an hour. Nobody is called in from a break. Twelve of you have chosen
turns. Thank you.
Grace

------------------------------------------------------------------------
From: Chloe Bennett
To: Amy Carter
Date: Friday 12 June 2026, 16:48
Subject: call backs

Hi Amy, you asked me to be honest. I was one of the three. I still think Mondays are
too full. But the turn is the only part of my day when I can finish something, and
the text idea was mine and you are doing it. You can put me down for Tuesdays.
Chloe

------------------------------------------------------------------------
From: Amy Carter
To: Chloe Bennett
Date: Friday 12 June 2026, 17:05
Subject: RE: call backs

Thank you, Chloe. You are right about Mondays; Leanne sends us the late list at
09:30 from this Monday. Tell me on the 22nd whether it helps. Tuesdays it is.
Amy
"""

_JOE_ACCOUNT = """\
Refunds at the front line: what I did, what I learned
Reflective account, Joe Okafor, 18 May 2026

I lead guest relations for five hotels. Until this spring every refund, even for a £6 breakfast,
went to a duty manager and then to finance. Guests waited {days_before} working days for an
answer, and only {once_before} got it at the desk. I proposed that advisers decide up to a limit.
Today {once_after} are decided at first contact, in {days_after} days on average, and
{content_after} of the guests we ask are content, against {content_before}. This account is about
how we got there, and about the parts that I would do differently.

Planning. I knew that finance would fear leakage, so I asked Callum to score the risks with me
before I wrote a plan. That was the best hour of the project. He added a risk I had missed (guests
who learn the limit), and he saw that staff fraud was my own entry. We agreed six measures and
their targets with all hotels on 8 January, before the baseline weeks were over. I also counted
hours: 57 for training, 32 for permissions, 26 of Callum's. Each hotel manager signed for the
cover. The communication plan put duty managers first, because they carried the old rule.

Where I went wrong. Eight of eleven duty managers came to the workshop on 20 January. I sent the
other three the notes and thought that was enough. On 20 February, in the first week of the pilot,
I saw that colleagues on loan from Torquay asked a manager in nine of eleven cases. Ewa and two
others had told their desks to ring first. My first wish was to go to Maria and have it ordered. I
slept on it. On 23 February I drove to Torquay and asked Ewa what I had not understood. She said:
"You took away the one thing guests thank me for, and I read it in an e-mail." She was right. I
asked her to write the part of the guide about upset guests, and to lead the Torquay briefing. She
did so on 5 March. Calls below the limit went from nine in the first week to two in the third.

I usually lead by being quick and cheerful. That did not work with somebody who felt passed over;
I had to be slow. With Callum it was the other way round: he wanted figures, fast and complete.
With the part-timers at Poole neither helped. They were afraid of being blamed. I sat at their
desk for two shifts and took three awkward refunds myself, one of them wrong. After that they
tried.

Watching and adjusting. The figures of week 8 came on Monday 23 February: 62 of 152. Better than
before, but not on course for 75%. I looked at what was still passed on, and nearly one request in
five lay between £50 and £75. I brought that, and Callum's own sample, to one table on 25
February. He wanted to wait. I offered a daily check of three cases and a stop if the refund per
request rose by more than 5%. We raised the limit to £75, made the reason code a required field,
and moved the start at all hotels from 2 to 9 March. The old way stayed open until 20 March, so no
guest ever met a desk that could not help. It was used 14 times.

Models. I used Lewin's force field in the workshop. It brought out habit and loss of standing, and
it gave blame a mere two with question marks, since people do not say that aloud in a room with
managers. When we drew it again in March, blame was the longest arrow. I had Kotter's eight steps
on my wall. Building a coalition early was good advice that I followed only three quarters of the
way. The steps come in an order, and ours did not: the first wins at Plymouth made the case better
than I had. I would use both again, as questions and not as a recipe.

Results. Five of six targets were reached. Complaints about delay went from {unhappy_before} to
{unhappy_after} a week, and a refund costs {pounds_after} instead of {pounds_before}. Errors in
finance's sample are {wrong}, and we had promised 2%. All four cases were wrong codes, none a
wrong sum. We had made up the 14 codes ourselves. Six codes, named by the advisers, come into use
on 1 June.

What I take with me. First, the last person counts: I will not start at a site until everyone who
carries the old rule has been spoken to. Second, take limits from data; the sizes were in our
system all along. Third, ask about fear of blame in the first talk, alone, not in a workshop. And
fourth, measure on the way: if we had waited for April, we would have rolled out a limit that was
too low, and called the result resistance.
"""

_AMY_DRAFT = """\
Leading the call-back queue: how I met resistance and what I changed

Ben asked me how I handled the people who were against it, not only what was decided. So this
account is about May and June, and about me.

On 18 May Marek wrote that nine of 14 advisers saw call-backs as work on top, and that three would
not do them. I had planned training before anyone had seen the rota. My plan had dates, owners and
a budget, and no place for that worry. I could have sent a firm e-mail. In 2024 somebody did, and
the team still talks about it.

I changed three things. I moved training behind the rota. I held a listening session on 20 May
with Grace and Tom, in which I spoke for five minutes and wrote down 17 points. And I offered the
three who had said no a talk on their own. Two came. Chloe said she was tired of starting things
and never finishing them. I had taken her for lazy. She wanted longer conversations, and that is
what a call-back turn is. She later had the idea of a text before we ring.

With Lewin in mind I thought that I had "unfrozen" the team with the figures of March. I had not:
the figures worried Dev and me. What moved the team was a promise about breaks. Kotter would say
that I had urgency, and no coalition. That is fair. Marek and Kerry in the Thursday review were my
coalition, two weeks late. I did not use his step of a vision; one sentence on the board did more.

In week 23 we kept 71% of call-backs within the hour, and we had promised 90%. I said the number
at the board before anyone else could: 274 of 386, so 112 people let down. I asked where it
jammed. They said: turns too long, and damage calls in between. By Thursday we had a third turn
from 10:00 to 12:00, 18 slots an hour instead of 12, and no damage calls in a turn. In week 24 it
was 84%, in week 25 91%.

What I still have to write: what I do about the one adviser who is not won over, and whether the
new way will hold in August when four are on leave.
"""


def call_back_emails_1():
    """Amy's e-mail thread of 18 to 20 May 2026 as plain text."""
    return _text(_THREAD)


def call_back_emails_2():
    """The same thread with the later messages to 12 June 2026."""
    return _text(_THREAD + _THREAD_LATER)


def refund_account():
    """Joe's reflective account as plain text, with the agreed figures."""
    once, days, content, unhappy, each, wrong = figures.refund_measures()
    return _text(
        _one_line_a_paragraph(_JOE_ACCOUNT).format(
            days_before=days.shown(days.baseline),
            days_after=days.shown(days.after),
            once_before=once.shown(once.baseline),
            once_after=once.shown(once.after),
            content_before=content.shown(content.baseline),
            content_after=content.shown(content.after),
            unhappy_before=unhappy.shown(unhappy.baseline),
            unhappy_after=unhappy.shown(unhappy.after),
            pounds_before=each.shown(each.baseline),
            pounds_after=each.shown(each.after),
            wrong=wrong.shown(wrong.after),
        )
    )


def call_back_account():
    """What Amy has written so far of her reflective account, still a draft in the browser."""
    return _one_line_a_paragraph(_AMY_DRAFT)


def _one_line_a_paragraph(words):
    paragraphs = words.strip().split("\n\n")
    head, rest = paragraphs[0], paragraphs[1:]
    return "\n\n".join([head, *(part.replace("\n", " ") for part in rest)]) + "\n"


def _text(words):
    return words.replace("\n", "\r\n").encode("utf-8")
