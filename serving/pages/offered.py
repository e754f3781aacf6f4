"""A claim's suggestions as they are offered, and what a change that was made did."""

from __future__ import annotations

from msgspec import Struct

from serving.pages import words
from serving.pages.layout.filled import cell_of
from serving.score import Suggestion
from serving.worklist import Event, ItemView, wants_record
from serving.worklist.changing import wanted

RESCORED = {"edit", "suggestion", "undo", "recheck"}


class Offer(Struct, frozen=True):
    """A suggestion as it is offered."""

    nth: int
    text: str
    after: float | None
    """The chance of refusal after it."""
    attested: bool
    """Whether a line is wanted on what the record shows."""
    wants: dict[str, str]
    """What the office must obtain and enter, by name, in words; empty where the suggestion has all values."""


class Did(Struct, frozen=True):
    """What the change did from which a page comes."""

    event: Event | None = None
    said: str = ""
    better: bool = False
    """Whether a refusal is now less likely, or nothing is wrong any more."""


def offers(view: ItemView) -> list[Offer]:
    """The suggestions for a claim."""
    return [_offer(nth, one, view) for nth, one in enumerate(view.score.suggestions)]


def did(view: ItemView, event_id: int) -> Did:
    """What an event did, in a sentence; nothing where the claim has no such event."""
    event = next((one for one in view.events if one.id == event_id), None)
    if event is None:
        return Did()
    said = [_done(event)]
    if event.field:
        said.append(words.fields(event.field))
    before, after, better = event.probability_before, event.probability_after, False
    if before is not None and after is not None and event.action in RESCORED:
        better = after < before
        said.append(f"chance of refusal {words.odds(before)}, now {words.odds(after)}")
    if event.verdict_after and event.verdict_after != event.verdict_before:
        better = better or event.verdict_before == "fix"
        said.append(f"{words.VERDICTS[event.verdict_before]}, now {words.VERDICTS[event.verdict_after]}")
    if event.action in RESCORED and (still := _left(view)):
        said.append(still)
    return Did(event, "; ".join(said).removesuffix(".") + ".", better)


def _done(event: Event) -> str:
    """What was done, with the day, the person or the reason that was given."""
    match event.action:
        case "snooze":
            return f"Rests until {event.after}" if event.after else "Rests no longer"
        case "assign":
            return f"Given to {event.after or 'nobody'}"
        case "waive":
            return f"Will be sent anyway: “{event.why}”"
        case action:
            return words.ACTIONS.get(action, action).capitalize()


def _left(view: ItemView) -> str:
    """The faults that rules still find, by the words of the first; empty where they find none."""
    found = [one.message.removesuffix(".") for one in view.score.findings if one.severity == "error"]
    if not found:
        return ""
    more = f"; and {len(found) - 1:,} more" if found[1:] else ""
    return f"{words.plural(len(found), 'fault')} left: {found[0]}{more}"


def _offer(nth: int, one: Suggestion, view: ItemView) -> Offer:
    wants = {name: cell_of(view.claim, path).says for name, path in wanted(one.patch).items()}
    return Offer(nth, one.text, one.denial_probability_after, wants_record(one.patch), wants)
