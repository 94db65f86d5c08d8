"""Telegram Desktop's JSON export → one document for each post of a channel.

Channels are publications. Chats and groups are conversations of people, and are refused. Of people who show up
in a channel (authors who sign, members whose words are forwarded, numbers in contacts) nothing is kept, neither
in the document nor in the original: the original of a post is its JSON without them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fogline.intake.dates import from_unix, iso
from fogline.intake.drafts import Draft, Parcel, Parsed, finish_or_reject
from fogline.intake.options import Options
from fogline.intake.prose import blocks_of
from fogline.model import FoglineError, Intake, Lineage, Original, Rejected

MEDIA_TYPE = "application/vnd.telegram.export+json"
_CHANNELS = ("public_channel", "private_channel")
# What is kept of a post; everything else (signatures, contacts, polls' voters, reactions by name) is not read.
_KEPT = (
    "id", "type", "date", "date_unixtime", "edited", "edited_unixtime", "text", "forwarded_from",
    "forwarded_from_id", "reply_to_message_id",
)  # fmt: skip
_PERSONAL = ("mention_name", "phone", "bank_card", "email")
_WITHHELD = "[withheld]"


def is_export(data: Any) -> bool:
    """Whether parsed JSON is an export: of one chat, or of an account."""
    if not isinstance(data, dict):
        return False
    one = isinstance(data.get("messages"), list) and ("type" in data or "name" in data)
    return one or any(isinstance(data.get(k), dict) and "list" in data[k] for k in ("chats", "left_chats"))


def parse(data: dict[str, Any], parcel: Parcel, options: Options) -> Parsed:
    """The posts of every channel in an export; chats and groups are Rejected by number, not by name."""
    for number, chat in enumerate(_chats(data), 1):
        where = f"{parcel.name}, chat {number}"
        if not isinstance(chat, dict) or not isinstance(chat.get("messages"), list):
            yield Rejected(where, "the chat has no list of messages", "export it again as JSON")
        elif chat.get("type") not in _CHANNELS:
            yield Rejected(where, f"it is a {_kind(chat)}, and Fogline takes channels only", "export a channel alone")
        else:
            yield from _posts(chat, f"{parcel.name}, {chat.get('name') or 'channel'}", options)


def _chats(data: dict[str, Any]) -> list[Any]:
    if "messages" in data:
        return [data]
    lists = [data[k].get("list") for k in ("chats", "left_chats") if isinstance(data.get(k), dict)]
    return [chat for found in lists if isinstance(found, list) for chat in found]


def _kind(chat: dict[str, Any]) -> str:
    kind = str(chat.get("type") or "chat of unknown type").replace("_", " ")
    return kind if kind.isprintable() and len(kind) < 40 else "chat of unknown type"


def _posts(chat: dict[str, Any], where: str, options: Options) -> Parsed:
    ids: dict[Any, str] = {}
    for number, message in enumerate(chat["messages"], 1):
        if not isinstance(message, dict):
            yield Rejected(f"{where}, message {number}", "the message is not a JSON object", "export it again")
            continue
        post = _scrubbed(message)
        text = _text(post.get("text"))
        if post.get("type") != "message" or not text.strip():
            continue  # "pinned a message", or a picture without words: there is nothing to read
        taken = _document(post, text, chat, ids, options, f"{where}, message {post.get('id', number)}")
        if isinstance(taken, Intake):
            ids[_key(post.get("id"))] = taken.document.id
        yield taken


def _scrubbed(message: dict[str, Any]) -> dict[str, Any]:
    """The post without what it says of people who are no channel."""
    post = {k: message[k] for k in _KEPT if k in message}
    if not str(post.get("forwarded_from_id", "")).startswith("channel"):
        # Older exports give a name and no id: a person's name cannot be told from a channel's, so it goes.
        if "forwarded_from" in post:
            post["forwarded_from"] = None
        post.pop("forwarded_from_id", None)
    if isinstance(post.get("text"), list):
        post["text"] = [_public(part) for part in post["text"]]
    return post


def _public(part: Any) -> Any:
    if not isinstance(part, dict):
        return part
    if part.get("type") in _PERSONAL:
        return {"type": part["type"], "text": _WITHHELD}
    return {k: part[k] for k in ("type", "text", "href") if k in part}


def _text(text: Any) -> str:
    parts = text if isinstance(text, list) else [text]
    words = (p.get("text") if isinstance(p, dict) else p for p in parts)
    return "".join(w for w in words if isinstance(w, str))


def _document(
    post: dict[str, Any], text: str, chat: dict[str, Any], ids: dict[Any, str], options: Options, where: str
) -> Intake | Rejected:
    name = chat.get("name") if isinstance(chat.get("name"), str) else None
    kept = {"channel": name, "channel_id": chat.get("id"), **post}
    original = Original(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace"), MEDIA_TYPE)
    draft = Draft(
        blocks=tuple(blocks_of(text, unwrap=False)),
        media_type=MEDIA_TYPE,
        source=name,
        published=_moment(post, "date"),
        url=_address(chat.get("id"), post.get("id")),
        lineage=tuple(_lineage(post, chat.get("id"), ids)),
        titled=False,
    )
    try:
        return finish_or_reject(draft, original, options, where)
    except (TypeError, ValueError, UnicodeError):
        raise FoglineError("the export is damaged", "export it again") from None


def _lineage(post: dict[str, Any], channel: Any, ids: dict[Any, str]) -> Iterator[Lineage]:
    if "forwarded_from" in post:
        name = post["forwarded_from"]
        yield Lineage("forward", name=name if isinstance(name, str) else None)
    if edited := _moment(post, "edited"):
        yield Lineage("edit", date=edited)
    if (reply := post.get("reply_to_message_id")) is not None:
        yield Lineage("reply", url=_address(channel, reply), document=ids.get(_key(reply)))


def _moment(post: dict[str, Any], key: str) -> str | None:
    """The time of a post with the offset of the clock that exported it; an old export gives the day alone."""
    local = post.get(key) if isinstance(post.get(key), str) else None
    try:
        seconds = int(post[f"{key}_unixtime"])
    except (KeyError, TypeError, ValueError):
        return iso(local) if local else None
    # An edit time of 1970 is how older versions wrote "never".
    return from_unix(seconds, local) if seconds > 0 else None


def _address(channel: Any, message: Any) -> str | None:
    """The link that Telegram itself gives for a post by the numbers of its channel and of itself."""
    if isinstance(channel, int) and isinstance(message, int) and channel > 0 and message > 0:
        return f"https://t.me/c/{channel}/{message}"
    return None


def _key(number: Any) -> Any:
    return number if isinstance(number, (int, str)) else None
