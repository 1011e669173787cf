"""What residents have said and what was answered, as everyone reads it from either store."""

from dataclasses import replace
from datetime import date

from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewState, ViewText, ViewTheme
from grannsamverkan.register import Register
from samples import later

DAY = date(2026, 5, 17)


def view(number: int, month: int, **facts: object) -> ResidentView:
    plain = ResidentView(
        id=f"01JV{number:022d}",
        municipality="1861",
        received_on=DAY.replace(month=month),
        channel=ViewChannel.FORM,
        theme=ViewTheme.OTHER,
        answered_on=date(2026, 11, 1),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # fields known by name only


def words(of: ResidentView, **facts: object) -> ViewText:
    plain = ViewText(
        id=of.id,
        municipality=of.municipality,
        received_on=of.received_on,
        state=ViewState.PUBLISHED,
        text=f"Sagt {of.received_on}",
        answer="Svarat",
        erase_after=date(2027, 5, 17),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # as above


def test_published_views_are_read_the_newest_month_first(register: Register) -> None:
    march, may = view(1, 3), view(2, 5, promise_id="p")
    waiting, kept_back, uncounted = view(3, 6, answered_on=None), view(4, 7), view(5, 8)
    with register.change(actor="prov", action="fill", reason="prov", now=later(1)) as change:
        for one in (march, may, waiting, kept_back):
            change.set_facts(ResidentView, one.id, [one])
        change.private.put(
            words(march),
            words(may),
            words(waiting, state=ViewState.NEW, raw="Ord"),
            words(kept_back, state=ViewState.KEPT_BACK),
            words(uncounted),
        )
    assert [one.text for one in register.public_views()] == ["Sagt 2026-05-17", "Sagt 2026-03-17"]
    assert [one.promise_id for one in register.public_views("p")] == ["p"]
