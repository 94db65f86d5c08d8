"""The grammar of times: each row is a sentence, its publication, tense, and the interval that the phrase means."""

from __future__ import annotations

import pytest

from fogline.grounding.time_interval import Context
from fogline.grounding.time_meaning import Happening, zone_of
from fogline.grounding.times import TimePhrase, attach_times, expressions, find_times, resolve
from fogline.model import Attribution, Claim, Document, FoglineError, Quote, Span, Speaker, When
from fogline.text import shape

PUB = "2023-02-24"  # a Friday

# sentence with the phrase in [brackets], tense, earliest, latest, precision; all published on PUB
WRITTEN_FIRST = [
    # weekdays
    ("The army shelled the town on [Thursday].", "past", "2023-02-23", "2023-02-23", 1),
    ("The army shelled the town on [Friday].", "past", "2023-02-24", "2023-02-24", 1),
    ("The army shelled the town on [Saturday].", "past", "2023-02-18", "2023-02-18", 1),
    ("The talks will open on [Monday].", "future", "2023-02-27", "2023-02-27", 1),
    ("The talks will open on [Friday].", "future", "2023-03-03", "2023-03-03", 1),
    ("It fell [last Friday].", "past", "2023-02-17", "2023-02-17", 1),
    ("It fell [last Thursday].", "past", "2023-02-23", "2023-02-23", 1),
    ("They will meet [next Thursday].", "future", "2023-03-02", "2023-03-02", 1),
    ("They met [this Thursday].", "past", "2023-02-23", "2023-02-23", 1),
    ("They will meet [this Saturday].", "future", "2023-02-25", "2023-02-25", 1),
    ("Shells fell on [Wednesday morning].", "past", "2023-02-22", "2023-02-22", 1),
    ("Drones came on [Wednesday night].", "past", "2023-02-22", "2023-02-23", 2),
    ("Drones came [overnight into Thursday].", "past", "2023-02-22", "2023-02-23", 2),
    ("The ministry said [Tuesday] it had withdrawn.", "past", "2023-02-21", "2023-02-21", 1),
    ("It was hit [from Monday to Wednesday].", "past", "2023-02-20", "2023-02-22", 2),
    ("It was hit [between Saturday and Tuesday].", "past", "2023-02-18", "2023-02-21", 2),
    # days counted from publication
    ("Fighting goes on [today].", "present", "2023-02-24", "2023-02-24", 1),
    ("The depot burnt [yesterday].", "past", "2023-02-23", "2023-02-23", 1),
    ("The depot burnt [the day before yesterday].", "past", "2023-02-22", "2023-02-22", 1),
    ("They will vote [tomorrow].", "future", "2023-02-25", "2023-02-25", 1),
    ("Strikes are expected [tonight].", "future", "2023-02-24", "2023-02-25", 2),
    ("Drones struck the port [overnight].", "past", "2023-02-23", "2023-02-24", 2),
    ("Drones struck the port [last night].", "past", "2023-02-23", "2023-02-24", 2),
    ("Shells landed [this morning].", "past", "2023-02-24", "2023-02-24", 1),
    ("Shells landed [yesterday evening].", "past", "2023-02-23", "2023-02-23", 1),
    ("They withdrew [three days ago].", "past", "2023-02-21", "2023-02-21", 1),
    ("They withdrew [two days ago].", "past", "2023-02-22", "2023-02-22", 1),
    ("They withdrew [several days ago].", "past", "2023-02-15", "2023-02-21", 3),
    ("They withdrew [a dozen days ago].", "past", "2023-02-12", "2023-02-12", 1),
    ("It seemed so [a few weeks back].", "past", "2023-01-20", "2023-02-10", 4),
    ("It fell [two weeks ago].", "past", "2023-02-07", "2023-02-13", 3),
    ("It fell [a week ago].", "past", "2023-02-14", "2023-02-20", 3),
    ("It fell [a month ago].", "past", "2023-01-09", "2023-02-08", 4),
    # windows
    ("[Over the past 24 hours] the army repelled ten attacks.", "past", "2023-02-23", "2023-02-24", 2),
    ("In [the past 48 hours] three towns fell.", "past", "2023-02-22", "2023-02-24", 2),
    ("In [the last day] two towns fell.", "past", "2023-02-23", "2023-02-24", 2),
    ("In [the past week] two towns fell.", "past", "2023-02-17", "2023-02-24", 3),
    ("In [the last two weeks] two towns fell.", "past", "2023-02-10", "2023-02-24", 4),
    ("Over [the past three months] two towns fell.", "past", "2022-11-24", "2023-02-24", 5),
    ("In [the past few days] two towns fell.", "past", "2023-02-19", "2023-02-24", 2),
    ("In [recent days] shelling grew.", "past", "2023-02-18", "2023-02-24", 3),
    # calendar units
    ("It fell [earlier this week].", "past", "2023-02-20", "2023-02-24", 3),
    ("It fell [earlier this month].", "past", "2023-02-01", "2023-02-24", 4),
    ("It fell [earlier this year].", "past", "2023-01-01", "2023-02-24", 5),
    ("They arrived [this week].", "past", "2023-02-20", "2023-02-24", 3),
    ("They will arrive [this week].", "future", "2023-02-24", "2023-02-26", 3),
    ("It fell [last week].", "past", "2023-02-13", "2023-02-19", 3),
    ("It fell [last month].", "past", "2023-01-01", "2023-01-31", 4),
    ("It was mined [last year].", "past", "2022-01-01", "2022-12-31", 5),
    ("It was mined [last summer].", "past", "2022-06-01", "2022-08-31", 5),
    ("They will attack [next month].", "future", "2023-03-01", "2023-03-31", 4),
    ("They will attack [next week].", "future", "2023-02-27", "2023-03-05", 3),
    ("They will attack [this spring].", "future", "2023-03-01", "2023-05-31", 5),
    ("They dug in [this winter].", "past", "2022-12-01", "2023-02-24", 5),
    ("The battle has raged for [the entire winter].", "past", "2022-12-01", "2023-02-24", 5),
    ("It has been cut off [for two months].", "past", "2022-12-24", "2023-02-24", 5),
    # limits
    ("They have held it [since July].", "past", "2022-07-01", "2023-02-24", 5),
    ("They have held it [since 24 February].", "past", "2023-02-24", "2023-02-24", 1),
    ("They have held it [since Monday].", "past", "2023-02-20", "2023-02-24", 2),
    ("They have held it [since 2014].", "past", "2014-01-01", "2023-02-24", None),
    ("The town will fall [by the end of March].", "future", "2023-02-24", "2023-03-31", None),
    ("The town will fall [by the end of the month].", "future", "2023-02-24", "2023-02-28", None),
    ("The town will fall [by April].", "future", "2023-02-24", "2023-04-01", None),
    ("The town will fall [by Sunday].", "future", "2023-02-24", "2023-02-26", None),
    ("The town will fall in [the coming days].", "future", "2023-02-24", "2023-03-02", 3),
    ("The town will fall in [the coming weeks].", "future", "2023-02-24", "2023-04-07", 5),
    ("The town will fall [within days].", "future", "2023-02-24", "2023-03-02", 3),
    ("The town will fall [within two weeks].", "future", "2023-02-24", "2023-03-10", 4),
    ("They will return [in three days].", "future", "2023-02-27", "2023-02-27", 1),
    ("[As of Thursday], attacks have been repelled.", "past", "2023-02-23", "2023-02-23", 1),
    ("It was calm [before 20 February].", "past", None, "2023-02-19", None),
    ("It was calm [until Tuesday].", "past", None, "2023-02-21", None),
    ("It was quiet [after 20 February].", "past", "2023-02-21", "2023-02-24", None),
    # dates
    ("It began on [6 March].", "past", "2022-03-06", "2022-03-06", 1),
    ("It begins on [6 March].", "future", "2023-03-06", "2023-03-06", 1),
    ("Update, [6 March 2023].", None, "2023-03-06", "2023-03-06", 1),
    ("Update, [March 6th, 2023].", None, "2023-03-06", "2023-03-06", 1),
    ("Update, [6.03.2023].", None, "2023-03-06", "2023-03-06", 1),
    ("Update, [06/03/2023].", None, "2023-03-06", "2023-03-06", 1),
    ("Update, [2023-03-06].", None, "2023-03-06", "2023-03-06", 1),
    ("It was hit [from 6 to 9 February].", "past", "2023-02-06", "2023-02-09", 2),
    ("It was hit on [6-7 February].", "past", "2023-02-06", "2023-02-07", 2),
    ("It was hit on [February 6–7].", "past", "2023-02-06", "2023-02-07", 2),
    ("It was hit on [6 and 7 February].", "past", "2023-02-06", "2023-02-07", 2),
    ("It was hit [between 28 January and 3 February].", "past", "2023-01-28", "2023-02-03", 3),
    ("It was hit [from 20 December to 5 January].", "past", "2022-12-20", "2023-01-05", 4),
    ("It was hit on [the night of 3 to 4 February].", "past", "2023-02-03", "2023-02-04", 2),
    ("It was hit on [the night of 3 February].", "past", "2023-02-03", "2023-02-04", 2),
    ("On [Thursday, 23 February], it was hit.", "past", "2023-02-23", "2023-02-23", 1),
    ("On [Thursday, February 23, 2023], it was hit.", "past", "2023-02-23", "2023-02-23", 1),
    ("On [the 14th of February] it was hit.", "past", "2023-02-14", "2023-02-14", 1),
    ("It came [in late January] and went.", "past", "2023-01-21", "2023-01-31", 4),
    ("It came in [early February] and went.", "past", "2023-02-01", "2023-02-10", 4),
    ("It came in [mid-January] and went.", "past", "2023-01-11", "2023-01-20", 4),
    ("It came at [the end of January].", "past", "2023-01-21", "2023-01-31", 4),
    ("It came at [the start of January].", "past", "2023-01-01", "2023-01-10", 4),
    ("It came in [the first half of January].", "past", "2023-01-01", "2023-01-15", 4),
    ("The region was seized in [2014].", "past", "2014-01-01", "2014-12-31", 5),
    ("It was taken in [the spring of 2022].", "past", "2022-03-01", "2022-05-31", 5),
    ("It was taken in [winter 2021-22].", "past", "2021-12-01", "2022-02-28", 5),
    ("It was taken in [May and June].", "past", "2022-05-01", "2022-06-30", 5),
    ("It was taken in [May 2022].", "past", "2022-05-01", "2022-05-31", 4),
    ("It was taken in [October].", "past", "2022-10-01", "2022-10-31", 4),
    ("It will be tried in [March].", "future", "2023-03-01", "2023-03-31", 4),
    ("It will be tried in [October].", "future", "2023-10-01", "2023-10-31", 4),
    ("It was mined in [early 2022].", "past", "2022-01-01", "2022-04-30", 5),
    # clock times: with a known offset a moment, else the day alone
    ("At [20:00 Moscow time] the raid ended.", "past", "2023-02-24T20:00+03:00", "2023-02-24T20:00+03:00", 1),
    ("At [18:30 GMT on Thursday] it ended.", "past", "2023-02-23T18:30+00:00", "2023-02-23T18:30+00:00", 1),
    ("At [18:30 UTC on 22 February] it ended.", "past", "2023-02-22T18:30+00:00", "2023-02-22T18:30+00:00", 1),
    ("At [06:00 EET] it ended.", "past", "2023-02-24T06:00+02:00", "2023-02-24T06:00+02:00", 1),
    ("On [Thursday at 5 a.m. Kyiv time] it began.", "past", "2023-02-23T05:00+02:00", "2023-02-23T05:00+02:00", 1),
    ("The raid began at [5 a.m.] and ended.", "past", "2023-02-24", "2023-02-24", 1),
    ("[As of 06:00 on 23 February], ten attacks.", None, "2023-02-23", "2023-02-23", 1),
    # reference events; the sentence is about Ukraine
    ("On [the day before the first anniversary of the war], Kyiv waits.", "present", "2023-02-23", "2023-02-23", 1),
    ("It was worst [since the start of the full-scale invasion].", "past", "2022-02-24", "2023-02-24", 5),
    ("[One year after the invasion] Kyiv stands.", "present", "2022-11-25", "2023-02-24", 5),
    ("On [the first anniversary of the full-scale invasion] Kyiv marched.", "past", "2023-02-24", "2023-02-24", 1),
    ("It was so [before the invasion], Kyiv said.", "past", None, "2022-02-23", None),
    ("Ukraine left on [D+3].", "past", "2022-02-27", "2022-02-27", 1),
    ("On [the 300th day of the war] Kyiv was dark.", "past", "2022-12-20", "2022-12-20", 1),
    # dates that do not exist, and years no report speaks of: the phrase stays, the interval is open
    ("It happened on [30 February].", "past", None, None, None),
    ("It happened on [31.04.2023].", None, None, None, None),
    ("It happened on [2023-13-45].", None, None, None, None),
    ("It happened on [6 March 9999].", "past", None, None, None),
    ("It happened in [the year 0].", "past", None, None, None),
    ("It happened on [6 March 0000].", "past", None, None, None),
]  # fmt: skip


