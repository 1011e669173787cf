"""What residents say (synpunkter): counted for ever by theme and place, in words only until they are coded."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ViewChannel(StrEnum):
    """How a view reached the municipality or the police."""

    FORM = "form"
    DIALOGUE = "dialogue"
    WALK = "walk"
    SURVEY = "survey"


class ViewTheme(StrEnum):
    """What a view is about."""

    BURGLARY = "burglary"
    DRUGS = "drugs"
    DAMAGE = "damage"
    TRAFFIC = "traffic"
    LIGHTING = "lighting"
    YOUTH = "youth"
    WATCH = "watch"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentView:
    """That someone said something, without who or the words; what counts are made of.

    Attributes:
        dialogue_id: the activity at which it was said.
        promise_id: the promise it led to, or is about.
        answered_on: when it was answered, so that everyone can read the answer.
    """

    id: str
    municipality: str
    received_on: date
    channel: ViewChannel
    theme: ViewTheme
    locality: str | None = None
    dialogue_id: str | None = None
    promise_id: str | None = None
    answered_on: date | None = None


class ViewState(StrEnum):
    """How far the words of a view have come."""

    NEW = "new"
    PUBLISHED = "published"
    KEPT_BACK = "kept_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewText:
    """The words of a view, outside the ledger so that they can be erased.

    Attributes:
        raw: as it was written; erased when the view is coded, or on `erase_after` at the latest.
        text: what anyone may read of it, with nothing that points at a person; None until redacted.
        answer: what the municipality or the police answers.
    """

    id: str
    municipality: str
    received_on: date
    state: ViewState = ViewState.NEW
    raw: str | None = None
    text: str | None = None
    answer: str | None = None
    erase_after: date
