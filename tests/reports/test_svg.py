"""Drawings are made of escaped text, fixed decimals and roles that a style sheet colours."""

import re

import pytest
from drawn import HOSTILE, described, parsed, texts

from grannsamverkan.reports import assets
from grannsamverkan.reports.legend import Entry, legend
from grannsamverkan.reports.svg import (
    NARROW,
    PALETTE,
    TEXT,
    WIDE,
    Frame,
    Markup,
    both,
    box,
    drawing,
    label,
    number,
    shortened,
    tag,
    text,
    text_width,
)


def _plain(frame: Frame, words: str = "ord") -> Markup:
    return drawing(frame, 20, label(0, 14, words), title=words, description=words)


def test_lengths_have_at_most_one_decimal_and_no_negative_zero() -> None:
    assert [number(one) for one in (1, 1.25, -0.04, 0.05, 640.0, -3.16)] == [
        "1",
        "1.2",
        "0",
        "0.1",
        "640",
        "-3.2",
    ]


def test_a_hostile_name_is_text_wherever_it_stands() -> None:
    root = parsed(_plain(Frame(key="a"), HOSTILE))
    shown = re.sub("[\x00\x0b\ud800]", "", HOSTILE)
    assert texts(root) == [shown]
    assert described(root) == (shown, shown)
    assert text("\x00<&") == "&lt;&amp;"
    assert tag("g", fill='"><script>') == '<g fill="&quot;&gt;&lt;script&gt;"/>'


def test_a_role_is_a_colour_for_paper_and_a_class_for_pages() -> None:
    assert box(0, 0, 1, 2, fill="tint", stroke="accent") == (
        '<rect x="0" y="0" width="1" height="2" fill="#bcd6d5" stroke="#155e63"'
        ' class="fill-tint stroke-accent"/>'
    )
    assert tag("path", fill="none") == '<path fill="none"/>'


def test_the_style_sheet_colours_every_role_in_the_light_in_the_dark_and_in_forced_colours() -> (
    None
):
    style = assets.style()
    light, rest = style.split("@media (prefers-color-scheme: dark)", 1)
    dark, forced, _ = rest.split("}\n}", 2)
    for role, colour in PALETTE.items():
        assert re.search(rf"--d-{role}: [^;]*{colour}\)?;", light), role
        assert f"--d-{role}: " in dark
        assert f"--d-{role}: " in forced
        assert f".fill-{role} {{ fill: var(--d-{role}); }}" in style
        assert f".stroke-{role} {{ stroke: var(--d-{role}); }}" in style
    assert set(re.findall(r"--d-([a-z-]+):", style)) == set(PALETTE)


def test_a_key_that_cannot_stand_in_an_id_is_refused() -> None:
    for key in ("", "1", "a b", 'a"', "å", "a#"):
        with pytest.raises(ValueError, match=f"^{re.escape(key)}$"):
            Frame(key=key)


def test_a_page_gets_both_widths_whose_ids_differ() -> None:
    markup = both("tal", _plain)
    parts = re.findall(r"<svg.*?</svg>", markup)
    wide, narrow = (parsed(Markup(one)) for one in parts)
    assert (wide.get("width"), narrow.get("width")) == (str(WIDE), str(NARROW))
    assert (wide.get("class"), narrow.get("class")) == (
        "diagram diagram--wide fill-ink",
        "diagram diagram--narrow fill-ink",
    )
    ids = re.findall(r' id="([^"]+)"', markup)
    assert ids == ["tal-title", "tal-desc", "tal-narrow-title", "tal-narrow-desc"]


def test_a_text_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert shortened("Hallsberg", 100) == "Hallsberg"
    assert shortened("Hallsberg", 50) == "Halls…"
    assert shortened("Hallsberg", 1) == "…"
    assert text_width("iii") < text_width("aaa") < text_width("AAA") < text_width("家家家")
    assert text_width("aaa", bold=True) > text_width("aaa")


def test_a_legend_takes_as_many_lines_as_it_needs() -> None:
    sample = box(0, 0, 26, TEXT)
    wide, end = legend([Entry(sample, "Aktiva områden")] * 3, Frame(key="a"), 10)
    assert end == 30
    assert "translate(0.0 10.0)" in wide
    narrow, end = legend([Entry(sample, "Aktiva områden")] * 3, Frame(key="a", width=NARROW), 10)
    assert end == 50
    assert "translate(0.0 30.0)" in narrow
    assert legend([], Frame(key="a"), 10) == ("<g/>", 10)
