"""A small report made by hand, whose names can be anything: what its renderers are held to."""

from dataclasses import replace
from datetime import date

from grannsamverkan.domain.bridge import Bridge
from grannsamverkan.i18n import translator
from grannsamverkan.reports.charts import bridge_chart, bridge_text
from grannsamverkan.reports.document import (
    Align,
    Cell,
    Document,
    Drawing,
    Facts,
    Figures,
    Heading,
    Paragraph,
    Section,
    Table,
    Tone,
)
from grannsamverkan.reports.svg import NARROW, Frame, Markup, drawing, label

SV = translator("sv")

MARK, DRAFT = "EXEMPEL: alla uppgifter är påhittade", "UTKAST: inte godkänd"

SIGNS = (
    '#include "x.typ" $x^2$ *b* _i_ `code` \\ \\u{41} <a> <script>window.ran=1</script> @ref // /* [b]'
    " ]#[ = h - i + n {{ 7*7 }} {% raw %} &amp; ' \u201d"
)
"""What would be a command, a formula, a tag or a reference, were it taken for markup."""

FOREIGN = "\u0634\u0627\u0631\u0639 \u200f\u05e8\u05d7\u05d5\u05d1\u200f \u202edlo\u202c \u4e2d\u6587 \U0001f3e1 a\u0308 \ufeff\u2028 \U0010fffd"
"""Right to left and marks of it, Chinese, a house, a combining sign, and what has no sign at all."""

BROKEN = "\x00\x0b\ud800\ufffe"
"""What no XML document may hold."""

FORMULA = '=HYPERLINK("https://example.org";"x")'

BRIDGE = Bridge(
    start=date(2019, 12, 31),
    end=date(2020, 12, 31),
    opening=14,
    closing=19,
    events={"started": 7, "lapsed": -2},
    m2_opening=0,
    m2_closing=0,
    m2_events={},
)


def chart(name: str = "", *, half: bool = False) -> Drawing:
    """Return a chart in both widths, with a name in it."""

    def drawn(frame: Frame) -> Markup:
        if not name:
            return bridge_chart(BRIDGE, SV, frame)
        return drawing(frame, 40, label(0, 20, name), title=name, description=name)

    return Drawing(
        svg=drawn(Frame(key="bro")),
        narrow=drawn(Frame(key="bro-smal", width=NARROW)),
        caption=name or "Så ändrades antalet",
        alternative=name or bridge_text(BRIDGE, SV),
        half=half,
    )


def table(name: str = "Norrängen", *, rows: int = 3, title: str = "Orter") -> Table:
    """Return a table with a name, numbers, what is not shown, and a total."""
    return Table(
        name=title,
        caption=f"Områden och hushåll, {name}",
        head=("Ort", "Områden", "Andel"),
        rows=(
            *(
                (
                    Cell(text=f"{name} {row}" if row else name),
                    Cell(text="visas inte (för få)"),
                    Cell(text="62,5 %", number=0.625, percent=True),
                )
                for row in range(rows)
            ),
            (Cell(text="Totalt"), Cell(text="1 234", number=1234), Cell(text="–")),
        ),
        align=(Align.LEFT, Align.RIGHT, Align.RIGHT),
        total=True,
    )


def document(name: str = "Norrängen") -> Document:
    """Return a report that says a name wherever a text can stand."""
    first = Section(
        key="summary",
        title="Sammanfattning",
        blocks=(
            Figures(figures=(("aktiva områden", "19"), (name, "+5"))),
            Paragraph(text=f"Under året blev 14 områden 19. {name}", tone=Tone.LEAD),
            Facts(pairs=(("Telefon", "112"), (name, name))),
        ),
        first_page=True,
    )
    areas = Section(
        key="areas",
        title=f"Områdena {name}",
        blocks=(
            Heading(text=name),
            Paragraph(text=name),
            Paragraph(text=f"Första raden\nandra raden {name}", tone=Tone.OWN),
            Paragraph(text="What they promised", language="en"),
            Paragraph(text=f"Hos kommunen {name}", link="https://example.org/lofte?a=1&b=2"),
            Paragraph(text="Löftets sida", link="/lofte/1", tone=Tone.NOTE),
            chart(),
            table(name),
        ),
    )
    maps = Section(
        key="map",
        title="Karta",
        blocks=(
            replace(chart("Då", half=True), svg=_map("da"), narrow=None),
            replace(chart("Nu", half=True), svg=_map("nu"), narrow=None),
            replace(chart(name, half=True), svg=_map("namn"), narrow=None),
            table(name, title="Fler [orter]/" + "x" * 40),
        ),
    )
    return Document(
        language="sv",
        title=f"Grannsamverkan i Hallsberg {name}",
        subtitle=f"1 januari 2020 till 31 december 2020 {name}",
        marks=(MARK, DRAFT),
        sections=(first, areas, maps),
        footer=f"Version 1, liggaren nr 7 {name}",
        dated=date(2021, 1, 15),
        author=f"Hallsbergs kommun {name}",
    )


def _map(key: str) -> Markup:
    return drawing(
        Frame(key=key, width=NARROW), 40, label(0, 20, key), title=key, description=f"Karta {key}"
    )


NUMBERS: dict[str, int | float | None] = {
    "areas.opening": 14,
    "areas.closing": 19,
    "areas.net": -3,
    "quality.share": 0.7368421,
    "reach.ratio": 2.0,
    "reach.joined": None,
    FORMULA: 1,
}
NAMES = {"areas.opening": "Aktiva områden vid början", "areas.net": "-2+3", FORMULA: "@SUM(A1)"}


def whole() -> Document:
    """Return a report as long as a real one: sixteen parts, fifteen tables, eight charts."""
    text = "Kommunen och polisen arbetade under året med att få fler att gå samman. " * 8
    rest = tuple(
        Section(
            key=f"part-{number}",
            title=f"Del {number}",
            blocks=(
                Paragraph(text=text),
                *((_renamed(chart(), f"c{number}"),) if number % 2 else ()),
                table(rows=12 + number, title=f"Tabell {number}"),
                Facts(pairs=tuple((f"Uppgift {one}", f"{one}") for one in range(6))),
                Paragraph(text=text, tone=Tone.NOTE),
            ),
        )
        for number in range(1, 16)
    )
    return replace(document(), sections=(document().sections[0], *rest))


def _renamed(drawn: Drawing, key: str) -> Drawing:
    """Return a chart whose ids no other has."""
    svg, narrow = (
        Markup(one.replace('"bro', f'"{key}').replace("#bro", f"#{key}").replace(" bro", f" {key}"))
        for one in (drawn.svg, drawn.narrow or drawn.svg)
    )
    return replace(drawn, svg=svg, narrow=narrow)
