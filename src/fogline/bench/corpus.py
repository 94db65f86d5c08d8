"""Reports to measure by: generated, deterministic, and as varied as sentences recombined can be.

Speed depends on the length of texts and on what is in them, so the sentences name places, dates, speakers and
numbers in the density of daily reporting; they are made here, and say nothing about the world.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from fogline.model import Document, Intake, Original, document_id
from fogline.text import shape

FIRST_DAY = date(2023, 1, 10)
SENTENCES = 14  # about 280 words, the middle of the bundled samples
_PLACES = (
    "Bakhmut", "Soledar", "Vuhledar", "Kherson", "Mariupol", "Avdiivka", "Kreminna", "Kupiansk", "Marinka",
    "Orikhiv", "Pavlivka", "Klishchiivka", "Chasiv Yar", "Lyman", "Siversk", "Huliaipole",
)  # fmt: skip
_SPEAKERS = (
    "the Ukrainian General Staff", "the Russian Ministry of Defence", "British intelligence", "a spokesman",
    "the regional governor", "the Institute for the Study of War", "the brigade's commander", "Wagner Group",
)  # fmt: skip
_FRAMES = (
    "On {day} {speaker} said that its forces had repelled {number} attacks near {place}.",
    "According to {speaker}, {place} was shelled {number} times overnight, and two civilians were wounded.",
    "It is unlikely that the assault on {place} will succeed before the end of the month, {speaker} said.",
    "{speaker} denied that the town of {place} had been captured on {day}.",
    "Heavy fighting went on about {number} km north of {place} on {day}.",
    "If {place} were to fall, the road to {other} would be cut.",
    "“We hold {place} and will not withdraw,” {speaker} said on {day}.",
    "The line between {place} and {other} has hardly moved since late January.",
    "{speaker} reported that {number} vehicles were destroyed in the {place} direction.",
    "Residents were evacuated from {place} to {other} on {day}, the administration reported.",
)
_FILLERS = (
    "Observers warned that none of this could be checked on the spot.",
    "The weather stayed cold, and the roads were covered with ice.",
    "Both armies have brought up reserves, which makes a quick decision doubtful.",
    "Supplies arrive by night, because the drones see less then.",
)


def reports(count: int, extra: list[str] | None = None, seed: int = 0) -> list[Intake]:
    """So many different reports; ``extra`` are sentences of other texts to mix in."""
    chance = random.Random(seed)  # noqa: S311 - variety, not secrecy
    return [_report(number, chance, extra or []) for number in range(count)]


def sentences(documents: list[Document]) -> list[str]:
    """The sentences of real reports, to be recombined."""
    cut = (shape(d) for d in documents if d.language in (None, "en"))
    return [s.words_of(x.span) for s in cut for x in s.sentences if not x.heading]


def _report(number: int, chance: random.Random, extra: list[str]) -> Intake:
    published = FIRST_DAY + timedelta(days=number % 45)
    made = [_sentence(chance, published) for _ in range(SENTENCES)]
    if extra:  # half and half
        made[::2] = chance.choices(extra, k=len(made[::2]))
    made[4::5] = chance.choices(_FILLERS, k=len(made[4::5]))
    text = "\n".join(" ".join(made[i : i + 4]) for i in range(0, len(made), 4))
    text = f"Report {number}\n{text}"
    source = f"Outlet {number % 12}"
    identity = document_id(text, published.isoformat())
    original = Original(text.encode(), "text/plain")
    document = Document(
        identity, text, source, published=published.isoformat(), language="en", sha256=original.sha256,
        url=f"https://outlet-{number % 12}.example/{number}",
    )  # fmt: skip
    return Intake(document, original)


def _sentence(chance: random.Random, published: date) -> str:
    place, other = chance.sample(_PLACES, 2)
    day = published - timedelta(days=chance.randrange(6))
    sentence = chance.choice(_FRAMES).format(
        place=place, other=other, speaker=chance.choice(_SPEAKERS), number=chance.randrange(2, 90),
        day=chance.choice((f"{day.day} {day:%B}", f"{day:%A}")),
    )  # fmt: skip
    return sentence[0].upper() + sentence[1:]
