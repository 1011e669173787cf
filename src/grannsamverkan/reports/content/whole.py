"""The whole document: its first page, its parts in order, and what stands on every page."""

from collections.abc import Callable, Iterable, Iterator

from grannsamverkan.domain.promises import NoteKind
from grannsamverkan.domain.yearly import YearlyReport
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.content import ahead, areas, doings, promises
from grannsamverkan.reports.content.cells import Words
from grannsamverkan.reports.content.restated import put_right
from grannsamverkan.reports.document import (
    Block,
    Document,
    Facts,
    Figures,
    Paragraph,
    Section,
    Tone,
)

_HASH_SHOWN = 12

Part = Callable[[YearlyReport, Words], Iterable[Block]]

_PARTS: tuple[tuple[str, Part], ...] = (
    ("promises", promises.promised),
    ("cause", promises.causes),
    ("areas", areas.came_about),
    ("map", areas.maps),
    ("outlook", ahead.coming),
    ("reach", areas.reached),
    ("quality", areas.alive),
    ("activities", doings.activities),
    ("schools", doings.schools),
    ("outcome", doings.outcome),
    ("views", doings.views),
)


def document(report: YearlyReport, t: Translator) -> Document:
    """Return a report in a language, with the commentaries that people wrote in it."""
    words, heading = Words(t), report.heading
    title = t(f"report.title.{heading.kind}", name=heading.name)
    return Document(
        language=t.language,
        title=title,
        subtitle=t("report.from_to", start=t.date(heading.start), end=t.date(heading.last_day)),
        marks=tuple(_marks(report, t)),
        sections=tuple(_sections(report, words)),
        footer=t("report.footer", title=title, version=heading.version, seq=str(heading.known_seq),
                 head=heading.known_hash[:_HASH_SHOWN]),
        dated=heading.approved_on or heading.last_day,
        author=t("report.author", name=heading.name),
    )  # fmt: skip


def _marks(report: YearlyReport, t: Translator) -> Iterator[str]:
    if report.heading.example:
        yield t("example.mark")
    if report.heading.approved_on is None:
        yield t("report.draft")


def _sections(report: YearlyReport, words: Words) -> Iterator[Section]:
    yield _section("summary", [*_summary(report, words)], report, words, first_page=True)
    for key, part in _PARTS:
        section = _section(key, [*part(report, words)], report, words)
        if section.blocks:  # no promise about areas may go on
            yield section
    for kind in (NoteKind.NOT_DONE, NoteKind.LESSON):
        key = "not_done" if kind is NoteKind.NOT_DONE else "lessons"
        blocks = [*promises.told(report, words, kind)]
        if not blocks and (key, words.t.language) not in report.texts:
            blocks = [Paragraph(text=words.t(f"report.{key}.none"))]
        yield _section(key, blocks, report, words)
    yield _section("data_quality", [*_data_quality(report, words)], report, words)
    yield _section("about", [*_about(report, words)], report, words)


def _section(
    key: str, blocks: list[Block], report: YearlyReport, words: Words, *, first_page: bool = False
) -> Section:
    own = report.texts.get((key, words.t.language))
    commentary = [Paragraph(text=own, tone=Tone.OWN)] if own and key != "summary" else []
    return Section(
        key=key,
        title=words.t(f"report.part.{key}"),
        blocks=(*commentary, *blocks),
        first_page=first_page,
    )


def _summary(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give the first page: the few figures, and the whole in plain words, of at most 150."""
    t, areas_, quality = words.t, report.areas, report.quality
    yield from _what_it_is(report, words)
    confirmed = words.share(quality.confirmed / quality.active if quality.active else None)
    figures = [
        (t("report.summary.active"), words.number(areas_.bridge.closing).text),
        (t("report.summary.net"), areas.signed(areas_.net, words)),
        (t("report.summary.confirmed"), confirmed.text),
        (t("report.summary.households"), areas.households_words(report.reach, words)),
    ]
    yield Figures(figures=tuple(figures))
    own = report.texts.get(("summary", t.language))
    if own:
        yield Paragraph(text=own, tone=Tone.LEAD)
    else:
        yield from (Paragraph(text=text, tone=Tone.LEAD) for text in plainly(report, words))
    card = report.heading.contact
    pairs = [(t(f"report.contact.{name}"), card[name]) for name in card]
    if pairs:
        yield Paragraph(text=t("report.contact.lead"))
        yield Facts(pairs=tuple(pairs))


def _what_it_is(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give what whoever has the first page alone must know of the report, and what it puts right."""
    t, heading = words.t, report.heading
    said = [t("report.stands.as_of", day=heading.last_day)]
    if heading.approved_by and heading.approved_on:
        by = t.role(heading.approved_by, within=True)
        said.append(t("report.stands.approved", version=heading.version, by=by,
                      day=heading.approved_on))  # fmt: skip
    else:
        said.append(t("report.stands.draft", version=heading.version))
    if heading.police_areas:
        said.append(t("report.stands.police", areas=", ".join(heading.police_areas)))
    yield Paragraph(text=" ".join(said), tone=Tone.NOTE)
    if heading.correction:
        yield Paragraph(text=t("report.stands.correction", correction=heading.correction))


def plainly(report: YearlyReport, words: Words) -> Iterator[str]:
    """Give the summary that the figures make by themselves, in plain words and at most 150 of them."""
    t, led, quality = words.t, report.areas.bridge, report.quality
    yield t("report.plain.areas", name=report.heading.name, end=led.end, n=led.closing,
            start=led.start, opening=led.opening)  # fmt: skip
    if quality.active:
        yield t("report.plain.confirmed", confirmed=quality.confirmed, n=quality.active)
    assessed = [one for one in report.promises if one.assessment is not None]
    for one in assessed[:3]:
        assert one.assessment is not None  # noqa: S101 # chosen so
        outcome = words.word(one.assessment.outcome).lower()
        yield t("report.plain.assessed", title=one.promise.title, outcome=outcome)
    if report.promises and not assessed:
        yield t("report.plain.not_assessed", n=len(report.promises))
    if report.outcome is not None:
        yield t("report.plain.outcome")


def _data_quality(report: YearlyReport, words: Words) -> Iterator[Block]:
    t, found = words.t, report.data_quality
    yield Facts(
        pairs=tuple(
            (t(f"report.data.{name}"), words.number(getattr(found, name)).text)
            for name in ("vague", "without_outline", "without_households", "preliminary")
        )
    )
    if found.restated_from is None:
        yield Paragraph(text=t("report.data.first"))
    else:
        yield from put_right(report, words)
    yield Paragraph(text=t("report.data.hidden"), tone=Tone.NOTE)


def _about(report: YearlyReport, words: Words) -> Iterator[Block]:
    t, heading = words.t, report.heading
    pairs = [
        (t("report.about.municipality"), f"{heading.name} ({heading.code})"),
        (t("report.about.as_of"), t.date(heading.last_day)),
        (t("report.about.version"), t.number(heading.version)),
        (t("report.about.ledger"), f"{heading.known_seq} · {heading.known_hash}"),
    ]
    if heading.police_areas:
        pairs.insert(1, (t("report.about.police"), ", ".join(heading.police_areas)))
    if heading.approved_by and heading.approved_on:
        by = t("report.about.by", by=t.role(heading.approved_by), day=heading.approved_on)
        pairs.append((t("report.about.approved"), by))
    if heading.correction:
        pairs.append((t("report.about.correction"), heading.correction))
    yield Facts(pairs=tuple(pairs))
    sure = "draft" if heading.approved_on is None else "verify"
    yield Paragraph(text=t(f"report.about.{sure}"), tone=Tone.NOTE)