# sentence with one expression in [brackets], tense: its TIMEX3 value, reckoned on PUB
VALUES = [
    ("It fell on [6 March 2023].", "past", "2023-03-06"),
    ("It fell in [late February].", "past", "2023-02"),
    ("It fell in [2014].", "past", "2014"),
    ("It fell on [Thursday].", "past", "2023-02-23"),
    ("It fell on [Thursday morning].", "past", "2023-02-23TMO"),
    ("It fell on [the morning of 6 February].", "past", "2023-02-06TMO"),
    ("It was hit [last night].", "past", "2023-02-23TNI"),
    ("It is quiet [today].", "present", "2023-02-24"),
    ("It is quiet [now].", "present", "PRESENT_REF"),
    ("It fell [last week].", "past", "2023-W07"),
    ("It fell [last weekend].", "past", "2023-W07-WE"),
    ("It fell [two weeks ago].", "past", "2023-W06"),
    ("It fell in [the spring of 2022].", "past", "2022-SP"),
    ("It fell in [the second half of 2022].", "past", "2022-H2"),
    ("It began in [the 1990s].", "past", "199"),
    ("It began in [the 19th century].", "past", "18"),
    ("It began in [490 BC].", "past", "BC0490"),
    ("In [the past 48 hours] it was hit.", "past", "PT48H"),
    ("In [the past few days] it was hit.", "past", "PXD"),
    ("They fought for [two months].", "past", "P2M"),
    ("It ended [a ten-day] siege.", "past", "P10D"),
    ("It is shelled [every day].", "present", "P1D"),
    ("It is shelled [every Monday].", "present", "XXXX-WXX-1"),
    ("At [20:00 Moscow time] it ended.", "past", "2023-02-24T20:00+03:00"),
    ("It was hit [from 6 to 9 February].", "past", "2023-02-06/2023-02-09"),
    ("Talks resume [next month].", "future", "2023-03"),
    ("It happened on [30 February].", "past", None),
    ("It happened on [6 March 9999].", "past", None),
]  # fmt: skip

