"""How much of the way is gone: a bar, where an even pace would be, and the light as a sign and a word."""

from collections.abc import Iterator
from dataclasses import dataclass

from grannsamverkan.domain.progress import Light, Progress
from grannsamverkan.domain.promises import Aim, Rule
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.svg import (
    Frame,
    Markup,
    drawing,
    label,
    line,
    shortened,
    tag,
    text_width,
)

_BAR_TOP, _BAR, _HIGH, _UNDER = 28.0, 14.0, 46.0, 18.0
_SIGN = 18.0

_SIGNS = {
    Light.REACHED: ("accent", "M4.5 9.2l3.2 3.3l5.8 -6.8"),
    Light.NEARLY: ("loss", "M9 4.5v5.5M9 12.6v1"),
    Light.BELOW: ("loss", "M5.5 5.5l7 7M12.5 5.5l-7 7"),
    Light.UNRATED: ("muted", "M6.9 7a2.2 2.2 0 1 1 3.2 2q-1.1 .5 -1.1 1.6M9 12.9v1"),
}
"""The sign of each light: a tick, an exclamation mark, a cross and a question mark."""

_SHARES = frozenset({Rule.CONFIRMED_SHARE, Rule.HOUSEHOLDS_SHARE})
_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far something has come.

    Attributes:
        share: of what is to be reached, 0-1 and more; None where no number says it.
        expected: the share that an even pace would have reached.
        said: the figure in words, such as "6 av 10".
        ended: the time for it is over.
    """

    light: Light
    said: str
    share: float | None = None
    expected: float | None = None
    ended: bool = False


def way_of(progress: Progress, t: Translator, *, ended: bool) -> Way:
    """Return how far an indicator has come; without a number to reach there is no share of the way."""
    value, target = progress.now.value, progress.target
    shown = [_shown(progress.indicator.rule, one, t) for one in (value, target)]
    measured = progress.indicator.aim in {Aim.AT_LEAST, Aim.ALL} and bool(target)
    if value is None or target is None or not measured:
        return Way(light=progress.light, said=shown[0], ended=ended)
    expected = progress.expected
    return Way(
        light=progress.light,
        said=t("charts.way.of", value=shown[0], target=shown[1]),
        share=value / target,
        expected=None if expected is None or ended else expected / target,
        ended=ended,
    )


def _shown(rule: Rule, value: float | None, t: Translator) -> str:
    if value is None:
        return "–"
    if rule in _SHARES:
        return f"{t.number(value * _HUNDRED)} %"
    return t.number(value)


def light_word(way: Way, t: Translator) -> str:
    """Return the light in words, which differ while there is time left."""
    over = way.ended or (way.share is not None and way.share >= 1)
    return t(f"charts.light.{'ended' if over else 'running'}.{way.light}")


def progress_bar(way: Way, t: Translator, frame: Frame) -> Markup:
    """Draw how much of the way is gone."""
    said = shortened(way.said, frame.width * 0.6)
    room = frame.width - _SIGN - text_width(said) - 18
    paced = way.share is not None and way.expected is not None and 0 < way.expected < 1
    return drawing(
        frame,
        _HIGH + (_UNDER if paced else 0),
        light_sign(way.light),
        label(_SIGN + 6, 14, shortened(light_word(way, t), room), font_weight=600),
        label(frame.width, 14, said, text_anchor="end"),
        *_bar(way, frame),
        *(_pace(way.expected or 0, frame, t) if paced else ()),
        title=t("charts.way.title"),
        description=way_text(way, t),
    )


def _bar(way: Way, frame: Frame) -> Iterator[Markup]:
    inside = frame.width - 2
    place = {"y": _BAR_TOP, "height": _BAR, "rx": 3}
    if way.share is None:
        yield tag("rect", x=1, width=inside, fill="none", stroke="muted",
                  stroke_dasharray="3 3", **place)  # fmt: skip
        return
    yield tag("rect", x=1, width=inside, fill="paper", stroke="muted", **place)
    if gone := inside * min(max(way.share, 0), 1):
        yield tag("rect", x=1, width=gone, fill="accent", **place)


def _pace(expected: float, frame: Frame, t: Translator) -> Iterator[Markup]:
    """Draw where an even pace would be, with its words below."""
    x, top, bottom = 1 + (frame.width - 2) * expected, _BAR_TOP - 4, _BAR_TOP + _BAR + 4
    words = t("charts.way.pace")
    half = text_width(words) / 2
    yield line(x, top, x, bottom, stroke="paper", stroke_width=5)
    yield line(x, top, x, bottom, stroke="ink", stroke_width=2)
    middle = min(max(x, half), frame.width - half)
    yield label(middle, bottom + 13, words, text_anchor="middle", fill="muted")


def light_sign(light: Light) -> Markup:
    """Return the sign of a light, 18 units high and wide."""
    role, mark = _SIGNS[light]
    filled = light in {Light.REACHED, Light.BELOW}
    return Markup(
        tag("circle", cx=9, cy=9, r=8, fill=role if filled else "paper", stroke=role,
            stroke_width=1.5)
        + tag("path", d=mark, fill="none", stroke="paper" if filled else role, stroke_width=2,
              stroke_linecap="round", stroke_linejoin="round")
    )  # fmt: skip


def way_text(way: Way, t: Translator) -> str:
    """Say in words what the drawing shows."""
    said = t("charts.way.text", light=light_word(way, t), said=way.said)
    if way.share is not None and way.expected is not None:
        share = t.number(way.expected * _HUNDRED, decimals=0)
        said = f"{said} {t('charts.way.expected', share=share)}"
    return said
