"""How much of the way is gone: a bar, where an even pace would be, and the light as a sign and a word."""

from dataclasses import dataclass

from grannsamverkan.domain.progress import Light, Progress
from grannsamverkan.domain.promises import Aim, Rule
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.svg import (
    Frame,
    Markup,
    box,
    drawing,
    label,
    line,
    shortened,
    tag,
    text_width,
)

_BAR_TOP, _BAR, _HIGH = 28.0, 14.0, 46.0
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
    room = frame.width - _SIGN - 6 - text_width(way.said) - 12
    parts = [
        light_sign(way.light),
        label(_SIGN + 6, 14, shortened(light_word(way, t), room), font_weight=600),
        label(frame.width, 14, way.said, text_anchor="end"),
    ]
    return drawing(
        frame,
        _HIGH,
        *parts,
        *_bar(way, frame),
        title=t("charts.way.title"),
        description=way_text(way, t),
    )


def _bar(way: Way, frame: Frame) -> list[Markup]:
    inside = frame.width - 2
    if way.share is None:
        return [box(1, _BAR_TOP, inside, _BAR, fill="none", stroke="muted",
                    stroke_dasharray="3 3", rx=3)]  # fmt: skip
    parts = [box(1, _BAR_TOP, inside, _BAR, fill="paper", stroke="muted", rx=3)]
    gone = inside * min(max(way.share, 0), 1)
    if gone:
        parts.append(box(1, _BAR_TOP, gone, _BAR, fill="accent", rx=3))
    if way.expected is not None and 0 < way.expected < 1:
        x = 1 + inside * way.expected
        ends = _BAR_TOP - 4, _BAR_TOP + _BAR + 4
        parts += [
            line(x, *ends[:1], x, *ends[1:], stroke="paper", stroke_width=5),
            line(x, *ends[:1], x, *ends[1:], stroke="ink", stroke_width=2),
        ]
    return parts


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