# Written after the grammar was done and run once as they stand: 50 of 60 were right. The nine faults among the ten were
# then mended; the tenth, "the end of next week", had been expected a day too narrow.
HELD_OUT = [
    ("Two bridges were hit in [the early hours of Wednesday].", "past", "2023-02-22", "2023-02-22", 1),
    ("The convoy left [late on Tuesday].", "past", "2023-02-21", "2023-02-21", 1),
    ("Shelling resumed [shortly after midnight].", "past", "2023-02-24", "2023-02-24", 1),
    ("[In the past 10 days] the front has not moved.", "past", "2023-02-14", "2023-02-24", 4),
    ("The hospital closed [nearly three weeks ago].", "past", "2023-01-31", "2023-02-06", 3),
    ("[Since early January], eleven raids were counted.", "past", "2023-01-01", "2023-02-24", 5),
    ("They expect an assault [before the end of February].", "future", None, "2023-02-28", None),
    ("The truce expires at [the end of next week].", "future", "2023-03-03", "2023-03-05", 3),
    ("Power will return [within 48 hours].", "future", "2023-02-24", "2023-02-26", 2),
    ("[On 1 and 2 February] the market was hit.", "past", "2023-02-01", "2023-02-02", 2),
    ("The siege lasted [from March to May 2022].", "past", "2022-03-01", "2022-05-31", 5),
    ("It was signed on [15 Feb 2023].", "past", "2023-02-15", "2023-02-15", 1),
    ("It was signed on [Feb. 15].", "past", "2023-02-15", "2023-02-15", 1),
    ("[Feb 20]: four strikes.", None, "2023-02-20", "2023-02-20", 1),
    ("The column arrived on [Sunday evening].", "past", "2023-02-19", "2023-02-19", 1),
    ("The raid lasted [from 22:00 to 04:00].", "past", "2023-02-24", "2023-02-24", 1),
    ("At [0530 GMT] sirens sounded.", "past", "2023-02-24T05:30+00:00", "2023-02-24T05:30+00:00", 1),
    ("At [4.30 p.m. MSK on Monday] they rang.", "past", "2023-02-20T16:30+03:00", "2023-02-20T16:30+03:00", 1),
    ("Twelve died in [the last three days].", "past", "2023-02-21", "2023-02-24", 2),
    ("Mines were laid [last autumn].", "past", "2022-09-01", "2022-11-30", 5),
    ("Mines were laid [in the autumn].", "past", "2022-09-01", "2022-11-30", 5),
    ("Talks resume [early next month].", "future", "2023-03-01", "2023-03-10", 4),
    ("Talks resume [later this week].", "future", "2023-02-24", "2023-02-26", 3),
    ("They dug in [late last year].", "past", "2022-09-01", "2022-12-31", 5),
    ("They hold it [at present].", "present", "2023-02-24", "2023-02-24", 1),
    ("The strike came [on the evening of 21 February].", "past", "2023-02-21", "2023-02-21", 1),
    ("The strike came [on the morning of February 21].", "past", "2023-02-21", "2023-02-21", 1),
    ("Drones flew [overnight on 22-23 February].", "past", "2023-02-22", "2023-02-23", 2),
    ("Drones flew [on the night of February 22-23].", "past", "2023-02-22", "2023-02-23", 2),
    ("Drones flew [overnight from Tuesday to Wednesday].", "past", "2023-02-21", "2023-02-22", 2),
    ("The dam broke [a year and a half ago].", "past", "2021-05-24", "2021-11-24", 5),
    ("It was retaken [in mid-November 2022].", "past", "2022-11-11", "2022-11-20", 4),
    ("It was retaken [towards the end of 2022].", "past", "2022-09-01", "2022-12-31", 5),
    ("It fell [in the second half of 2022].", "past", "2022-07-01", "2022-12-31", 5),
    ("It fell [in the first week of February].", "past", "2023-02-01", "2023-02-07", 3),
    ("It was shelled [three times last week].", "past", "2023-02-13", "2023-02-19", 3),
    ("No aid has come [since last Thursday].", "past", "2023-02-23", "2023-02-24", 2),
    ("No aid has come [for the past month].", "past", "2023-01-24", "2023-02-24", 4),
    ("No aid has come [for 40 days].", "past", "2023-01-15", "2023-02-24", 5),
    ("It will be gone [in two weeks' time].", "future", "2023-03-07", "2023-03-13", 3),
    ("It will be gone [in a matter of days].", "future", "2023-02-24", "2023-03-02", 3),
    ("It will be gone [by mid-March].", "future", "2023-02-24", "2023-03-15", None),
    ("It will be gone [by spring].", "future", "2023-02-24", "2023-03-01", None),
    ("It will be gone [this summer].", "future", "2023-06-01", "2023-08-31", 5),
    ("It must end [no later than 10 March].", "future", "2023-02-24", "2023-03-10", None),
    ("Exercises run [until 5 March].", "future", "2023-02-24", "2023-03-05", None),
    ("[As of 18:00 on Thursday], nine clashes.", None, "2023-02-23", "2023-02-23", 1),
    ("[As of 22 February 2023] the road is cut.", "present", "2023-02-22", "2023-02-22", 1),
    ("It was hit [two days before the anniversary of the invasion].", "past", "2023-02-22", "2023-02-22", 1),
    ("Kyiv has held [since the first days of the invasion].", "past", "2022-02-24", "2023-02-24", 5),
    ("[A year into the war], Kyiv stands.", "present", "2022-11-25", "2023-02-24", 5),
    ("It was mined [in the first month of the war].", "past", "2022-02-24", "2022-03-23", 4),
    ("It was hit [twice on Wednesday].", "past", "2023-02-22", "2023-02-22", 1),
    ("It was hit [the other day].", "past", "2023-02-18", "2023-02-23", 2),
    ("They fled [in 2014-2015].", "past", "2014-01-01", "2015-12-31", None),
    ("They fled [in the 1990s].", "past", "1990-01-01", "1999-12-31", None),
    ("[23/02/2023 07:15 UTC] strike reported.", None, "2023-02-23T07:15+00:00", "2023-02-23T07:15+00:00", 1),
    ("Losses from [24.02.22 to 23.02.23] are listed.", "past", "2022-02-24", "2023-02-23", 5),
    ("It closed [on the 20th].", "past", "2023-02-20", "2023-02-20", 1),
    ("It began [on the morning of the 19th] near here.", "past", "2023-02-19", "2023-02-19", 1),
    ("It was hit [through January].", "past", "2023-01-01", "2023-01-31", 4),
    ("It will last [until well into March].", "future", "2023-02-24", "2023-03-31", None),
    ("It must end [before the new year].", "future", None, "2023-12-31", None),
    ("It must end [before the middle of March].", "future", None, "2023-03-15", None),
    ("It will end [within two to three days].", "future", "2023-02-24", "2023-02-27", 2),
    ("It will come [tomorrow or the day after].", "future", "2023-02-25", "2023-02-26", 2),
    ("It fell [at six o'clock].", "past", "2023-02-24", "2023-02-24", 1),
    ("It came in [the second week of February].", "past", "2023-02-08", "2023-02-14", 3),
    ("It came in [the first days of the month].", "past", "2023-02-01", "2023-02-10", 4),
    ("It was hit [between 17 February 20:00 and 18 February 06:00].", "past", "2023-02-17", "2023-02-18", 2),
    ("It was [Thursday's] second raid.", "past", "2023-02-23", "2023-02-23", 1),
]  # fmt: skip

NO_TIMES = [
    "The brigade may march on the city.",
    "May we see the proof?",
    "Troops march on along the road.",
    "The sun sat low over the wed fields.",
    "A second strike hit the second line.",
    "The Sunday Times and the Sunday Telegraph reported losses.",
    "Bloody Sunday is remembered.",
    "The 24th Mechanized Brigade holds the line.",
    "They lost 2000 soldiers and 1500 tanks.",
    "The fall of the town was feared.",
    "A ratio of 10.5 to 3.25 and 155 mm shells.",
    "General Mark March spoke.",
    "A spring offensive is planned.",
    "The decade-old tank burnt.",
    "Route M03 and hill 234.9 were shelled.",
    "They retook Height 1942.",
]

WITHOUT_DATE = ["on [Thursday]", "[yesterday]", "[overnight]", "in [the past 24 hours]", "[since July]", "on [6 March]"]


def marked(sentence: str) -> tuple[str, Span]:
    """The sentence without its brackets, and where they stood."""
    start, end = sentence.index("["), sentence.index("]") - 1
    return sentence.replace("[", "").replace("]", ""), Span(start, end)


def found_at(sentence: str) -> tuple[str, TimePhrase]:
    """The phrase that overlaps the brackets best; a lead inside or outside the brackets is no fault."""
    text, span = marked(sentence)
    phrases = [p for p in find_times(text, Span(0, len(text))) if p.span.overlaps(span)]
    assert len(phrases) == 1, [p.text for p in phrases]
    assert span in (phrases[0].span, phrases[0].core) or phrases[0].span.covers(span) or span.covers(phrases[0].span)
    return text, phrases[0]


@pytest.mark.parametrize(("sentence", "tense", "earliest", "latest", "precision"), [*WRITTEN_FIRST, *HELD_OUT])
def test_phrase_means_interval(
    sentence: str, tense: str | None, earliest: str | None, latest: str | None, precision: int | None
) -> None:
    text, phrase = found_at(sentence)
    assert text[phrase.start : phrase.end] == phrase.text
    when = resolve(phrase, PUB, tense, conflict="ukraine")
    assert (when.earliest, when.latest, when.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(("sentence", "tense", "value"), VALUES)
def test_phrase_has_its_timex_value(sentence: str, tense: str, value: str | None) -> None:
    text, span = marked(sentence)
    phrases = [p for p in find_times(text, Span(0, len(text))) if p.span.overlaps(span)]
    assert resolve(phrases[0], PUB, tense, conflict="ukraine").timex == value


def values_of(text: str, published: str | None = PUB) -> list[tuple[str, str, str | None]]:
    found = expressions(Document("d", text, published=published))
    return [(text[t.start : t.end], t.type, t.value) for t in found]


def test_expressions_of_a_range_are_two() -> None:
    assert values_of("It was hit from 6 to 9 February and in 2014-2015.") == [
        ("6", "DATE", "2023-02-06"), ("9 February", "DATE", "2023-02-09"), ("2014", "DATE", "2014"), ("2015", "DATE", "2015"),
    ]  # fmt: skip


def test_types_of_expressions() -> None:
    assert [t for _, t, _ in values_of("On Monday morning, after two days, it was hit again, as it is every day.")] == [
        "TIME", "DURATION", "SET",
    ]  # fmt: skip


# A story names eight years or more, nearly all of them over.
STORY = (
    "The revolt began in 1821 and lasted until 1829. In March 1821 a chief crossed the river. On 6 April bishops "
    "blessed the flags. The next day a garrison fell, and two weeks later a second one. By November the "
    "peninsula was free, and by the end of the year the capital. In January a charter was signed. Egypt landed in 1825, fleets fought in 1827 and 1828, the border was "
    "drawn in 1832. The 1833 treaty is not of this course. In May of that year the king came. Today it is a feast."
)


def test_a_story_reckons_from_the_date_that_it_told_last() -> None:
    got = {words: value for words, _, value in values_of(STORY)}
    assert got["6 April"] == "1821-04-06"
    assert got["The next day"] == "1821-04-07"
    assert got["two weeks later"] == "1821-W16"
    assert got["the end of the year"] == "1821"
    assert got["January"] == "1822-01"
    assert got["May of that year"] == "1832-05"
    assert got["1833"] == "1833"
    assert got["Today"] == "PRESENT_REF"


def test_years_before_christ_have_a_name_and_no_interval() -> None:
    years = "In 499 BC it began; fights followed in 498 BC, 497 BC, 496 BC, 495 BC, 494 BC, 493 BC and 492 BC."
    got = values_of(years + " The following year a fleet sailed.")
    assert got[0] == ("499 BC", "DATE", "BC0499")
    assert got[-1] == ("The following year", "DATE", "BC0491")
    when = resolve(find_times(years, Span(0, len(years)))[0], PUB, "past")
    assert (when.earliest, when.latest) == (None, None)


@pytest.mark.parametrize("sentence", NO_TIMES)
def test_words_that_only_look_like_times(sentence: str) -> None:
    assert [p.text for p in find_times(sentence, Span(0, len(sentence)))] == []


@pytest.mark.parametrize("sentence", WITHOUT_DATE)
def test_relative_time_stays_open_without_publication_date(sentence: str) -> None:
    when = resolve(found_at(sentence)[1], None, "past")
    assert (when.earliest, when.latest, when.precision) == (None, None, None)
    assert when.phrase


# --- the time of a claim -------------------------------------------------------------------------------------------


def claim_of(text: str, quote: str, kind: str = "event", cue: str | None = None, speaker: str | None = None) -> Claim:
    """A claim by its words; ``speaker`` in braces is carried from elsewhere, without offsets."""
    start = text.index(quote)
    said: tuple[Speaker, ...] = ()
    if speaker:
        at = None if speaker.startswith("{") else text.index(speaker)
        name = speaker.strip("{}")
        said = (Speaker(name, start=at, end=None if at is None else at + len(name)),)
    at_cue = text.index(cue) if cue else None
    attribution = Attribution("indirect", None if at_cue is None else Span(at_cue, at_cue + len(cue or "")))
    body = Quote(start, start + len(quote), quote)
    return Claim("c", "d", body, kind, "other", said, attribution if cue else None)


def when_of(text: str, claim: Claim, published: str | None = PUB, headings: tuple[Span, ...] = ()) -> When | None:
    document = Document("d", text, published=published, headings=headings)
    (out,) = attach_times(document, shape(document), [claim])
    return out.when


# text, quote, kind, cue, speaker: phrase, earliest, latest, precision, carried
CLAIMS = [
    # a forecast looks ahead from the day of saying
    (
        "On Thursday the ministry said it was unlikely that the brigade would break through at Vuhledar.",
        ("it was unlikely that the brigade would break through at Vuhledar", "forecast", "said", "the ministry"),
        ("would", "2023-02-23", None, None, False),
    ),
    ("The town will fall.", ("The town will fall", "forecast"), ("will", "2023-02-24", None, None, False)),
    (
        "The town will fall by the end of March.",
        ("The town will fall by the end of March", "forecast"),
        ("by the end of March", "2023-02-24", "2023-03-31", None, False),
    ),
    (
        "On Monday the general said the army would attack within two weeks.",
        ("the army would attack within two weeks", "forecast", "said", "the general"),
        ("within two weeks", "2023-02-20", "2023-03-10", None, False),
    ),
    (
        "The army will attack next week.",
        ("The army will attack next week", "forecast"),
        ("next week", "2023-02-27", "2023-03-05", 3, False),
    ),
    # the event's own day, inside the quote or fronted; the day of saying only bounds it
    (
        "The ministry said its forces shelled the port on Wednesday.",
        ("its forces shelled the port on Wednesday", "event", "said", "The ministry"),
        ("Wednesday", "2023-02-22", "2023-02-22", 1, False),
    ),
    (
        "On Wednesday its forces shelled the port, the ministry said on Thursday.",
        ("its forces shelled the port", "event", "said", "the ministry"),
        ("Wednesday", "2023-02-22", "2023-02-22", 1, False),
    ),
    (
        "The ministry said on Thursday that its forces had shelled the port.",
        ("its forces had shelled the port", "event", "said", "The ministry"),
        ("Thursday", None, "2023-02-23", None, False),
    ),
    (
        "Its forces shelled the port, the ministry said Thursday.",
        ("Its forces shelled the port", "event", "said", "the ministry"),
        ("Thursday", None, "2023-02-23", None, False),
    ),
    (
        "Over the past 24 hours, the general staff said, troops repelled ten attacks.",
        ("troops repelled ten attacks", "event", "said", "the general staff"),
        ("the past 24 hours", "2023-02-23", "2023-02-24", 2, False),
    ),
    (
        "But, as of Thursday, attacks have been repelled.",
        ("attacks have been repelled", "event"),
        ("as of Thursday", "2023-02-23", "2023-02-23", 1, False),
    ),
    # the phrase of the main clause, not of a relative one
    (
        "The army left the town, which it had taken in January, on Tuesday.",
        ("The army left the town, which it had taken in January, on Tuesday", "event"),
        ("Tuesday", "2023-02-21", "2023-02-21", 1, False),
    ),
    (
        "On Tuesday the army left the town, which it had taken in January.",
        ("On Tuesday the army left the town, which it had taken in January", "event"),
        ("Tuesday", "2023-02-21", "2023-02-21", 1, False),
    ),
    # a speaker carried from a sentence with a time of saying
    (
        "Some troops are refusing to fight. The news was reported by the General Staff on Thursday.",
        ("Some troops are refusing to fight", "event", None, "{the General Staff}"),
        ("Thursday", "2023-02-23", "2023-02-23", 1, True),
    ),
    (
        "The staff spoke on Thursday. It had lost ten tanks.",
        ("It had lost ten tanks", "event", None, "{the staff}"),
        ("Thursday", None, "2023-02-23", None, True),
    ),
    # carried within a paragraph for a plain past, not for a perfect
    (
        "A few weeks back the army seemed stronger. It took the village.",
        ("It took the village", "event"),
        ("A few weeks back", "2023-01-20", "2023-02-10", 4, True),
    ),
    (
        "A few weeks back the army seemed stronger. It has taken the village.",
        ("It has taken the village", "event"),
        (None, None, "2023-02-24", None, False),
    ),
    # the frame of a report
    (
        "Over the past 24 hours the enemy struck four districts.\nIn the south two houses were destroyed.",
        ("two houses were destroyed", "event"),
        ("the past 24 hours", "2023-02-23", "2023-02-24", 2, True),
    ),
    (
        "As of 06:00 on 23 February the staff reports.\nThree drones were downed.",
        ("Three drones were downed", "event"),
        ("As of 06:00 on 23 February", None, "2023-02-23", None, True),
    ),
    # how long something took does not say when; what still lasts is counted back from its telling
    ("They fought for two weeks at the plant.", ("They fought for two weeks", "event"), (None, None, "2023-02-24", None, False)),
    ("They shelled it for two hours on Monday.", ("They shelled it for two hours on Monday", "event"),
     ("Monday", "2023-02-20", "2023-02-20", 1, False)),
    ("It has held out for two days.", ("It has held out for two days", "state"),
     ("for two days", "2023-02-22", "2023-02-24", 2, False)),
    (
        "On Tuesday the staff admitted that the town had fallen the day before.",
        ("the town had fallen the day before", "event"),
        ("the day before", "2023-02-20", "2023-02-20", 1, False),
    ),
    # what is told goes on from the time told before it: in the sentence, in the paragraph, in the items of a list
    (
        "Ten people died on Tuesday when a shell hit the market. The fire spread to a school.",
        ("The fire spread to a school", "event"),
        ("Tuesday", "2023-02-21", "2023-02-21", 1, True),
    ),
    (
        "In the last 24 hours these were taken:\n- in the north: two hills;\n- in the south: a farm.",
        ("in the south: a farm", "event"),
        ("the last 24 hours", "2023-02-23", "2023-02-24", 2, True),
    ),
    (
        "OLVENA, 24 February - A shell hit the market.",
        ("A shell hit the market", "event"),
        (None, None, "2023-02-24", None, False),
    ),
    (
        "The army has held the town since militants raided it on Monday.",
        ("The army has held the town since militants raided it on Monday", "event"),
        ("since militants raided it on Monday", "2023-02-20", "2023-02-24", 2, False),
    ),
    (
        "They attacked on 20 February. They have kept attacking since.",
        ("They have kept attacking since", "event"),
        ("since", "2023-02-20", "2023-02-24", 2, False),
    ),
    (
        "Flights, suspended on Sunday, may resume on Tuesday.",
        ("Flights, suspended on Sunday, may resume on Tuesday", "forecast"),
        ("Tuesday", "2023-02-28", "2023-02-28", 1, False),
    ),
    # tense alone
    ("The army took the village.", ("The army took the village", "event"), (None, None, "2023-02-24", None, False)),
    (
        "Troops deployed there are refusing to fight.",
        ("Troops deployed there are refusing to fight", "event"),
        (None, "2023-02-24", "2023-02-24", 1, False),
    ),
    (
        "It massacres soldiers every day.",
        ("It massacres soldiers every day", "state"),
        (None, "2023-02-24", "2023-02-24", 1, False),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "given", "expected"), CLAIMS)
def test_claim_has_its_time(
    text: str, given: tuple[str, ...], expected: tuple[str | None, str | None, str | None, int | None, bool]
) -> None:
    when = when_of(text, claim_of(text, *given))
    assert when is not None
    assert (when.phrase, when.earliest, when.latest, when.precision, when.carried) == expected
    if when.start is not None:
        assert text[when.start : when.end] == when.phrase


def test_heading_date_bounds_what_follows() -> None:
    text = "Situation on 22 February\nTwo villages were shelled."
    when = when_of(text, claim_of(text, "Two villages were shelled"), headings=(Span(0, 24),))
    assert when is not None
    assert (when.earliest, when.latest, when.carried) == (None, "2023-02-22", True)


def test_local_time_follows_the_war_of_the_document() -> None:
    text = "In Bakhmut and Kherson shelling began at 06:00 local time on 22 February."
    when = when_of(text, claim_of(text, text[:-1]))
    assert when is not None
    assert when.earliest == "2023-02-22T06:00+02:00"


def test_the_war_is_the_document_s_war() -> None:
    sudan = "Khartoum and Darfur have not been as quiet since the start of the war."
    when = when_of(sudan, claim_of(sudan, sudan[:-1]), "2023-06-01")
    assert when is not None
    assert when.earliest == "2023-04-15"
    nowhere = "The town has not been as quiet since the start of the war."
    unsettled = when_of(nowhere, claim_of(nowhere, nowhere[:-1]), "2023-06-01")
    assert unsettled is not None
    assert (unsettled.phrase, unsettled.earliest) == ("since the start of the war", None)


def test_published_moment_counts_in_its_own_zone_and_moves_only_for_a_named_one() -> None:
    text = "The raid began at [01:00 Kyiv time today]."
    _, phrase = found_at(text)
    # 23:30 in London on the 22nd is already the 23rd in Kyiv
    when = resolve(phrase, "2023-02-22T23:30:00+00:00", "past")
    assert when.earliest == "2023-02-23T01:00+02:00"
    assert resolve(found_at("It began [today].")[1], "2023-02-22T23:30:00+00:00", "past").earliest == "2023-02-22"


def test_claims_of_undated_report_keep_phrase_and_stay_open() -> None:
    text = "On Thursday the army took the village. It is quiet. It will fall."
    document = Document("d", text)
    claims = [claim_of(text, q) for q in ("the army took the village", "It is quiet")]
    claims.append(claim_of(text, "It will fall", "forecast"))
    first, second, third = (c.when for c in attach_times(document, shape(document), claims))
    assert first is not None
    assert (first.phrase, first.earliest, first.latest) == ("Thursday", None, None)
    assert second is None
    assert third is not None
    assert (third.phrase, third.earliest) == ("will", None)


# --- hostile input -------------------------------------------------------------------------------------------------

HOSTILE = [
    "on 99999999999999999999 March", "9999999 years ago", "in 9999 decades",
    "as of " * 50, "9" * 5000, "the the the of " * 300,
    "24 24 24 March March 2023 2023-02-30T99:99Z", "the 9999th anniversary of the war", "2023-02-23T10:00+99:99",
    "\x00\u202e March \u202d 6", "since since since July", "from from to to March to", "D+9999",
    "early late mid end of of May",
    "10:00 +9999", "29 February", "0 days ago", "0th day of the war", "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("published", [PUB, None, "0001-01-01", "9999-12-31", "not a date", "2023-02-24T10:00:00Z"])
def test_nonsense_is_survived(text: str, published: str | None) -> None:
    for phrase in find_times(text, Span(0, len(text))):
        for tense in ("past", "present", "future", None):
            when = resolve(phrase, published, tense, conflict="ukraine")
            assert when.earliest is None or when.latest is None or when.earliest[:10] <= when.latest[:10]


def test_faulty_lines_of_a_users_own_tables_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = {
        "time_conflicts": ({"conflict": "here", "cues": "x", "zone": "Europe/Nowhere"},),
        "dated_events": ({"name": "long war", "date": "24.2.22", "conflict": "here", "note": ""},),
    }
    monkeypatch.setattr("fogline.grounding.time_meaning.rows", lambda name: lines[name])
    with pytest.raises(FoglineError, match="Europe/Nowhere"):
        zone_of("local", Context(conflict="here"))
    with pytest.raises(FoglineError, match=r"24\.2\.22"):
        Happening("long war").interval(Context())


def test_long_sentence_yields_every_phrase_once() -> None:
    text = "On Thursday the army shelled a town and " * 700 + "stopped."
    phrases = find_times(text, Span(0, len(text)))
    assert [p.text for p in phrases] == ["Thursday"] * 700
    assert all(text[p.start : p.end] == p.text for p in phrases)
